package auth

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// By is who does something, for the audit log.
type By struct{ Name, IP string }

// NewUser is a user to be made.
type NewUser struct {
	Name, Password string
	Role           Role
	Scope          Scope
}

const maxName = 64

// checkName says what is wrong with a name, and returns it trimmed.
func checkName(name string) (string, error) {
	name = strings.TrimSpace(name)
	bad := func(r rune) bool { return !unicode.IsPrint(r) }
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return "", InvalidError{"name", "is empty"}
	case n > maxName:
		return "", InvalidError{"name", fmt.Sprintf("may have %d characters", maxName)}
	case !utf8.ValidString(name) || strings.ContainsFunc(name, bad):
		return "", InvalidError{"name", "holds characters that cannot be seen"}
	}
	return name, nil
}

func checkRole(r Role, sc Scope) error {
	if !slices.Contains(Roles(), r) {
		return InvalidError{"role", fmt.Sprintf("is %q; want viewer, operator or administrator", string(r))}
	}
	if r == Administrator && !sc.All() {
		return InvalidError{"cameras", "an administrator sees every camera"}
	}
	if !sc.All() && len(sc.Cameras) == 0 {
		return InvalidError{"cameras", "name one camera at least, or leave it out for all"}
	}
	return nil
}

// SetUp makes the first administrator. Of two at once, one wins.
func (s *Service) SetUp(ctx context.Context, name, password string, by By) (User, error) {
	return s.add(ctx, NewUser{Name: name, Password: password, Role: Administrator}, ActionSetUp, by)
}

// AddUser makes a user.
func (s *Service) AddUser(ctx context.Context, n NewUser, by By) (User, error) {
	return s.add(ctx, n, ActionUserAdded, by)
}

func (s *Service) add(ctx context.Context, n NewUser, action Action, by By) (User, error) {
	name, err := checkName(n.Name)
	if err != nil {
		return User{}, err
	}
	if err := checkRole(n.Role, n.Scope); err != nil {
		return User{}, err
	}
	if err := checkPassword(name, n.Password); err != nil {
		return User{}, err
	}
	if action == ActionSetUp && !s.Empty() {
		return User{}, ErrSetUp
	}
	hash, err := s.hasher.hash(ctx, n.Password)
	if err != nil {
		return User{}, err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	switch {
	case action == ActionSetUp && !s.Empty():
		return User{}, ErrSetUp
	case s.taken(name, ""):
		return User{}, ErrExists
	}
	now := s.now().UTC()
	a := Account{User{ID: newID(now), Name: name, Role: n.Role, Scope: n.Scope, CreatedAt: now}, hash}
	if err := s.keeper.SaveAccount(ctx, a, s.entry(by, action, name, string(n.Role))); err != nil {
		return User{}, fmt.Errorf("keep user: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accounts[a.ID] = &a
	return a.User, nil
}

func (s *Service) taken(name, but string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	a := s.byName(name)
	return a != nil && a.ID != but
}

func (s *Service) entry(by By, action Action, object, detail string) Entry {
	return Entry{At: s.now().UTC(), Who: by.Name, Action: action, Object: object, IP: by.IP, Detail: detail}
}

// Users returns all users by name.
func (s *Service) Users() []User {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make([]User, 0, len(s.accounts))
	for _, a := range s.accounts {
		out = append(out, a.User)
	}
	slices.SortFunc(out, func(a, b User) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return out
}

// User returns ErrNotFound when there is none.
func (s *Service) User(id string) (User, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	a := s.accounts[id]
	if a == nil {
		return User{}, ErrNotFound
	}
	return a.User, nil
}

// Change says what of a user is to be another; nil fields stay.
type Change struct {
	Name     *string
	Role     *Role
	Scope    *Scope
	Disabled *bool
	Password *string // as an administrator sets it: it ends all sessions
}

// ChangeUser changes a user. Their open streams end, and with another password, or
// when disabled, their sessions.
func (s *Service) ChangeUser(ctx context.Context, id string, c Change, by By) (User, error) {
	var hash string
	if c.Password != nil {
		u, err := s.User(id)
		if err != nil {
			return User{}, err
		}
		if err := checkPassword(u.Name, *c.Password); err != nil {
			return User{}, err
		}
		if hash, err = s.hasher.hash(ctx, *c.Password); err != nil {
			return User{}, err
		}
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.RLock()
	a := s.accounts[id]
	s.mu.RUnlock()
	if a == nil {
		return User{}, ErrNotFound
	}
	n := *a
	if err := s.apply(&n, c, hash); err != nil {
		return User{}, err
	}
	if s.lastAdministrator(id) && (n.Role != Administrator || n.Disabled) {
		return User{}, ErrLast
	}
	action := ActionUserChanged
	if c.Password != nil {
		action = ActionPassword
	}
	if err := s.keeper.SaveAccount(ctx, n, s.entry(by, action, n.Name, differences(a.User, n.User))); err != nil {
		return User{}, fmt.Errorf("keep user: %w", err)
	}
	s.mu.Lock()
	s.accounts[id] = &n
	s.turnAway(id)
	s.mu.Unlock()
	if c.Password != nil || n.Disabled {
		if err := s.closeSessions(ctx, s.sessionsOf(id, "")); err != nil {
			return User{}, err
		}
	}
	return n.User, nil
}

func (s *Service) apply(a *Account, c Change, hash string) error {
	if c.Name != nil {
		name, err := checkName(*c.Name)
		if err != nil {
			return err
		}
		if s.taken(name, a.ID) {
			return ErrExists
		}
		a.Name = name
	}
	if c.Role != nil {
		a.Role = *c.Role
	}
	if c.Scope != nil {
		a.Scope = *c.Scope
	}
	if c.Disabled != nil {
		a.Disabled = *c.Disabled
	}
	if hash != "" {
		a.Hash = hash
	}
	return checkRole(a.Role, a.Scope)
}

// differences says what changed, for the audit log.
func differences(a, b User) string {
	var out []string
	if a.Name != b.Name {
		out = append(out, "was called "+a.Name)
	}
	if a.Role != b.Role {
		out = append(out, fmt.Sprintf("%s to %s", a.Role, b.Role))
	}
	if !slices.Equal(a.Scope.Cameras, b.Scope.Cameras) {
		out = append(out, "other cameras")
	}
	if a.Disabled != b.Disabled {
		out = append(out, map[bool]string{true: "disabled", false: "enabled"}[b.Disabled])
	}
	return strings.Join(out, ", ")
}

// change changes an account without the audit log.
func (s *Service) change(ctx context.Context, id string, f func(*Account) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.RLock()
	a := s.accounts[id]
	s.mu.RUnlock()
	if a == nil {
		return ErrNotFound
	}
	n := *a
	if err := f(&n); err != nil {
		return err
	}
	if err := s.keeper.SaveAccount(ctx, n); err != nil {
		return fmt.Errorf("keep user: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accounts[id] = &n
	return nil
}

// ChangePassword is for a user who knows the old one. All sessions but the one it
// is done in end.
func (s *Service) ChangePassword(ctx context.Context, p Principal, old, password string, by By) error {
	s.mu.RLock()
	a := s.accounts[p.UserID]
	var was Account
	if a != nil {
		was = *a
	}
	s.mu.RUnlock()
	if a == nil {
		return ErrNotFound
	}
	ok, _, err := s.hasher.check(ctx, cut(old, maxPassword), was.Hash)
	if err != nil {
		return fmt.Errorf("check password: %w", err)
	}
	if !ok {
		return InvalidError{"old_password", "is not the password"}
	}
	if err := checkPassword(was.Name, password); err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	if err := s.change(ctx, p.UserID, func(a *Account) error { a.Hash = hash; return nil }); err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.closeSessions(ctx, s.sessionsOf(p.UserID, p.SessionID), s.entry(by, ActionPassword, was.Name, ""))
}

// RemoveUser removes a user, who is out at once.
func (s *Service) RemoveUser(ctx context.Context, id string, by By) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	u, err := s.User(id)
	if err != nil {
		return err
	}
	if s.lastAdministrator(id) {
		return ErrLast
	}
	if err := s.keeper.RemoveAccount(ctx, id, s.entry(by, ActionUserRemoved, u.Name, string(u.Role))); err != nil {
		return fmt.Errorf("remove user: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.accounts, id)
	for sid, x := range s.sessions {
		if x.UserID == id {
			close(x.gone)
			delete(s.sessions, sid)
		}
	}
	return nil
}

// lastAdministrator says whether nobody else could let anybody in.
func (s *Service) lastAdministrator(id string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if a := s.accounts[id]; a.Role != Administrator || a.Disabled {
		return false
	}
	for _, a := range s.accounts {
		if a.ID != id && a.Role == Administrator && !a.Disabled {
			return false
		}
	}
	return true
}
