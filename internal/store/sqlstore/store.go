// Package sqlstore is the store over SQL that SQLite and PostgreSQL have in
// common: the statements, and what stands in which row. What differs between
// them, opening, migrations and errors, is theirs.
package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// Options of a Store.
type Options struct {
	// Writer has one connection; Readers has several, which cannot write.
	Writer, Readers *sql.DB
	Log             *slog.Logger
	// Translate gives an error of the driver the meaning that package store has
	// for it: ErrUnavailable, ErrFull, ErrDamaged.
	Translate func(error) error
	Now       func() time.Time // time.Now when nil
}

// Store reads and writes. Make it with New.
type Store struct {
	db        *sql.DB // readers
	writer    *sql.DB
	log       *slog.Logger
	translate func(error) error
	now       func() time.Time

	damaged atomic.Pointer[error]

	mu    sync.Mutex // held by whoever writes
	conn  *sql.Conn  // the writer's one connection
	stmts statements
	seq   int64 // the last number given
	open  map[alarmKey]openAlarm
	slice int // of dedup that is looked through next

	keys   keys // devices and cameras by id and by key
	plates plateCache
}

// New readies a store whose tables exist.
func New(ctx context.Context, o Options) (*Store, error) {
	s := &Store{db: o.Readers, writer: o.Writer, log: o.Log, translate: o.Translate, now: o.Now}
	if s.now == nil {
		s.now = time.Now
	}
	var err error
	if s.conn, err = o.Writer.Conn(ctx); err != nil {
		return nil, fmt.Errorf("connect: %w", s.translate(err))
	}
	for _, load := range []func(context.Context) error{s.prepare, s.loadSeq, s.loadKeys, s.loadAlarms} {
		if err := load(ctx); err != nil {
			s.conn.Close()
			return nil, s.translate(err)
		}
	}
	return s, nil
}

// Close lets go of the connection; the databases are the caller's.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return errors.Join(s.stmts.close(), s.conn.Close())
}

func (s *Store) loadSeq(ctx context.Context) error {
	err := s.conn.QueryRowContext(ctx, `SELECT max(
		(SELECT seq FROM counter WHERE one = 1),
		(SELECT coalesce(max(seq), 0) FROM events),
		(SELECT coalesce(max(seq), 0) FROM journal))`).Scan(&s.seq)
	if err != nil {
		return fmt.Errorf("read the last number: %w", err)
	}
	return nil
}

// write runs f in a transaction on the writer's connection. After a failure of
// the storage itself nothing more is written.
func (s *Store) write(ctx context.Context, f func(*sql.Tx) error) error {
	if err := s.damaged.Load(); err != nil {
		return *err
	}
	tx, err := s.conn.BeginTx(ctx, nil)
	if err != nil {
		return s.failed(fmt.Errorf("begin: %w", s.translate(err)))
	}
	if err := f(tx); err != nil {
		tx.Rollback()
		return s.failed(s.translate(err))
	}
	if err := tx.Commit(); err != nil {
		tx.Rollback()
		return s.failed(fmt.Errorf("commit: %w", s.translate(err)))
	}
	return nil
}

func (s *Store) failed(err error) error {
	if errors.Is(err, store.ErrDamaged) && s.damaged.CompareAndSwap(nil, &err) {
		s.log.Error("the database failed; nothing more is written to it", "err", err)
	}
	return err
}

// Ping says whether the store can be read and written.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.damaged.Load(); err != nil {
		return *err
	}
	var one int
	if err := s.db.QueryRowContext(ctx, `SELECT one FROM counter`).Scan(&one); err != nil {
		return fmt.Errorf("ping: %w", s.translate(err))
	}
	return nil
}

// read is the prefix of an error of a read.
func (s *Store) readErr(what string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s: %w", what, err)
	}
	return fmt.Errorf("%s: %w", what, s.translate(err))
}

// Times are stored as microseconds, 0 for none.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// Bits of the column mask: the types of an event's targets, and what it has.
const (
	maskImage = 1 << 6
	maskPlate = 1 << 7
	maskFace  = 1 << 8
)

// targetTypes are the bits of the mask, lowest first.
var targetTypes = [...]event.TargetType{
	event.TargetPerson, event.TargetCar, event.TargetMotorcycle, event.TargetFace, event.TargetPlate, event.TargetUnknown,
}

func targetBit(t event.TargetType) int64 {
	for i, x := range targetTypes[:] {
		if x == t {
			return 1 << i
		}
	}
	return 1 << (len(targetTypes[:]) - 1)
}
