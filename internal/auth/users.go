package auth

import (
	"cmp"
	"context"
	"crypto/subtle"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/watchpost/watchpost/internal/access"
)

// NewUser is a user to be made.
type NewUser struct {
	Name, Password string
	Role           access.Role
	Limits         access.Limits
}

// SetUp is the first administrator to be made. Token is the secret that set-up asks
// for, where it asks for one.
type SetUp struct {
	Name, Password, Token string
	IP                    netip.Addr
}

// SetUpToken says whether set-up asks for a secret.
func (s *Service) SetUpToken() bool { return s.setUp != "" }

// SetUp makes the first administrator. Of two at once, one wins; after that it is
// ErrSetUp for ever.
func (s *Service) SetUp(ctx context.Context, n SetUp) (access.User, error) {
	if !s.Empty() {
		return access.User{}, ErrSetUp
	}
	if s.setUp != "" {
		if err := s.try(n.IP); err != nil {
			return access.User{}, err
		}
		if subtle.ConstantTimeCompare([]byte(strings.ToUpper(strings.TrimSpace(n.Token))), []byte(s.setUp)) != 1 {
			return access.User{}, ErrLogin
		}
		s.right(n.IP)
	}
	return s.add(ctx, NewUser{Name: n.Name, Password: n.Password, Role: access.Administrator}, access.ActionSetUp, By{n.Name, n.IP})
}

// AddUser makes a user. The first must be an administrator.
func (s *Service) AddUser(ctx context.Context, n NewUser, by By) (access.User, error) {
	return s.add(ctx, n, access.ActionUserAdded, by)
}

func (s *Service) add(ctx context.Context, n NewUser, action access.Action, by By) (access.User, error) {
	name, err := checkName(n.Name)
	if err == nil {
		err = checkRole(n.Role, n.Limits)
	}
	if err == nil {
		err = checkPassword(name, n.Password)
	}
	if err != nil {
		return access.User{}, err
	}
	hash, err := s.hasher.hash(ctx, n.Password)
	if err != nil {
		return access.User{}, err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.RLock()
	limits, err := s.checkLimits(n.Limits)
	taken := s.byName(name) != nil
	s.mu.RUnlock()
	switch {
	case err != nil:
		return access.User{}, err
	case action == access.ActionSetUp && !s.Empty():
		return access.User{}, ErrSetUp
	case s.Empty() && n.Role != access.Administrator:
		return access.User{}, InvalidError{"role", "must be administrator: the first user has to let the others in"}
	case taken:
		return access.User{}, ErrExists
	}
	now := s.stamp()
	a := access.Account{User: access.User{ID: newID(now), Name: name, Role: n.Role, Limits: limits, CreatedAt: now}, Hash: hash}
	if action == access.ActionSetUp {
		by.Name = name
	}
	err = s.commit(ctx, "keep user", access.Changes{Accounts: []access.Account{a}, Log: s.line(by, action, name, string(n.Role))})
	if err != nil {
		return access.User{}, err
	}
	return a.User, nil
}

// Users returns all users by name.
func (s *Service) Users() []access.User {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make([]access.User, 0, len(s.accounts))
	for _, a := range s.accounts {
		out = append(out, a.User)
	}
	slices.SortFunc(out, func(a, b access.User) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return out
}

// User returns ErrNotFound when there is none.
func (s *Service) User(id string) (access.User, error) {
	a, err := s.accountOf(id)
	return a.User, err
}

// Change says what of a user is to be another; nil fields stay.
type Change struct {
	Name     *string
	Role     *access.Role
	Limits   *access.Limits
	Disabled *bool
	Password *string // as an administrator sets it: it ends all sessions
}

// ChangeUser changes a user. Their open streams end where they may something else
// from now on, and their sessions with another password, or when disabled.
func (s *Service) ChangeUser(ctx context.Context, id string, c Change, by By) (access.User, error) {
	var hash string
	if c.Password != nil {
		u, err := s.User(id)
		if err != nil {
			return access.User{}, err
		}
		if err := checkPassword(u.Name, *c.Password); err != nil {
			return access.User{}, err
		}
		if hash, err = s.hasher.hash(ctx, *c.Password); err != nil {
			return access.User{}, err
		}
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	was, err := s.accountOf(id)
	if err != nil {
		return access.User{}, err
	}
	a, err := s.changed(was, c)
	if err != nil {
		return access.User{}, err
	}
	if s.lastAdministrator(id) && (a.Role != access.Administrator || a.Disabled) {
		return access.User{}, ErrLast
	}
	changes := access.Changes{}
	if hash != "" {
		a.Hash = hash
		changes.Log = s.line(by, access.ActionPassword, a.Name, "")
	}
	if d := differences(was.User, a.User); d != "" {
		changes.Log = append(changes.Log, s.line(by, access.ActionUserChanged, a.Name, d)...)
	}
	if hash != "" || a.Disabled {
		changes.RemoveSessions = s.sessionsOf(id, "")
	}
	changes.Accounts = []access.Account{a}
	if err := s.commit(ctx, "keep user", changes); err != nil {
		return access.User{}, err
	}
	return a.User, nil
}

// changed is an account after a change.
func (s *Service) changed(a access.Account, c Change) (_ access.Account, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if c.Name != nil {
		if a.Name, err = checkName(*c.Name); err != nil {
			return a, err
		}
		if other := s.byName(a.Name); other != nil && other.ID != a.ID {
			return a, ErrExists
		}
	}
	if c.Limits != nil {
		if a.Limits, err = s.checkLimits(*c.Limits); err != nil {
			return a, err
		}
	}
	if c.Role != nil {
		a.Role = *c.Role
	}
	if c.Disabled != nil {
		a.Disabled = *c.Disabled
	}
	return a, checkRole(a.Role, a.Limits)
}

// differences says what changed, for the audit log.
func differences(a, b access.User) string {
	var out []string
	if a.Name != b.Name {
		out = append(out, "was called "+a.Name)
	}
	if a.Role != b.Role {
		out = append(out, fmt.Sprintf("%s to %s", a.Role, b.Role))
	}
	if !sameLimits(a.Limits, b.Limits) {
		out = append(out, "other limits")
	}
	if a.Disabled != b.Disabled {
		out = append(out, map[bool]string{true: "disabled", false: "enabled"}[b.Disabled])
	}
	return strings.Join(out, ", ")
}

// ChangePassword is for a user who knows the old one. All sessions but the one it
// is done in end.
func (s *Service) ChangePassword(ctx context.Context, p access.Principal, old, password string, by By) error {
	was, err := s.accountOf(p.UserID)
	if err != nil {
		return err
	}
	if err := s.try(by.IP); err != nil {
		return err
	}
	ok, _, err := s.hasher.check(ctx, old, was.Hash)
	if err != nil {
		return fmt.Errorf("check password: %w", err)
	}
	if !ok {
		return InvalidError{"old_password", "is not the password"}
	}
	s.right(by.IP)
	if err := checkPassword(was.Name, password); err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	a, err := s.accountOf(p.UserID)
	if err != nil {
		return err
	}
	if a.Hash != was.Hash {
		return InvalidError{"old_password", "is not the password any more"}
	}
	a.Hash = hash
	return s.commit(ctx, "keep password", access.Changes{
		Accounts: []access.Account{a}, RemoveSessions: s.sessionsOf(a.ID, p.SessionID), Log: s.line(by, access.ActionPassword, a.Name, ""),
	})
}

// RemoveUser removes a user, who is out at once.
func (s *Service) RemoveUser(ctx context.Context, id string, by By) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	a, err := s.accountOf(id)
	if err != nil {
		return err
	}
	if s.lastAdministrator(id) {
		return ErrLast
	}
	return s.commit(ctx, "remove user", access.Changes{
		RemoveAccounts: []string{id}, Log: s.line(by, access.ActionUserRemoved, a.Name, string(a.Role)),
	})
}

// lastAdministrator says whether nobody else could let anybody in.
func (s *Service) lastAdministrator(id string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	can := func(a *liveAccount) bool { return a != nil && a.Role == access.Administrator && !a.Disabled }
	if !can(s.accounts[id]) {
		return false
	}
	for _, a := range s.accounts {
		if a.ID != id && can(a) {
			return false
		}
	}
	return true
}
