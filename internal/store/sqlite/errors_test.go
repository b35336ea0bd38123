package sqlite

import (
	"errors"
	"testing"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/watchpost/watchpost/internal/store"
)

func TestMeaningOf(t *testing.T) {
	tests := []struct {
		name string
		code int
		room bool
		want error
	}{
		{"full", sqlite3.SQLITE_FULL, true, store.ErrFull},
		{"locked by another", sqlite3.SQLITE_BUSY, true, store.ErrUnavailable},
		{"a snapshot that is too old", sqlite3.SQLITE_BUSY_SNAPSHOT, true, store.ErrUnavailable},
		{"no file descriptor left", sqlite3.SQLITE_CANTOPEN, true, store.ErrUnavailable},
		{"no memory", sqlite3.SQLITE_IOERR_NOMEM, true, store.ErrUnavailable},
		{"sync failed", sqlite3.SQLITE_IOERR_FSYNC, true, store.ErrDamaged},
		{"sync failed on a full disk", sqlite3.SQLITE_IOERR_FSYNC, false, store.ErrDamaged},
		{"write failed", sqlite3.SQLITE_IOERR_WRITE, true, store.ErrDamaged},
		{"write failed by a quota", sqlite3.SQLITE_IOERR_WRITE, false, store.ErrFull},
		{"the log's index cannot grow", sqlite3.SQLITE_IOERR_SHMSIZE, false, store.ErrFull},
		{"the log's index cannot be opened", sqlite3.SQLITE_IOERR_SHMOPEN, true, store.ErrUnavailable},
		{"read failed", sqlite3.SQLITE_IOERR_READ, true, store.ErrDamaged},
		{"malformed", sqlite3.SQLITE_CORRUPT, true, store.ErrDamaged},
		{"malformed index", sqlite3.SQLITE_CORRUPT_INDEX, true, store.ErrDamaged},
		{"not a database", sqlite3.SQLITE_NOTADB, true, store.ErrDamaged},
		{"remounted read only", sqlite3.SQLITE_READONLY, true, store.ErrDamaged},
		{"constraint", sqlite3.SQLITE_CONSTRAINT_UNIQUE, true, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := meaningOf(tt.code, func() bool { return tt.room })
			if got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestFullIsUnavailable(t *testing.T) {
	if !errors.Is(store.ErrFull, store.ErrUnavailable) {
		t.Error("a full store is not unavailable")
	}
}

func TestOtherErrorsStayAsTheyAre(t *testing.T) {
	other := errors.New("other")
	if got := translator(func() bool { return true })(other); got != other {
		t.Errorf("got %v, want %v", got, other)
	}
	if got := translator(func() bool { return true })(nil); got != nil {
		t.Errorf("got %v, want nil", got)
	}
}
