package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/watchpost/watchpost/internal/access"
)

// People returns who may see what.
func (s *Store) People(ctx context.Context) (access.Kept, error) {
	out, err := s.people(ctx)
	if err != nil {
		return access.Kept{}, s.readErr("read people", err)
	}
	return out, nil
}

func (s *Store) people(ctx context.Context) (out access.Kept, err error) {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return out, err
	}
	defer conn.Close()
	for _, read := range []struct {
		stmt string
		scan func(*sql.Rows) error
	}{
		{`SELECT id, name, role, cameras, groups, disabled, created_us, login_us, hash FROM users`, func(r *sql.Rows) error {
			a, err := scanAccount(r)
			out.Accounts = append(out.Accounts, a)
			return err
		}},
		{`SELECT id, user_id, created_us, seen_us, ip, agent FROM sessions`, func(r *sql.Rows) error {
			x, err := scanSession(r)
			out.Sessions = append(out.Sessions, x)
			return err
		}},
		{`SELECT id, digest, name, role, cameras, groups, created_by, created_us, expires_us, used_us FROM tokens`, func(r *sql.Rows) error {
			t, err := scanToken(r)
			out.Tokens = append(out.Tokens, t)
			return err
		}},
		{`SELECT id, name, cameras FROM camera_groups`, func(r *sql.Rows) error {
			g, err := scanGroup(r)
			out.Groups = append(out.Groups, g)
			return err
		}},
	} {
		if err := eachRow(ctx, conn, read.stmt, read.scan); err != nil {
			return out, err
		}
	}
	return out, nil
}

func scanAccount(r *sql.Rows) (access.Account, error) {
	var a access.Account
	var cameras, groups []byte
	var created, login int64
	var disabled int
	err := r.Scan(&a.ID, &a.Name, &a.Role, &cameras, &groups, &disabled, &created, &login, &a.Hash)
	if err == nil {
		a.Limits, err = readLimits(cameras, groups)
	}
	a.Disabled, a.CreatedAt, a.LastLogin = disabled != 0, fromMicros(created), fromMicros(login)
	return a, err
}

func scanSession(r *sql.Rows) (access.Session, error) {
	var x access.Session
	var created, seen int64
	err := r.Scan(&x.ID, &x.UserID, &created, &seen, &x.IP, &x.UserAgent)
	x.CreatedAt, x.LastSeen = fromMicros(created), fromMicros(seen)
	return x, err
}

func scanToken(r *sql.Rows) (access.KeptToken, error) {
	var t access.KeptToken
	var cameras, groups []byte
	var created, expires, used int64
	err := r.Scan(&t.ID, &t.Digest, &t.Name, &t.Role, &cameras, &groups, &t.CreatedBy, &created, &expires, &used)
	if err == nil {
		t.Limits, err = readLimits(cameras, groups)
	}
	t.CreatedAt, t.ExpiresAt, t.LastUsed = fromMicros(created), fromMicros(expires), fromMicros(used)
	return t, err
}

func scanGroup(r *sql.Rows) (access.Group, error) {
	var g access.Group
	var cameras []byte
	err := r.Scan(&g.ID, &g.Name, &cameras)
	if err == nil {
		err = readColumn("cameras", cameras, &g.Cameras)
	}
	return g, err
}

func readLimits(cameras, groups []byte) (l access.Limits, err error) {
	if err = readColumn("cameras", cameras, &l.Cameras); err == nil {
		err = readColumn("groups", groups, &l.Groups)
	}
	return l, err
}

// ids is a list of ids as it is stored; an empty one is "".
func ids(list []string) string {
	if len(list) == 0 {
		return ""
	}
	b, err := json.Marshal(list)
	if err != nil {
		panic(err) // strings
	}
	return string(b)
}

// KeepPeople writes changes of who may see what.
func (s *Store) KeepPeople(ctx context.Context, c access.Changes) error {
	if err := s.mu.lock(ctx); err != nil {
		return fmt.Errorf("keep people: %w", err)
	}
	defer s.mu.Unlock()
	if err := s.write(ctx, func(tx *transaction) error { return keepPeople(tx, c) }); err != nil {
		return fmt.Errorf("keep people: %w", err)
	}
	return nil
}

func keepPeople(tx *transaction, c access.Changes) error {
	for _, gone := range []struct {
		stmt string
		ids  []string
	}{
		{`DELETE FROM users WHERE id = $1`, c.RemoveAccounts},
		{`DELETE FROM sessions WHERE user_id = $1`, c.RemoveAccounts},
		{`DELETE FROM saved_filters WHERE owner = $1`, c.RemoveAccounts},
		{`DELETE FROM saved_filters WHERE owner = $1`, c.RemoveTokens},
		{`DELETE FROM sessions WHERE id = $1`, c.RemoveSessions},
		{`DELETE FROM tokens WHERE id = $1`, c.RemoveTokens},
		{`DELETE FROM camera_groups WHERE id = $1`, c.RemoveGroups},
	} {
		for _, id := range gone.ids {
			if _, err := tx.Exec(gone.stmt, id); err != nil {
				return err
			}
		}
	}
	for _, write := range []func(*transaction, *access.Changes) error{keepAccounts, keepSessions, keepTokens, keepGroups, keepLog} {
		if err := write(tx, &c); err != nil {
			return err
		}
	}
	return nil
}

func keepAccounts(tx *transaction, c *access.Changes) error {
	for i := range c.Accounts {
		a := &c.Accounts[i]
		_, err := tx.Exec(`INSERT INTO users (id, name, role, cameras, groups, disabled, created_us, login_us, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, cameras = excluded.cameras, groups = excluded.groups,
			disabled = excluded.disabled, created_us = excluded.created_us, login_us = excluded.login_us, hash = excluded.hash`,
			a.ID, a.Name, string(a.Role), ids(a.Limits.Cameras), ids(a.Limits.Groups), bit(a.Disabled), micros(a.CreatedAt), micros(a.LastLogin), a.Hash)
		if err != nil {
			return fmt.Errorf("user %s: %w", a.ID, err)
		}
	}
	return nil
}

func keepSessions(tx *transaction, c *access.Changes) error {
	for i := range c.Sessions {
		x := &c.Sessions[i]
		_, err := tx.Exec(`INSERT INTO sessions (id, user_id, created_us, seen_us, ip, agent) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, created_us = excluded.created_us, seen_us = excluded.seen_us,
			ip = excluded.ip, agent = excluded.agent`,
			x.ID, x.UserID, micros(x.CreatedAt), micros(x.LastSeen), x.IP, x.UserAgent)
		if err != nil {
			return fmt.Errorf("session of user %s: %w", x.UserID, err)
		}
	}
	return nil
}

func keepTokens(tx *transaction, c *access.Changes) error {
	for i := range c.Tokens {
		t := &c.Tokens[i]
		_, err := tx.Exec(`INSERT INTO tokens (id, digest, name, role, cameras, groups, created_by, created_us, expires_us, used_us)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, name = excluded.name, role = excluded.role, cameras = excluded.cameras,
			groups = excluded.groups, created_by = excluded.created_by, created_us = excluded.created_us, expires_us = excluded.expires_us, used_us = excluded.used_us`,
			t.ID, t.Digest, t.Name, string(t.Role), ids(t.Limits.Cameras), ids(t.Limits.Groups), t.CreatedBy,
			micros(t.CreatedAt), micros(t.ExpiresAt), micros(t.LastUsed))
		if err != nil {
			return fmt.Errorf("token %s: %w", t.ID, err)
		}
	}
	return nil
}

func keepGroups(tx *transaction, c *access.Changes) error {
	for i := range c.Groups {
		g := &c.Groups[i]
		_, err := tx.Exec(`INSERT INTO camera_groups (id, name, cameras) VALUES ($1, $2, $3)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, cameras = excluded.cameras`, g.ID, g.Name, ids(g.Cameras))
		if err != nil {
			return fmt.Errorf("group of cameras %s: %w", g.ID, err)
		}
	}
	return nil
}

// SeenPeople notes when sessions and tokens were used last.
func (s *Store) SeenPeople(ctx context.Context, sessions, tokens map[string]time.Time) error {
	if err := s.mu.lock(ctx); err != nil {
		return fmt.Errorf("keep when people were seen: %w", err)
	}
	defer s.mu.Unlock()
	err := s.write(ctx, func(tx *transaction) error {
		for _, seen := range []struct {
			stmt string
			at   map[string]time.Time
		}{
			{`UPDATE sessions SET seen_us = $1 WHERE id = $2`, sessions},
			{`UPDATE tokens SET used_us = $1 WHERE id = $2`, tokens},
		} {
			for id, at := range seen.at {
				if _, err := tx.Exec(seen.stmt, micros(at), id); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep when people were seen: %w", err)
	}
	return nil
}
