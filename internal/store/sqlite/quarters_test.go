package sqlite_test

import (
	"database/sql"
	"io/fs"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlite"
)

// before are the program's migrations up to one that is left out, by its name.
func before(t *testing.T, name string) fs.FS {
	t.Helper()
	out := make(fstest.MapFS)
	names, err := fs.Glob(sqlite.Migrations(), "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if n >= name {
			continue
		}
		b, err := fs.ReadFile(sqlite.Migrations(), n)
		if err != nil {
			t.Fatal(err)
		}
		out[n] = &fstest.MapFile{Data: b}
	}
	return out
}

// TestHoursBecomeQuarters: counts of databases that kept them by the hour are
// counted by the quarter, as far as their minutes tell which.
func TestHoursBecomeQuarters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.db")
	if err := sqlite.MigrateBy(t.Context(), path, before(t, "migrations/0004"), slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	old, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	at := t0.Truncate(time.Hour).Unix()
	for _, stmt := range []string{
		`INSERT INTO devices (key, id, body) VALUES (1, 'dev_a', '{}')`,
		`INSERT INTO cameras (key, id, device, channel, name, last_seen_us, last_event_us) VALUES (1, 'cam_a_1', 1, 1, '', 0, 0)`,
	} {
		if _, err := old.Exec(stmt); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range []struct{ res, start, events int64 }{
		{3600, at - 7200, 9},                                    // its minutes are gone
		{3600, at, 6}, {60, at + 16*60, 2}, {60, at + 44*60, 3}, // one of six is in no minute any more
		{3600, at + 3600, 4}, {60, at + 3600, 1}, {60, at + 3600 + 59*60, 3},
	} {
		if _, err := old.Exec(`INSERT INTO counts (res, start_s, camera, type, target, events, targets) VALUES ($1, $2, 1, 'motion', '', $3, 0)`, row.res, row.start, row.events); err != nil {
			t.Fatal(err)
		}
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	db := open(t, path)
	defer db.Close()
	counted := func(zone *time.Location) (out [][2]int64) {
		rows, err := db.Counts(t.Context(), store.CountQuery{Bucket: time.Hour, TimeZone: zone})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range rows {
			out = append(out, [2]int64{c.Start.Unix() - at, c.Events})
		}
		return out
	}
	if got, want := counted(nil), [][2]int64{{-7200, 9}, {0, 6}, {3600, 4}}; !slices.Equal(got, want) {
		t.Errorf("hours of UTC: got %v, want %v", got, want)
	}
	half := time.FixedZone("half", 1800)
	if got, want := counted(half), [][2]int64{{-9000, 9}, {-1800, 3}, {1800, 4}, {5400, 3}}; !slices.Equal(got, want) {
		t.Errorf("hours of a zone of half an hour: got %v, want %v", got, want)
	}
}
