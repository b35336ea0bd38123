package sqlstore_test

import (
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/bucket"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlite"
	"github.com/watchpost/watchpost/internal/store/sqlstore"
)

var t0 = time.Date(2026, 5, 12, 11, 0, 0, 0, time.UTC)

// openWithOne opens a store with one event that every filter below can find.
func openWithOne(t *testing.T) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "w.db"), sqlite.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	ev := &event.Event{
		ID: event.NewID(t0), ReceivedAt: t0, OccurredAt: t0, DeviceID: "dev_a", CameraID: "cam_a_1", Type: "license_plate",
		Targets: []event.Target{
			{Type: event.TargetPlate, Plate: &event.Plate{Text: "KLM4821", Group: "visitors"}},
			{Type: event.TargetFace, Face: &event.Face{}}, {Type: event.TargetPerson}, {Type: event.TargetCar},
		},
		Images: []event.Image{{Kind: event.ImageSource, Bytes: 1, Name: "x"}}, Plate: "KLM4821", Group: "visitors",
	}
	_, err = db.Commit(t.Context(), &store.Batch{
		At:      t0,
		Devices: []device.Device{{ID: "dev_a", Cameras: []device.Camera{{ID: "cam_a_1", DeviceID: "dev_a", Channel: 1}, {ID: "cam_a_2", DeviceID: "dev_a", Channel: 2}}}},
		Events:  []*store.NewEvent{{Event: ev}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := sqlstore.File(t.Context(), db.Store); err != nil {
		t.Fatal(err)
	}
	return db
}

// Every filter is served by an index that holds the list in order: nothing is
// scanned, and nothing is sorted.
func TestEveryFilterHasAnIndex(t *testing.T) {
	db := openWithOne(t)
	span := func(q store.EventQuery) store.EventQuery {
		q.After, q.Before = t0.Add(-time.Hour), t0.Add(time.Hour)
		return q
	}
	morning := func(q store.EventQuery) store.EventQuery {
		q.Hours = &bucket.Clock{From: 10 * time.Hour, To: 12 * time.Hour, Zone: time.UTC}
		return q
	}
	tests := []struct {
		name  string
		query store.EventQuery
		index string
	}{
		{"hours", morning(store.EventQuery{}), "INTEGER PRIMARY KEY"},
		{"hours, rising", morning(store.EventQuery{Rising: true}), "INTEGER PRIMARY KEY"},
		{"camera and hours", morning(store.EventQuery{Cameras: []string{"cam_a_1"}}), "facets_camera"},
		{"camera, rising", store.EventQuery{Cameras: []string{"cam_a_1"}, Rising: true}, "facets_camera"},
		{"plate and hours", morning(store.EventQuery{Plate: "KLM4821"}), "p USING PRIMARY KEY"},
		{"none", store.EventQuery{}, "INTEGER PRIMARY KEY"},
		{"time", span(store.EventQuery{}), "INTEGER PRIMARY KEY"},
		{"camera", store.EventQuery{Cameras: []string{"cam_a_1"}}, "facets_camera"},
		{"cameras", store.EventQuery{Cameras: []string{"cam_a_1", "cam_a_2"}}, "facets_camera"},
		{"device", store.EventQuery{Devices: []string{"dev_a"}}, "facets_camera"},
		{"camera and time", span(store.EventQuery{Cameras: []string{"cam_a_1"}}), "facets_camera"},
		{"camera and type", store.EventQuery{Cameras: []string{"cam_a_1"}, Types: []event.Type{"license_plate"}}, "facets_camera"},
		{"camera, type and time", span(store.EventQuery{Cameras: []string{"cam_a_1"}, Types: []event.Type{"license_plate"}}), "facets_camera"},
		{"camera and target", store.EventQuery{Cameras: []string{"cam_a_1"}, Targets: []event.TargetType{event.TargetCar}}, "facets_camera"},
		{"type", store.EventQuery{Types: []event.Type{"license_plate"}}, "facets_type"},
		{"type and target", store.EventQuery{Types: []event.Type{"license_plate"}, Targets: []event.TargetType{event.TargetCar}}, "facets_type"},
		{"category", store.EventQuery{Categories: []event.Category{event.CategoryPlate}}, "facets_type"},
		{"person", store.EventQuery{Targets: []event.TargetType{event.TargetPerson}}, "facets_person"},
		{"car", store.EventQuery{Targets: []event.TargetType{event.TargetCar}}, "facets_car"},
		{"motorcycle", store.EventQuery{Targets: []event.TargetType{event.TargetMotorcycle}}, "facets_motorcycle"},
		{"face", store.EventQuery{Targets: []event.TargetType{event.TargetFace}}, "facets_face"},
		{"plate target", store.EventQuery{Targets: []event.TargetType{event.TargetPlate}}, "facets_plate"},
		{"unknown", store.EventQuery{Targets: []event.TargetType{event.TargetUnknown}}, "facets_unknown"},
		{"person and time", span(store.EventQuery{Targets: []event.TargetType{event.TargetPerson}}), "facets_person"},
		{"has a picture", store.EventQuery{HasImage: true}, "facets_has_image"},
		{"has a plate", store.EventQuery{HasPlate: true}, "facets_has_plate"},
		{"has a face", store.EventQuery{HasFace: true}, "facets_has_face"},
		{"has a face, and time", span(store.EventQuery{HasFace: true}), "facets_has_face"},
		{"has everything", store.EventQuery{HasFace: true, HasImage: true, HasPlate: true}, "facets_has_face"},
		{"group", store.EventQuery{Groups: []string{"Visitors"}}, "facets_group"},
		{"group, camera and type", store.EventQuery{Groups: []string{"visitors"}, Cameras: []string{"cam_a_1"}, Types: []event.Type{"license_plate"}}, "facets_group"},
		{"new", store.EventQuery{States: []event.ReviewState{event.New}}, "x USING PRIMARY KEY"},
		{"not handled", store.EventQuery{States: []event.ReviewState{event.New, event.Seen}, Cameras: []string{"cam_a_1"}}, "x USING PRIMARY KEY"},
		{"not handled, type and time", span(store.EventQuery{States: []event.ReviewState{event.New, event.Seen}, Types: []event.Type{"license_plate"}}), "x USING PRIMARY KEY"},
		{"handled", store.EventQuery{States: []event.ReviewState{event.Handled}}, "x USING PRIMARY KEY"},
		{"plate", store.EventQuery{Plate: "KLM4821"}, "p USING PRIMARY KEY"},
		{"plate, camera and time", span(store.EventQuery{Plate: "KLM4821", Cameras: []string{"cam_a_1"}}), "p USING PRIMARY KEY"},
		{"plate like", store.EventQuery{Fuzzy: "KLM482I"}, "p USING PRIMARY KEY"},
		{"all", span(store.EventQuery{
			Fuzzy: "KLM", Groups: []string{"visitors"}, Cameras: []string{"cam_a_1"}, Devices: []string{"dev_a"}, Types: []event.Type{"license_plate"},
			Targets: []event.TargetType{event.TargetCar}, HasImage: true, HasPlate: true, HasFace: true,
		}), "p USING PRIMARY KEY"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stmts, err := sqlstore.Statements(t.Context(), db.Store, tt.query)
			if err != nil {
				t.Fatal(err)
			}
			if len(stmts) == 0 {
				t.Fatal("no statements: the filter finds nothing")
			}
			for _, stmt := range stmts {
				plan := explain(t, db, stmt)
				if !strings.Contains(strings.Join(plan, "\n"), tt.index) {
					t.Errorf("the plan does not use %s: %q\n%s", tt.index, plan, stmt.SQL)
				}
				for _, step := range plan {
					if !strings.HasPrefix(step, "SEARCH ") {
						t.Errorf("got %q, want only searches\n%s", step, stmt.SQL)
					}
				}
			}
			page, err := db.Events(t.Context(), tt.query)
			if wantNone := tt.name == "motorcycle" || tt.name == "unknown" || tt.name == "handled"; err != nil || (len(page.Events) == 0) != wantNone {
				t.Errorf("got %d events (%v)", len(page.Events), err)
			}
		})
	}
}

// What is not filed is looked at in one statement, whatever is asked for.
func TestUnfiledEventsAreOneStatement(t *testing.T) {
	db := openFiling(t, filepath.Join(t.TempDir(), "w.db"), never)
	defer db.Close()
	addEvents(t, db, 0, 20)
	for _, q := range []store.EventQuery{
		{Cameras: []string{"cam_a_1", "cam_a_2"}, Types: []event.Type{"motion", "face"}},
		{Types: []event.Type{"motion", "face"}, HasImage: true},
		{Targets: []event.TargetType{event.TargetPerson, event.TargetCar}},
		{Groups: []string{"visitors", "staff"}, After: t0},
	} {
		stmts, err := sqlstore.Statements(t.Context(), db.Store, q)
		if err != nil || len(stmts) != 1 {
			t.Fatalf("%+v: got %d statements (%v), want one", q, len(stmts), err)
		}
		want := []string{"SEARCH e USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"}
		if plan := explain(t, db, stmts[0]); !slices.Equal(plan, want) {
			t.Errorf("got %q, want %q\n%s", plan, want, stmts[0].SQL)
		}
	}
}

func explain(t *testing.T, db *sqlite.DB, stmt sqlstore.Statement) (steps []string) {
	t.Helper()
	rows, err := sqlstore.Readers(db.Store).QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+stmt.SQL, stmt.Args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, detail)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return steps
}
