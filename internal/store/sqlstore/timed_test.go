package sqlstore_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlstore"
	"github.com/watchpost/watchpost/internal/zone"
)

// The lists of alarms, tracks and passages are read along an index too.
func TestTimedListsHaveAnIndex(t *testing.T) {
	db := openWithOne(t)
	open, page := true, store.Page{Cursor: "zz.z"}
	alarms := func(q store.AlarmQuery) ([]sqlstore.Statement, error) { return sqlstore.AlarmStatements(q) }
	tracks := func(q store.TrackQuery) ([]sqlstore.Statement, error) { return sqlstore.TrackStatements(q) }
	passages := func(q store.PassageQuery) ([]sqlstore.Statement, error) { return sqlstore.PassageStatements(q) }
	ids := []event.ID{event.NewID(t0), event.NewID(t0)}
	for _, tt := range []struct {
		name  string
		stmts func() ([]sqlstore.Statement, error)
		index string
	}{
		{"alarms", func() ([]sqlstore.Statement, error) { return alarms(store.AlarmQuery{}) }, "alarms_started"},
		{"alarms, next page", func() ([]sqlstore.Statement, error) { return alarms(store.AlarmQuery{Page: page}) }, "alarms_started"},
		{"alarms of a time", func() ([]sqlstore.Statement, error) {
			return alarms(store.AlarmQuery{After: t0, Before: t0.Add(time.Hour)})
		}, "alarms_started"},
		{"alarms of cameras", func() ([]sqlstore.Statement, error) {
			return alarms(store.AlarmQuery{Page: page, Cameras: []string{"a", "b"}, Devices: []string{"c"}, Kinds: []string{"d", "e"}})
		}, "alarms_camera"},
		{"alarms of devices", func() ([]sqlstore.Statement, error) {
			return alarms(store.AlarmQuery{Page: page, Devices: []string{"a", "b"}})
		}, "alarms_device"},
		{"alarms of kinds", func() ([]sqlstore.Statement, error) {
			return alarms(store.AlarmQuery{Kinds: []string{"a", "b"}, After: t0})
		}, "alarms_kind"},
		{"open alarms", func() ([]sqlstore.Statement, error) { return alarms(store.AlarmQuery{Open: &open}) }, "alarms_open"},
		{"tracks", func() ([]sqlstore.Statement, error) { return tracks(store.TrackQuery{Page: page, After: t0}) }, "tracks_first"},
		{"tracks of cameras", func() ([]sqlstore.Statement, error) {
			return tracks(store.TrackQuery{Cameras: []string{"a", "b"}, Target: "7"})
		}, "tracks_camera"},
		{"tracks of types", func() ([]sqlstore.Statement, error) {
			return tracks(store.TrackQuery{Page: page, Types: []event.TargetType{event.TargetCar, event.TargetPerson}})
		}, "tracks_type"},
		{"tracks of a target", func() ([]sqlstore.Statement, error) { return tracks(store.TrackQuery{Page: page, Target: "7"}) }, "tracks_target"},
		{"passages", func() ([]sqlstore.Statement, error) { return passages(store.PassageQuery{Page: page, After: t0}) }, "passages_at"},
		{"passages of zones", func() ([]sqlstore.Statement, error) {
			return passages(store.PassageQuery{Page: page, Zones: ids, Actions: zone.Actions(), Targets: zone.TargetTypes()})
		}, "passages_zone"},
		{"passages of tracks", func() ([]sqlstore.Statement, error) {
			return passages(store.PassageQuery{Tracks: ids, Zones: ids, Before: t0})
		}, "passages_track"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stmts, err := tt.stmts()
			if err != nil || len(stmts) == 0 {
				t.Fatalf("got %d statements, %v", len(stmts), err)
			}
			for _, stmt := range stmts {
				plan := strings.Join(explain(t, db, stmt), "\n")
				if !strings.Contains(plan, tt.index) || strings.Contains(plan, "TEMP B-TREE") {
					t.Errorf("the plan is %q, want one along %s without sorting\n%s", plan, tt.index, stmt.SQL)
				}
			}
		})
	}
}

// Pages of several cameras' alarms are those of one list, also where alarms began
// at the same moment or the clock was set back.
func TestPagesOfTimedListsAreMerged(t *testing.T) {
	db := openWithOne(t)
	var changes []alarm.Change
	for n := range 60 {
		changes = append(changes, alarm.Change{
			DeviceID: "dev_a", CameraID: fmt.Sprint("cam_", n%3), Kind: "motion", Rule: fmt.Sprint(n), On: true,
			At: t0.Add(time.Duration(n*7%20) * time.Second),
		})
	}
	if _, err := db.Commit(t.Context(), &store.Batch{At: t0, Alarms: changes}); err != nil {
		t.Fatal(err)
	}
	q := store.AlarmQuery{Cameras: []string{"cam_2", "cam_0", "cam_2"}, Page: store.Page{Limit: 7}}
	var got []alarm.Alarm
	for {
		page, next, err := db.Alarms(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, page...)
		if q.Cursor = next; next == "" {
			break
		}
	}
	if len(got) != 40 {
		t.Errorf("got %d alarms, want 40", len(got))
	}
	sorted := slices.IsSortedFunc(got, func(a, b alarm.Alarm) int {
		if c := b.StartedAt.Compare(a.StartedAt); c != 0 {
			return c
		}
		return int(b.ID - a.ID)
	})
	if !sorted {
		t.Error("the alarms are not in order, newest first")
	}
	ids := make(map[int64]bool)
	for _, a := range got {
		ids[a.ID] = true
	}
	if len(ids) != len(got) {
		t.Errorf("%d alarms came twice", len(got)-len(ids))
	}
}
