package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/watchpost/watchpost/internal/store"
)

// transaction runs statements on the connection that writes, while a transaction
// is open on it. That of database/sql would start a goroutine, and wake another
// thread, for each.
type transaction struct {
	ctx  context.Context // is never done
	conn *sql.Conn
}

// Exec runs a statement.
func (t *transaction) Exec(stmt string, args ...any) (sql.Result, error) {
	return t.conn.ExecContext(t.ctx, stmt, args...)
}

// Query runs a statement that returns rows. They must be closed before the next.
func (t *transaction) Query(stmt string, args ...any) (*sql.Rows, error) {
	return t.conn.QueryContext(t.ctx, stmt, args...)
}

// QueryRow runs a statement that returns one row.
func (t *transaction) QueryRow(stmt string, args ...any) *sql.Row {
	return t.conn.QueryRowContext(t.ctx, stmt, args...)
}

// Prepare makes a statement ready.
func (t *transaction) Prepare(stmt string) (*sql.Stmt, error) {
	return t.conn.PrepareContext(t.ctx, stmt)
}

// write runs f in a transaction that is on stable storage when write returns;
// s.mu is held.
func (s *Store) write(ctx context.Context, f func(*transaction) error) error {
	if err := s.transact(ctx, f); err != nil {
		return err
	}
	return s.Sync(ctx)
}

// Sync makes durable what has been written.
func (s *Store) Sync(context.Context) error {
	if err := s.damaged.Load(); err != nil {
		return *err
	}
	if s.sync == nil {
		return nil
	}
	if err := s.sync(); err != nil {
		// What the system could not write it may have dropped: a second try would
		// report success over the loss.
		return s.failed(fmt.Errorf("make durable: %w: %w", store.ErrDamaged, err))
	}
	return nil
}

// transact runs f in a transaction on the writer's connection; s.mu is held. After
// a failure of the storage itself nothing more is written. What has begun is not
// cut off by the context, so that nobody is told of a failure that was none.
func (s *Store) transact(ctx context.Context, f func(*transaction) error) error {
	if err := s.damaged.Load(); err != nil {
		return *err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	tx := &transaction{context.WithoutCancel(ctx), s.conn}
	if _, err := s.stmts.begin.run(tx.ctx); err != nil {
		return s.failed(fmt.Errorf("begin: %w", s.translate(err)))
	}
	err := f(tx)
	if err == nil {
		if _, err = s.stmts.commit.run(tx.ctx); err != nil {
			err = fmt.Errorf("commit: %w", err)
		}
	}
	if err != nil {
		// Where the failure has ended the transaction already, this says so.
		_, _ = s.stmts.rollback.run(tx.ctx)
		return s.failed(s.translate(err))
	}
	return nil
}
