package sqlite

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/watchpost/watchpost/internal/store"
)

// translator names what SQLite says in the words of package store. The driver
// does not tell the errno behind an I/O error, so room is asked whether there is
// space left: a quota, and the index beside the log, which cannot grow, are I/O
// errors too, and they pass.
func translator(room func() bool) func(error) error {
	return func(err error) error {
		e, ok := errors.AsType[*sqlite.Error](err)
		if !ok {
			return err
		}
		meaning := meaningOf(e.Code(), room)
		if meaning == nil {
			return err
		}
		return fmt.Errorf("%w: %w", meaning, err)
	}
}

// meaningOf is what a result code of SQLite says of the store; nil for one that
// says nothing of it, such as a constraint.
func meaningOf(code int, room func() bool) error {
	switch code & 0xff {
	case sqlite3.SQLITE_FULL:
		return store.ErrFull
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PROTOCOL:
		return store.ErrUnavailable
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_READONLY:
		return store.ErrDamaged
	case sqlite3.SQLITE_IOERR:
		return meaningOfIO(code, room)
	}
	return nil
}

func meaningOfIO(code int, room func() bool) error {
	switch code {
	case sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMOPEN, sqlite3.SQLITE_IOERR_SHMMAP, sqlite3.SQLITE_IOERR_SHMLOCK:
		// The index beside the log holds nothing that cannot be made again.
		if !room() {
			return store.ErrFull
		}
		return store.ErrUnavailable
	case sqlite3.SQLITE_IOERR_NOMEM, sqlite3.SQLITE_IOERR_LOCK, sqlite3.SQLITE_IOERR_RDLOCK, sqlite3.SQLITE_IOERR_UNLOCK,
		sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK, sqlite3.SQLITE_IOERR_BLOCKED, sqlite3.SQLITE_IOERR_ACCESS:
		return store.ErrUnavailable
	case sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_TRUNCATE:
		if !room() {
			return store.ErrFull
		}
	}
	return store.ErrDamaged
}
