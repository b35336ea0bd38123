//go:build unix

package sqlite_test

import (
	"compress/gzip"
	"database/sql/driver"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	modernc "modernc.org/sqlite"

	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlite"
)

// The stored database of a version is made once, before its release, and must
// never be made again.
var update = flag.Bool("update", false, "make the stored database of the newest version anew")

const storedEvents = 120

// storedVersions are the databases that released programs have left.
var storedVersions = []string{"testdata/v1.db.gz", "testdata/v2.db.gz", "testdata/v6.db.gz"}

func TestStoredDatabasesOpen(t *testing.T) {
	if *update {
		newest := storedVersions[len(storedVersions)-1]
		path := closedWith(t, storedEvents)
		addTheRest(t, path)
		if err := pack(path, newest); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range storedVersions {
		t.Run(filepath.Base(name), func(t *testing.T) {
			path := unpack(t, name)
			db := open(t, path)
			defer db.Close()
			entries := int64(storedEvents)
			if name == "testdata/v6.db.gz" {
				entries = theRestStands(t, db)
			}
			if got := newest(t, db); got != entries {
				t.Errorf("got %d entries, want %d", got, entries)
			}
			if seq, err := db.Followed(t.Context()); err != nil || seq != storedEvents {
				t.Errorf("followed up to %d, %v, want %d: what was there before stays as it is", seq, err, storedEvents)
			}
			page, err := db.Events(t.Context(), store.EventQuery{Cameras: []string{"cam_a_1"}, Limit: 500})
			if err != nil || len(page.Events) != storedEvents/4 {
				t.Errorf("got %d events of one camera (%v), want %d", len(page.Events), err, storedEvents/4)
			}
			for _, ev := range page.Events {
				if len(ev.Targets) != 1 || len(ev.Zones) != 1 || ev.DeviceID != "dev_a" || !ev.Type.Valid() {
					t.Errorf("event %d came back as %+v", ev.Seq, ev)
				}
			}
			commitEvents(t, db, 1000, 10)
		})
	}
}

// closedWith is a closed database with so many events.
func closedWith(t *testing.T, events int) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "w.db")
	db := open(t, path)
	commitEvents(t, db, 0, events)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func pack(from, to string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	z := gzip.NewWriter(f)
	_, err = z.Write(b)
	return errors.Join(err, z.Close(), f.Close())
}

func unpack(t *testing.T, name string) (path string) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "w.db")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// later is the program's migrations and some of programs to come, each given as
// its statements.
func later(t *testing.T, steps ...string) fs.FS {
	t.Helper()
	out := make(fstest.MapFS)
	names, err := fs.Glob(sqlite.Migrations(), "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := fs.ReadFile(sqlite.Migrations(), name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = &fstest.MapFile{Data: b}
	}
	for i, s := range steps {
		out[fmt.Sprintf("migrations/%04d_later.sql", version(t)+1+i)] = &fstest.MapFile{Data: []byte(s)}
	}
	return out
}

// version is that of the program's last migration.
func version(t *testing.T) int {
	t.Helper()
	names, err := fs.Glob(sqlite.Migrations(), "migrations/*.sql")
	if err != nil || len(names) == 0 {
		t.Fatalf("got %v, %v, want migrations", names, err)
	}
	var v int
	if _, err := fmt.Sscanf(slices.Max(names), "migrations/%d_", &v); err != nil {
		t.Fatal(err)
	}
	return v
}

const (
	stepTwo   = "ALTER TABLE devices ADD COLUMN note TEXT; UPDATE devices SET note = id;"
	stepThree = "CREATE TABLE rules (id INTEGER PRIMARY KEY); INSERT INTO rules (id) SELECT key FROM cameras;"
)

func migrateBy(t *testing.T, path string, from fs.FS) error {
	t.Helper()
	return sqlite.MigrateBy(t.Context(), path, from, slog.New(slog.DiscardHandler))
}

// dying are the places where the program dies while it migrates: crash() kills it
// within a statement.
var dying = map[string][]string{
	"before the first step":   {"SELECT crash();" + stepTwo, stepThree},
	"within the first step":   {strings.Replace(stepTwo, ";", "; SELECT crash();", 1), stepThree},
	"at the end of the first": {stepTwo + "SELECT crash();", stepThree},
	"after the first step":    {stepTwo, "SELECT crash();" + stepThree},
	"at the end of the last":  {stepTwo, stepThree + "SELECT crash();"},
}

// dyingName is the environment variable that makes this test program die.
const dyingName, dyingPath = "WATCHPOST_TEST_DYING", "WATCHPOST_TEST_DATABASE"

func TestF20MigrationIsKilled(t *testing.T) {
	if where := os.Getenv(dyingName); where != "" {
		modernc.MustRegisterScalarFunction("crash", 0, func(*modernc.FunctionContext, []driver.Value) (driver.Value, error) {
			return nil, syscall.Kill(os.Getpid(), syscall.SIGKILL)
		})
		t.Fatalf("did not die: %v", migrateBy(t, os.Getenv(dyingPath), later(t, dying[where]...)))
	}
	for where := range dying {
		t.Run(where, func(t *testing.T) {
			path := closedWith(t, 100)
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestF20MigrationIsKilled$")
			cmd.Env = append(os.Environ(), dyingName+"="+where, dyingPath+"="+path)
			out, err := cmd.CombinedOutput()
			if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
				t.Fatalf("the program ended with %v, want killed:\n%s", err, out)
			}
			if err := migrateBy(t, path, later(t, stepTwo, stepThree)); err != nil {
				t.Fatalf("migrate again: %v", err)
			}
			_, err = sqlite.Open(t.Context(), path, quiet)
			if !errors.Is(err, sqlite.ErrNewer) || !strings.Contains(err.Error(), path) {
				t.Errorf("the old program: got %v, want an ErrNewer that names %s", err, path)
			}
			old := open(t, fmt.Sprintf("%s.v%d.bak", path, version(t))) // the copy is of the old version
			defer old.Close()
			if got := newest(t, old); got != 100 {
				t.Errorf("the copy has %d entries, want 100", got)
			}
		})
	}
}

func TestF20FailedMigrationChangesNothing(t *testing.T) {
	path := closedWith(t, 50)
	if err := migrateBy(t, path, later(t, "ALTER TABLE devices ADD COLUMN note TEXT; INSERT INTO nowhere VALUES (1);")); err == nil {
		t.Fatal("migrated, want an error")
	}
	db := open(t, path)
	defer db.Close()
	if got := newest(t, db); got != 50 {
		t.Errorf("got %d entries, want 50", got)
	}
	if err := migrateBy(t, path, later(t, stepTwo)); err != nil {
		t.Errorf("migrate by a better step: %v", err)
	}
}
