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
	"math"
	"sync/atomic"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/zone"
)

// Options of a Store.
type Options struct {
	// Writer has one connection; Readers has several, which cannot write.
	Writer, Readers *sql.DB
	Log             *slog.Logger
	// Translate gives an error of the driver the meaning that package store has
	// for it: ErrUnavailable, ErrFull, ErrDamaged.
	Translate func(error) error
	// Sync makes all transactions that have ended durable; it may run beside one
	// that has not. Nil where each is durable when it ends.
	Sync func() error
	// Marks gives a statement that is prepared the placeholders that the driver
	// likes best; nil leaves $1, $2 ….
	Marks func(string) string
	Begin string           // what begins a transaction that writes; BEGIN when ""
	Now   func() time.Time // time.Now when nil
}

// Store reads and writes. Make it with New.
type Store struct {
	db        *sql.DB // readers
	writer    *sql.DB
	log       *slog.Logger
	translate func(error) error
	sync      func() error
	marks     func(string) string
	now       func() time.Time
	window    int64 // numbers that a list looks at first; see numbers
	most      int   // events that may be unfiled

	damaged atomic.Pointer[error]

	mu    lock      // held by whoever writes
	conn  *sql.Conn // the writer's one connection
	stmts statements
	seq   int64 // the last number given
	open  map[alarmKey]alarm.Alarm
	zones map[zone.ID]zoneKey

	scratch    scratch
	words      words
	pending    pending
	unfiled    unfiled
	unpinned   unpinned
	forgetFrom atomic.Int64 // the key of dedup that is looked at next

	deflater deflater

	keys   keys
	plates plateCache
}

// New readies a store whose tables exist.
func New(ctx context.Context, o Options) (*Store, error) {
	s := &Store{db: o.Readers, writer: o.Writer, log: o.Log, translate: o.Translate, sync: o.Sync, marks: o.Marks, now: o.Now,
		mu: make(lock, 1), window: firstWindow, most: mostUnfiled, scratch: newScratch(), words: make(words)}
	s.forgetFrom.Store(math.MinInt64)
	if s.now == nil {
		s.now = time.Now
	}
	if o.Begin == "" {
		o.Begin = "BEGIN"
	}
	if s.marks == nil {
		s.marks = func(stmt string) string { return stmt }
	}
	var err error
	if s.conn, err = o.Writer.Conn(ctx); err != nil {
		return nil, fmt.Errorf("connect: %w", s.translate(err))
	}
	if err := s.prepare(ctx, o.Begin); err != nil {
		s.conn.Close()
		return nil, s.translate(err)
	}
	for _, load := range []func(context.Context) error{s.loadSeq, s.loadKeys, s.loadAlarms, s.loadZones, s.loadUnfiled, s.recount} {
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

// lock is a mutex that can be waited for within a context.
type lock chan struct{}

func (l lock) Lock()   { l <- struct{}{} }
func (l lock) Unlock() { <-l }

func (l lock) lock(ctx context.Context) error {
	select {
	case l <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Maintain runs a statement of the database's own, outside a transaction, on the
// connection that writes.
func (s *Store) Maintain(ctx context.Context, stmt string) error {
	if err := s.mu.lock(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if err := s.damaged.Load(); err != nil {
		return *err
	}
	if _, err := s.conn.ExecContext(context.WithoutCancel(ctx), stmt); err != nil {
		return s.failed(s.translate(err))
	}
	return nil
}

func (s *Store) failed(err error) error {
	if errors.Is(err, store.ErrDamaged) {
		s.Fail(err)
	}
	return err
}

// Fail takes note that the storage failed: nothing more is written to it. Reads
// go on.
func (s *Store) Fail(err error) {
	if s.damaged.CompareAndSwap(nil, &err) {
		s.log.Error("the database failed; nothing more is written to it", "err", err)
	}
}

// Ping says whether the store can be read and written, by doing both.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	if err := s.db.QueryRowContext(ctx, `SELECT one FROM counter`).Scan(&one); err != nil {
		return s.readErr("ping", err)
	}
	if err := s.mu.lock(ctx); err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	defer s.mu.Unlock()
	err := s.write(ctx, func(tx *transaction) error {
		_, err := tx.Exec(`UPDATE counter SET seq = seq WHERE one = 1`)
		return err
	})
	if err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	return nil
}

// readErr says what was being read.
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
