package auth

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/watchpost/watchpost/internal/access"
)

// How long a session lasts: without use, and at most.
const (
	sessionIdle = 30 * 24 * time.Hour
	sessionMost = 180 * 24 * time.Hour
)

// maxSessions is how many sessions a user has at most; the one unused longest gives
// way.
const maxSessions = 20

// maxUserAgent is how much of a browser's name is kept, in bytes.
const maxUserAgent = 200

func (x *liveSession) ended(now time.Time) bool {
	return now.Sub(x.LastSeen) > sessionIdle || now.Sub(x.CreatedAt) > sessionMost
}

// Login is a try to log in.
type Login struct {
	Name, Password string
	IP             netip.Addr
	UserAgent      string
}

// Login makes a session and returns the secret of its cookie. It takes as long for
// a name that nobody has.
func (s *Service) Login(ctx context.Context, l Login) (secret string, _ access.Session, err error) {
	if err := s.try(l.IP); err != nil {
		return "", access.Session{}, err
	}
	a := s.find(l.Name)
	ok, renew, err := s.hasher.check(ctx, l.Password, a.Hash)
	if err != nil {
		return "", access.Session{}, fmt.Errorf("check password: %w", err)
	}
	if !ok || a.Disabled {
		// What was typed for a name that nobody has may be a password: it is not kept.
		line := s.line(By{a.Name, l.IP}, access.ActionLoginFailed, "", "")
		if err := s.keeper.KeepPeople(ctx, access.Changes{Log: line}); err != nil {
			s.log.Error("note a login that failed", "err", err)
		}
		return "", access.Session{}, ErrLogin
	}
	s.right(l.IP)
	hash := ""
	if renew {
		if hash, err = s.hasher.hash(ctx, l.Password); err != nil {
			return "", access.Session{}, err
		}
	}
	return s.begin(ctx, a, hash, l)
}

// find returns the account of a name, the zero value when nobody has it.
func (s *Service) find(name string) access.Account {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if a := s.byName(name); a != nil {
		return a.Account
	}
	return access.Account{}
}

// byName finds an account; nil when there is none. s.mu is held.
func (s *Service) byName(name string) *liveAccount {
	name = norm.NFC.String(strings.TrimSpace(cut(name, 4*maxName)))
	for _, a := range s.accounts {
		if strings.EqualFold(a.Name, name) {
			return a
		}
	}
	return nil
}

// begin makes a session for a user who has shown the password of the account as
// it was then. hash replaces that of the account, unless it is "".
func (s *Service) begin(ctx context.Context, was access.Account, hash string, l Login) (secret string, _ access.Session, err error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	now := s.stamp()
	a, err := s.accountOf(was.ID)
	if err != nil || a.Disabled || a.Hash != was.Hash {
		return "", access.Session{}, ErrLogin // it changed while the password was checked
	}
	a.LastLogin = now
	if hash != "" {
		a.Hash = hash
	}
	secret = newSecret()
	x := access.Session{
		ID: digest(secret), UserID: a.ID, CreatedAt: now, LastSeen: now.Truncate(time.Minute), IP: l.IP.String(), UserAgent: cut(l.UserAgent, maxUserAgent),
	}
	err = s.commit(ctx, "keep session", access.Changes{
		Accounts: []access.Account{a}, Sessions: []access.Session{x}, RemoveSessions: s.tooMany(a.ID),
		Log: s.line(By{a.Name, l.IP}, access.ActionLogin, "", x.UserAgent),
	})
	if err != nil {
		return "", access.Session{}, err
	}
	return secret, x, nil
}

// accountOf returns an account, ErrNotFound when there is none.
func (s *Service) accountOf(id string) (access.Account, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if a := s.accounts[id]; a != nil {
		return a.Account, nil
	}
	return access.Account{}, ErrNotFound
}

// tooMany are the sessions of a user that give way to one more.
func (s *Service) tooMany(userID string) (ids []string) {
	open := s.Sessions(userID)
	for len(open) >= maxSessions {
		ids = append(ids, open[len(open)-1].ID)
		open = open[:len(open)-1]
	}
	return ids
}

// try counts a try of a secret from an address, before it is known whether it is
// right: many at once are counted as they come.
func (s *Service) try(ip netip.Addr) error {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.limiter.wait(ip, now) > 0 {
		return ErrTooMany
	}
	s.limiter.take(ip, now)
	return nil
}

// right takes back a try that was right.
func (s *Service) right(ip netip.Addr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limiter.giveBack(ip, s.now())
}

// RetryAfter is how long an address has to wait before it may try a secret.
func (s *Service) RetryAfter(ip netip.Addr) time.Duration {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.limiter.wait(ip, s.now())
}

// Session says who has the secret of a cookie.
func (s *Service) Session(secret string) (access.Principal, error) {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.sessions[digest(secret)]
	if x == nil || x.ended(now) {
		return access.Principal{}, ErrLogin
	}
	a := s.accounts[x.UserID]
	if a == nil || a.Disabled {
		return access.Principal{}, ErrLogin
	}
	if seen := now.UTC().Truncate(time.Minute); seen.After(x.LastSeen) {
		x.LastSeen, x.dirty = seen, true
	}
	p := s.principal(a)
	p.SessionID, p.Gone, p.Until = x.ID, x.gone, x.CreatedAt.Add(sessionMost)
	return p, nil
}

// Named says who has a name that somebody else has checked: a proxy.
func (s *Service) Named(name string) (access.Principal, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	a := s.byName(name)
	if a == nil || a.Disabled {
		return access.Principal{}, ErrLogin
	}
	return s.principal(a), nil
}

// principal is a user as somebody who asks; s.mu is held.
func (s *Service) principal(a *liveAccount) access.Principal {
	return access.Principal{Name: a.Name, Role: a.Role, Scope: s.scope(a.Limits), UserID: a.ID, Gone: a.gone}
}

// Token says who has the secret of a token.
func (s *Service) Token(secret string) (access.Principal, error) {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tokens[digest(secret)]
	if t == nil || !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt) {
		return access.Principal{}, ErrLogin
	}
	if used := now.UTC().Truncate(time.Minute); used.After(t.LastUsed) {
		t.LastUsed, t.dirty = used, true
	}
	return access.Principal{Name: t.Name, Role: t.Role, Scope: s.scope(t.Limits), TokenID: t.ID, Gone: t.gone, Until: t.ExpiresAt}, nil
}

// Sessions returns a user's sessions, the newest first.
func (s *Service) Sessions(userID string) []access.Session {
	now := s.now()
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := []access.Session{}
	for _, x := range s.sessions {
		if x.UserID == userID && !x.ended(now) {
			out = append(out, x.Session)
		}
	}
	slices.SortFunc(out, func(a, b access.Session) int {
		if c := b.LastSeen.Compare(a.LastSeen); c != 0 {
			return c
		}
		if c := b.CreatedAt.Compare(a.CreatedAt); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return out
}

// Logout ends the session of a principal.
func (s *Service) Logout(ctx context.Context, p access.Principal, by By) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.commit(ctx, "end session", access.Changes{
		RemoveSessions: []string{p.SessionID}, Log: s.line(by, access.ActionLogout, "", ""),
	})
}

// LogoutAll ends all sessions of a user.
func (s *Service) LogoutAll(ctx context.Context, userID string, by By) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	a, err := s.accountOf(userID)
	if err != nil {
		return err
	}
	return s.commit(ctx, "end sessions", access.Changes{
		RemoveSessions: s.sessionsOf(userID, ""), Log: s.line(by, access.ActionLogoutAll, a.Name, ""),
	})
}

// CloseSession ends one session of a user.
func (s *Service) CloseSession(ctx context.Context, userID, id string, by By) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	a, err := s.accountOf(userID)
	if err != nil {
		return err
	}
	if !slices.Contains(s.sessionsOf(userID, ""), id) {
		return ErrNotFound
	}
	return s.commit(ctx, "end session", access.Changes{
		RemoveSessions: []string{id}, Log: s.line(by, access.ActionSessionClosed, a.Name, ""),
	})
}

// sessionsOf are the ids of all sessions of a user, but for one.
func (s *Service) sessionsOf(userID, but string) (ids []string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for id, x := range s.sessions {
		if x.UserID == userID && id != but {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
