package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/store"
)

// keepLog adds lines to the audit log. When there are too many, the oldest go.
func keepLog(tx *transaction, c *access.Changes) error {
	for i := range c.Log {
		e := &c.Log[i]
		_, err := tx.Exec(`INSERT INTO audit (at_us, who, action, object, ip, detail) VALUES ($1, $2, $3, $4, $5, $6)`,
			micros(e.At), e.Who, string(e.Action), e.Object, e.IP, e.Detail)
		if err != nil {
			return fmt.Errorf("audit log: %w", err)
		}
	}
	if len(c.Log) == 0 {
		return nil
	}
	_, err := tx.Exec(`DELETE FROM audit WHERE n <= (SELECT max(n) FROM audit) - $1`, access.AuditLength)
	if err != nil {
		return fmt.Errorf("shorten the audit log: %w", err)
	}
	return nil
}

func scanEntryOfAudit(rows *sql.Rows) (access.Entry, error) {
	var e access.Entry
	var at int64
	err := rows.Scan(&e.N, &at, &e.Who, &e.Action, &e.Object, &e.IP, &e.Detail)
	e.At = fromMicros(at)
	return e, err
}

// Audit lists the audit log. It tells of all cameras: who is limited to some has
// none of it.
func (s *Store) Audit(ctx context.Context, p store.Page) ([]access.Entry, string, error) {
	var c conditions
	c.before(&p, "n")
	c.everything(ctx)
	out, next, err := list(ctx, s, &c, `SELECT n, at_us, who, action, object, ip, detail FROM audit`, "n", p, scanEntryOfAudit,
		func(e access.Entry) int64 { return e.N })
	if err != nil {
		return nil, "", s.readErr("read the audit log", err)
	}
	return out, next, nil
}
