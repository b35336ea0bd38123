package auth

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/watchpost/watchpost/internal/access"
)

// Service answers who asks. Make it with Open.
type Service struct {
	keeper Keeper
	log    *slog.Logger
	now    func() time.Time
	setUp  string // secret that set-up asks for, "" for none
	hasher *hasher
	first  chan struct{} // closed once there is a user

	// writing is held while something is changed: changes come one after the other,
	// each from what the one before it left.
	writing sync.Mutex

	mu       sync.RWMutex // guards the rest
	accounts map[string]*liveAccount
	sessions map[string]*liveSession
	tokens   map[string]*liveToken // by digest
	groups   map[string]access.Group
	limiter  limiter
}

// What is live has a channel that is closed when its holder is shut out.
type (
	liveAccount struct {
		access.Account
		gone chan struct{}
	}
	liveSession struct {
		access.Session
		gone  chan struct{}
		dirty bool // LastSeen is not kept yet
	}
	liveToken struct {
		access.KeptToken
		gone  chan struct{}
		dirty bool // LastUsed is not kept yet
	}
)

// Options of a Service.
type Options struct {
	Keeper Keeper
	Log    *slog.Logger
	Now    func() time.Time
	// SetUpToken is the secret that whoever makes the first administrator must
	// know; "" where reaching the server is proof enough.
	SetUpToken string

	cost cost // of a hash; standard when it is zero
}

// Open reads what is kept.
func Open(ctx context.Context, o Options) (*Service, error) {
	if o.cost == (cost{}) {
		o.cost = standard
	}
	s := &Service{
		keeper: o.Keeper, log: o.Log, now: o.Now, setUp: o.SetUpToken, hasher: newHasher(o.cost), first: make(chan struct{}),
		accounts: make(map[string]*liveAccount), sessions: make(map[string]*liveSession), tokens: make(map[string]*liveToken),
		groups: make(map[string]access.Group),
	}
	kept, err := o.Keeper.People(ctx)
	if err != nil {
		return nil, fmt.Errorf("read people and tokens: %w", err)
	}
	s.apply(access.Changes{Accounts: kept.Accounts, Sessions: kept.Sessions, Tokens: kept.Tokens, Groups: kept.Groups})
	return s, nil
}

// Empty says whether there is no user yet: nobody can log in, and the first
// administrator may be made.
func (s *Service) Empty() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.accounts) == 0
}

// First is closed once there is a user.
func (s *Service) First() <-chan struct{} { return s.first }

// commit keeps changes, and has them count from then on; s.writing is held.
func (s *Service) commit(ctx context.Context, what string, c access.Changes) error {
	if err := s.keeper.KeepPeople(ctx, c); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.apply(c)
	return nil
}

// apply has changes count that are kept, as Changes says; s.mu is held.
func (s *Service) apply(c access.Changes) {
	for _, id := range c.RemoveAccounts {
		if a := s.accounts[id]; a != nil {
			close(a.gone)
			delete(s.accounts, id)
		}
		for sid, x := range s.sessions {
			if x.UserID == id {
				s.drop(sid)
			}
		}
	}
	for _, id := range c.RemoveSessions {
		s.drop(id)
	}
	for _, id := range c.RemoveTokens {
		for digest, t := range s.tokens {
			if t.ID == id {
				close(t.gone)
				delete(s.tokens, digest)
			}
		}
	}
	for _, id := range c.RemoveGroups {
		delete(s.groups, id)
	}
	for _, a := range c.Accounts {
		s.account(a)
	}
	for _, x := range c.Sessions {
		s.sessions[x.ID] = &liveSession{Session: x, gone: make(chan struct{})}
	}
	for _, t := range c.Tokens {
		s.tokens[t.Digest] = &liveToken{KeptToken: t, gone: make(chan struct{})}
	}
	for _, g := range c.Groups {
		s.groups[g.ID] = g
		s.turnAwayGroup(g.ID)
	}
}

// drop ends a session; s.mu is held.
func (s *Service) drop(id string) {
	if x := s.sessions[id]; x != nil {
		close(x.gone)
		delete(s.sessions, id)
	}
}

// account takes over an account. When it may something else than before, its
// open streams end, to be opened anew; s.mu is held.
func (s *Service) account(a access.Account) {
	old := s.accounts[a.ID]
	if old == nil {
		if len(s.accounts) == 0 {
			close(s.first)
		}
		s.accounts[a.ID] = &liveAccount{Account: a, gone: make(chan struct{})}
		return
	}
	differs := old.Role != a.Role || old.Disabled != a.Disabled || old.Name != a.Name || !sameLimits(old.Limits, a.Limits)
	old.Account = a
	if differs {
		s.turnAway(a.ID)
	}
}

// turnAway ends the open streams of a user, whose sessions go on; s.mu is held.
func (s *Service) turnAway(userID string) {
	a := s.accounts[userID]
	close(a.gone)
	a.gone = make(chan struct{})
	for _, x := range s.sessions {
		if x.UserID == userID {
			close(x.gone)
			x.gone = make(chan struct{})
		}
	}
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

// Flush keeps when sessions and tokens were used since the last time, and removes
// the sessions that have ended.
func (s *Service) Flush(ctx context.Context) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	now := s.now()
	var ended []string
	sessions, tokens := make(map[string]time.Time), make(map[string]time.Time)
	s.mu.Lock()
	for id, x := range s.sessions {
		switch {
		case x.ended(now):
			ended = append(ended, id)
		case x.dirty:
			sessions[id], x.dirty = x.LastSeen, false
		}
	}
	for _, t := range s.tokens {
		if t.dirty {
			tokens[t.ID], t.dirty = t.LastUsed, false
		}
	}
	s.mu.Unlock()
	if len(sessions)+len(tokens) > 0 {
		if err := s.keeper.SeenPeople(ctx, sessions, tokens); err != nil {
			s.soil(sessions, tokens)
			return fmt.Errorf("keep when sessions and tokens were used: %w", err)
		}
	}
	if len(ended) == 0 {
		return nil
	}
	return s.commit(ctx, "remove sessions that have ended", access.Changes{RemoveSessions: ended})
}

// soil marks what could not be kept as not kept.
func (s *Service) soil(sessions, tokens map[string]time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range sessions {
		if x := s.sessions[id]; x != nil {
			x.dirty = true
		}
	}
	for _, t := range s.tokens {
		if _, ok := tokens[t.ID]; ok {
			t.dirty = true
		}
	}
}

// Note writes a line of the audit log.
func (s *Service) Note(ctx context.Context, by By, action access.Action, object, detail string) error {
	return s.keeper.KeepPeople(ctx, access.Changes{Log: s.line(by, action, object, detail)})
}

// line is a line of the audit log.
func (s *Service) line(by By, action access.Action, object, detail string) []access.Entry {
	e := access.Entry{At: s.stamp(), Who: by.Name, Action: action, Object: object, Detail: detail}
	if by.IP.IsValid() {
		e.IP = by.IP.String()
	}
	return []access.Entry{e}
}

// stamp is now as it is kept.
func (s *Service) stamp() time.Time { return s.now().UTC().Truncate(time.Microsecond) }

func newID(now time.Time) string {
	return ulid.MustNew(ulid.Timestamp(now), ulid.DefaultEntropy()).String()
}

// cut cuts a text to n bytes, of whole characters.
func cut(s string, n int) string {
	if len(s) > n {
		s = s[:n]
	}
	return strings.ToValidUTF8(s, "")
}
