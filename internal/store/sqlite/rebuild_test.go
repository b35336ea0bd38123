package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlite"
	"github.com/watchpost/watchpost/internal/zone"
)

// rollups are all rows of counts in which something is counted.
func rollups(t *testing.T, db *sqlite.DB) (out []string) {
	t.Helper()
	if _, err := db.Counts(t.Context(), store.CountQuery{Bucket: time.Hour}); err != nil { // writes what waits
		t.Fatal(err)
	}
	for _, stmt := range []string{
		`SELECT 'events ' || res || ' ' || start_s || ' ' || camera || ' ' || type || ' ' || target || ': ' || events || ' ' || targets FROM counts`,
		`SELECT 'zone ' || res || ' ' || start_s || ' ' || zone || ' ' || type || ': ' || ins || ' ' || outs || ' ' || entered || ' ' || lefts || ' ' || dwelled || ' ' || dwell_us
			FROM zone_counts WHERE ins <> 0 OR outs <> 0 OR entered <> 0 OR lefts <> 0 OR dwelled <> 0`,
	} {
		rows, err := sqlite.Readers(db).QueryContext(t.Context(), stmt)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var row string
			if err := rows.Scan(&row); err != nil {
				t.Fatal(err)
			}
			out = append(out, row)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(out)
	return out
}

// busy is a database with random events and passages of some days.
func busy(t *testing.T, seed uint64) *sqlite.DB {
	t.Helper()
	db := open(t, filepath.Join(t.TempDir(), "w.db"))
	t.Cleanup(func() { db.Close() })
	rnd := rand.New(rand.NewPCG(seed, 8))
	z := zone.Zone{ID: event.NewID(t0), CameraID: "cam_a_1", Kind: zone.Area, Points: []geo.Point{{0, 0}, {1, 0}, {0, 1}}, Version: 1}
	at := t0
	for n := range 120 {
		b := &store.Batch{At: at, Devices: cameras(4), Zones: []zone.Zone{z}}
		for i := range rnd.IntN(6) {
			at = at.Add(time.Duration(rnd.Int64N(int64(15 * time.Minute))))
			e := newEvent(n*10+i, 4)
			e.ReceivedAt = at.Truncate(time.Microsecond)
			e.Type = []event.Type{"motion", "face", "line_counting"}[rnd.IntN(3)]
			e.Targets = nil
			for range rnd.IntN(3) {
				e.Targets = append(e.Targets, event.Target{Type: event.TargetTypes()[rnd.IntN(4)]})
			}
			b.Events = append(b.Events, e)
			p := zone.Passage{ZoneID: z.ID, Version: 1, TrackID: event.NewID(at), Type: event.TargetCar, At: at.Truncate(time.Microsecond), Action: zone.Actions()[rnd.IntN(4)]}
			if p.Action == zone.Crossed {
				p.Direction = zone.Directions()[rnd.IntN(2)]
			}
			p.Dwell = time.Duration(rnd.IntN(1000)) * time.Millisecond
			b.Passages = append(b.Passages, p)
			if rnd.IntN(4) == 0 {
				b.Evaluated = append(b.Evaluated, store.Evaluation{ZoneID: z.ID, Version: 1, TrackID: p.TrackID})
			}
		}
		if _, err := db.Commit(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// spoil changes counts behind the back of the database.
func spoil(t *testing.T, db *sqlite.DB, stmts ...string) {
	t.Helper()
	w, err := sqlite.Writer(db)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, s := range stmts {
		if _, err := w.ExecContext(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRebuiltCountsEqualKeptOnes: counts made anew are those that were kept up with
// every event, whatever stood there.
func TestRebuiltCountsEqualKeptOnes(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			db := busy(t, seed)
			want := rollups(t, db)
			for what, stmts := range map[string][]string{
				"as they are": nil,
				"all gone":    {`DELETE FROM counts`, `DELETE FROM zone_counts`},
				"all wrong":   {`UPDATE counts SET events = events + 3`, `UPDATE zone_counts SET ins = 7, outs = 0`},
			} {
				spoil(t, db, stmts...)
				done, err := db.RebuildCounts(t.Context(), nil)
				if err != nil || done.Events == 0 || done.Passages == 0 {
					t.Fatalf("%s: got %+v, %v", what, done, err)
				}
				if got := rollups(t, db); !slices.Equal(got, want) {
					t.Errorf("%s: got %d rows, want %d, and some differ", what, len(got), len(want))
				}
			}
		})
	}
}

// TestRebuildKeepsWhatIsGone: what was counted of events and passages that retention
// has removed stays.
func TestRebuildKeepsWhatIsGone(t *testing.T) {
	db := busy(t, 9)
	all, err := db.Expired(t.Context(), time.Time{}, 500)
	if err != nil || len(all) < 100 {
		t.Fatalf("got %d events, %v", len(all), err)
	}
	if err := db.Pin(t.Context(), all[3].ID, true); err != nil {
		t.Fatal(err)
	}
	var old []event.ID
	for i, e := range all[:60] {
		if i != 3 {
			old = append(old, e.ID)
		}
	}
	if err := db.Delete(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	if _, _, err := db.DeleteOld(t.Context(), all[60].At, 1<<20); err != nil {
		t.Fatal(err)
	}
	want := rollups(t, db)
	late := all[60].At.Add(time.Hour).Unix()
	spoil(t, db, fmt.Sprintf(`UPDATE counts SET events = 0 WHERE start_s > %d`, late), fmt.Sprintf(`DELETE FROM zone_counts WHERE start_s > %d`, late))
	done, err := db.RebuildCounts(t.Context(), nil)
	if err != nil || done.From.Before(all[60].At.Add(-15*time.Minute)) || done.From.After(all[60].At.Add(15*time.Minute)) {
		t.Fatalf("got %+v, %v, want from about %v", done, err, all[60].At)
	}
	if got := rollups(t, db); !slices.Equal(got, want) {
		t.Errorf("got %d rows, want %d, and some differ", len(got), len(want))
	}
}

// TestRebuildIsAllOrNothing: one that is stopped half way changes nothing.
func TestRebuildIsAllOrNothing(t *testing.T) {
	db := busy(t, 10)
	spoil(t, db, `UPDATE counts SET events = events + 1`)
	want := rollups(t, db)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	told := 0
	if _, err := db.RebuildCounts(ctx, func(store.Rebuilt) { told++; cancel() }); !errors.Is(err, context.Canceled) || told != 1 {
		t.Errorf("got %v after %d pages, want that it was canceled after one", err, told)
	}
	if got := rollups(t, db); !slices.Equal(got, want) {
		t.Error("it changed something")
	}
	empty := open(t, filepath.Join(t.TempDir(), "w.db"))
	defer empty.Close()
	if done, err := empty.RebuildCounts(t.Context(), nil); err != nil || done != (store.Rebuilt{}) {
		t.Errorf("of nothing: got %+v, %v", done, err)
	}
}
