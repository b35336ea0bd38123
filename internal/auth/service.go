package auth

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"
)

// How long a session lasts: without use, and at most.
const (
	sessionIdle = 30 * 24 * time.Hour
	sessionMost = 180 * 24 * time.Hour
)

// maxSessions is how many sessions a user has at most; the one unused longest gives
// way.
const maxSessions = 20

// Service answers who asks. Make it with Open.
type Service struct {
	keeper Keeper
	log    *slog.Logger
	now    func() time.Time
	hasher *hasher

	// writing is held while something is changed: changes come one after the other,
	// each from what the one before it left.
	writing sync.Mutex

	mu       sync.RWMutex // guards the rest
	accounts map[string]*Account
	sessions map[string]*liveSession
	tokens   map[string]*liveToken // by digest
	limiter  limiter
}

type liveSession struct {
	Session
	gone  chan struct{}
	dirty bool // LastSeen is not kept
}

type liveToken struct {
	KeptToken
	gone  chan struct{}
	dirty bool
}

// Options of a Service.
type Options struct {
	Keeper Keeper
	Log    *slog.Logger
	Now    func() time.Time
}

// Open reads what is kept.
func Open(ctx context.Context, o Options) (*Service, error) {
	s := &Service{
		keeper: o.Keeper, log: o.Log, now: o.Now, hasher: newHasher(standard),
		accounts: make(map[string]*Account), sessions: make(map[string]*liveSession), tokens: make(map[string]*liveToken),
	}
	kept, err := o.Keeper.Accounts(ctx)
	if err != nil {
		return nil, fmt.Errorf("read people and tokens: %w", err)
	}
	for _, a := range kept.Accounts {
		s.accounts[a.ID] = &a
	}
	for _, x := range kept.Sessions {
		s.sessions[x.ID] = &liveSession{Session: x, gone: make(chan struct{})}
	}
	for _, t := range kept.Tokens {
		s.tokens[t.Digest] = &liveToken{KeptToken: t, gone: make(chan struct{})}
	}
	return s, nil
}

// Empty says whether there is no user yet: nobody can log in, and the first
// administrator may be made.
func (s *Service) Empty() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.accounts) == 0
}

// byName finds an account; nil when there is none. s.mu is held.
func (s *Service) byName(name string) *Account {
	for _, a := range s.accounts {
		if strings.EqualFold(a.Name, name) {
			return a
		}
	}
	return nil
}

// Login is a try to log in.
type Login struct {
	Name, Password string
	IP             netip.Addr
	UserAgent      string
}

// Login makes a session and returns the secret of its cookie. It takes as long for
// a name that nobody has.
func (s *Service) Login(ctx context.Context, l Login) (secret string, _ Session, err error) {
	now := s.now()
	s.mu.Lock()
	if s.limiter.wait(l.IP, now) > 0 {
		s.mu.Unlock()
		return "", Session{}, ErrTooMany
	}
	s.limiter.take(l.IP, now)
	var a Account
	if found := s.byName(l.Name); found != nil {
		a = *found
	}
	s.mu.Unlock()

	if len(l.Password) > maxPassword {
		l.Password = l.Password[:maxPassword]
	}
	ok, renew, err := s.hasher.check(ctx, l.Password, a.Hash)
	if err != nil {
		return "", Session{}, fmt.Errorf("check password: %w", err)
	}
	if !ok || a.Disabled {
		e := Entry{At: now, Who: short(l.Name), Action: ActionLoginFailed, IP: l.IP.String()}
		if err := s.keeper.Note(ctx, e); err != nil {
			s.log.Error("note a login that failed", "err", err)
		}
		return "", Session{}, ErrLogin
	}
	s.mu.Lock()
	s.limiter.giveBack(l.IP, now)
	s.mu.Unlock()
	if renew {
		s.renew(ctx, a.ID, l.Password)
	}
	return s.begin(ctx, a.ID, l)
}

// renew keeps a hash at today's cost. A failure costs nothing but that.
func (s *Service) renew(ctx context.Context, id, password string) {
	hash, err := s.hasher.hash(ctx, password)
	if err == nil {
		err = s.change(ctx, id, func(a *Account) error { a.Hash = hash; return nil })
	}
	if err != nil {
		s.log.Warn("renew the hash of a password", "err", err)
	}
}

// begin makes a session for a user who has shown the password.
func (s *Service) begin(ctx context.Context, userID string, l Login) (secret string, _ Session, err error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	now := s.now().UTC()
	s.mu.RLock()
	a := s.accounts[userID]
	var user User
	if a != nil {
		user = a.User
	}
	old := s.oldSessions(userID)
	s.mu.RUnlock()
	if a == nil || user.Disabled {
		return "", Session{}, ErrLogin // it went while the password was checked
	}
	secret = newSecret()
	x := Session{
		ID: digest(secret), UserID: userID, CreatedAt: now, LastSeen: now, IP: l.IP.String(), UserAgent: cut(l.UserAgent, MaxUserAgent),
	}
	if len(old) > 0 {
		if err := s.closeSessions(ctx, old); err != nil {
			return "", Session{}, err
		}
	}
	e := Entry{At: now, Who: user.Name, Action: ActionLogin, IP: x.IP, Detail: x.UserAgent}
	if err := s.keeper.SaveSession(ctx, x, e); err != nil {
		return "", Session{}, fmt.Errorf("keep session: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[x.ID] = &liveSession{Session: x, gone: make(chan struct{})}
	s.accounts[userID].LastSeen = now
	return secret, x, nil
}

// oldSessions are the sessions of a user that give way to one more, and those that
// have ended. s.mu is held.
func (s *Service) oldSessions(userID string) (ids []string) {
	now := s.now()
	var open []*liveSession
	for id, x := range s.sessions {
		switch {
		case x.ended(now):
			ids = append(ids, id)
		case x.UserID == userID:
			open = append(open, x)
		}
	}
	slices.SortFunc(open, func(a, b *liveSession) int { return b.LastSeen.Compare(a.LastSeen) })
	for len(open) >= maxSessions {
		ids = append(ids, open[len(open)-1].ID)
		open = open[:len(open)-1]
	}
	return ids
}

func (x *liveSession) ended(now time.Time) bool {
	return now.Sub(x.LastSeen) > sessionIdle || now.Sub(x.CreatedAt) > sessionMost
}

// RetryAfter is how long an address has to wait before it may try a password.
func (s *Service) RetryAfter(ip netip.Addr) time.Duration {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.limiter.wait(ip, s.now())
}

// Session says who has the secret of a cookie.
func (s *Service) Session(secret string) (Principal, error) {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.sessions[digest(secret)]
	if x == nil || x.ended(now) {
		return Principal{}, ErrLogin
	}
	a := s.accounts[x.UserID]
	if a == nil || a.Disabled {
		return Principal{}, ErrLogin
	}
	x.LastSeen, x.dirty = now.UTC(), true
	return Principal{Name: a.Name, Role: a.Role, Scope: a.Scope, UserID: a.ID, SessionID: x.ID, Gone: x.gone}, nil
}

// Token says who has the secret of a token.
func (s *Service) Token(secret string) (Principal, error) {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tokens[digest(secret)]
	if t == nil || !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt) {
		return Principal{}, ErrLogin
	}
	if used := now.UTC().Truncate(time.Minute); used.After(t.LastUsed) {
		t.LastUsed, t.dirty = used, true
	}
	return Principal{Name: t.Name, Role: t.Role, Scope: t.Scope, TokenID: t.ID, Gone: t.gone}, nil
}

// flushEvery is how often it is kept when sessions and tokens were used.
const flushEvery = time.Minute

// Run keeps when sessions and tokens were used, until ctx ends and then once more.
func (s *Service) Run(ctx context.Context) error {
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return s.Flush(context.WithoutCancel(ctx))
		case <-tick.C:
			if err := s.Flush(ctx); err != nil {
				s.log.Warn("keep when sessions were used", "err", err)
			}
		}
	}
}

// Flush keeps when sessions and tokens were used since the last time.
func (s *Service) Flush(ctx context.Context) error {
	sessions, tokens := make(map[string]time.Time), make(map[string]time.Time)
	s.mu.Lock()
	for id, x := range s.sessions {
		if x.dirty {
			sessions[id], x.dirty = x.LastSeen, false
		}
	}
	for _, t := range s.tokens {
		if t.dirty {
			tokens[t.ID], t.dirty = t.LastUsed, false
		}
	}
	s.mu.Unlock()
	if len(sessions)+len(tokens) == 0 {
		return nil
	}
	return s.keeper.Seen(ctx, sessions, tokens)
}

func newID(now time.Time) string {
	return ulid.MustNew(ulid.Timestamp(now), ulid.DefaultEntropy()).String()
}

// short is a name that a stranger typed, for the audit log.
func short(s string) string { return cut(s, 100) }

// cut cuts a text to n bytes, of whole characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}
