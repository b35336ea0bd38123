package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
)

// statement is one that returns no rows, made ready on the writer's connection.
// It speaks to the driver itself: database/sql would copy and check each of the
// two dozen values of an event, for half of what storing one allocates
// (BenchmarkCommit). It is used by one goroutine at a time, as the connection is.
type statement struct {
	stmt   driver.Stmt
	exec   driver.StmtExecContext
	values []driver.NamedValue // reused
}

// newStatement makes a statement ready on a connection that nobody else uses for
// as long as the statement lives.
func newStatement(ctx context.Context, conn *sql.Conn, text string) (*statement, error) {
	s := new(statement)
	err := conn.Raw(func(c any) (err error) {
		p, ok := c.(driver.ConnPrepareContext)
		if !ok {
			return fmt.Errorf("driver connection %T prepares no statements", c)
		}
		if s.stmt, err = p.PrepareContext(ctx, text); err != nil {
			return err
		}
		if s.exec, ok = s.stmt.(driver.StmtExecContext); !ok {
			return fmt.Errorf("driver statement %T takes no context", s.stmt)
		}
		return nil
	})
	return s, err
}

// run runs the statement. The values are of the types that drivers take, or int.
func (s *statement) run(ctx context.Context, values ...any) (driver.Result, error) {
	s.values = s.values[:0]
	for i, v := range values {
		if n, ok := v.(int); ok {
			v = int64(n)
		}
		s.values = append(s.values, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	res, err := s.exec.ExecContext(ctx, s.values)
	clear(s.values)
	return res, err
}

func (s *statement) close() error { return s.stmt.Close() }
