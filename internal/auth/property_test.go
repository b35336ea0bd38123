package auth_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/auth"
)

// known is all that a service knows.
type known struct {
	users    []access.User
	sessions map[string][]access.Session
	tokens   []access.Token
	groups   []access.Group
}

func knownOf(s *auth.Service) known {
	k := known{users: s.Users(), tokens: s.Tokens(), groups: s.Groups(), sessions: make(map[string][]access.Session)}
	for _, u := range k.users {
		k.sessions[u.ID] = s.Sessions(u.ID)
	}
	return k
}

// TestMemoryIsWhatIsKept: after any changes, some of which fail, a service that is
// opened anew knows the same, and there always is an administrator.
func TestMemoryIsWhatIsKept(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r, _ := withAnn(t)
			m := &monkey{rig: r, rnd: rand.New(rand.NewPCG(seed, 1)), cookies: []string{"none"}}
			for step := range 120 {
				r.fail.err = nil
				if m.rnd.IntN(8) == 0 {
					r.fail.err = errFull
				}
				m.step()
				if step%10 != 0 {
					continue
				}
				r.fail.err = nil
				if err := r.Flush(t.Context()); err != nil {
					t.Fatal(err)
				}
				if got, want := knownOf(r.Service), knownOf(r.open(auth.Options{})); !reflect.DeepEqual(got, want) {
					t.Fatalf("step %d:\nin memory %+v\nkept      %+v", step, got, want)
				}
				m.check()
			}
		})
	}
}

// monkey does anything.
type monkey struct {
	*rig
	rnd     *rand.Rand
	cookies []string
}

func pick[T any](m *monkey, list []T) (v T) {
	if len(list) == 0 {
		return v
	}
	return list[m.rnd.IntN(len(list))]
}

func (m *monkey) limits() access.Limits {
	var l access.Limits
	if m.rnd.IntN(2) == 0 {
		l.Cameras = []string{fmt.Sprintf("cam_a_%d", m.rnd.IntN(3)), "cam_b_1"}
	}
	if m.rnd.IntN(2) == 0 {
		l.Groups = []string{pick(m, m.Groups()).ID}
	}
	return l
}

func (m *monkey) step() {
	ctx, by := m.t.Context(), byAnn
	user := pick(m, m.Users())
	name := fmt.Sprintf("user %d", m.rnd.IntN(6))
	var err error
	switch m.rnd.IntN(14) {
	case 0, 1:
		_, err = m.AddUser(ctx, auth.NewUser{Name: name, Password: annsPassword, Role: pick(m, access.Roles()), Limits: m.limits()}, by)
	case 2:
		c := auth.Change{Name: &name, Disabled: ptr(m.rnd.IntN(3) == 0)}
		if m.rnd.IntN(2) == 0 {
			c.Role, c.Limits = ptr(pick(m, access.Roles())), ptr(m.limits())
		}
		_, err = m.ChangeUser(ctx, user.ID, c, by)
	case 3:
		_, err = m.ChangeUser(ctx, user.ID, auth.Change{Password: ptr(pick(m, []string{annsPassword, bobsPassword}))}, by)
	case 4:
		err = m.RemoveUser(ctx, user.ID, by)
	case 5, 6, 7:
		m.clock.add(time.Minute) // gives a try back
		var secret string
		if secret, _, err = m.Login(ctx, auth.Login{Name: user.Name, Password: pick(m, []string{annsPassword, bobsPassword}), IP: home}); err == nil {
			m.cookies = append(m.cookies, secret)
		}
	case 8:
		var p access.Principal
		if p, err = m.Session(pick(m, m.cookies)); err == nil {
			err = m.Logout(ctx, p, by)
		}
	case 9:
		err = m.LogoutAll(ctx, user.ID, by)
	case 10:
		_, _, err = m.AddToken(ctx, auth.NewToken{Name: name, Role: pick(m, access.Roles()), Limits: m.limits()}, by)
	case 11:
		err = m.RemoveToken(ctx, pick(m, m.Tokens()).ID, by)
	case 12:
		if g := pick(m, m.Groups()); g.ID != "" && m.rnd.IntN(2) == 0 {
			err = m.RemoveGroup(ctx, g.ID, by)
		} else if g.ID != "" {
			_, err = m.ChangeGroup(ctx, g.ID, &name, &[]string{fmt.Sprintf("cam_a_%d", m.rnd.IntN(4))}, by)
		} else {
			_, err = m.AddGroup(ctx, name, nil, by)
		}
	case 13:
		_, err = m.Session(pick(m, m.cookies))
		m.clock.add(time.Duration(m.rnd.IntN(72)) * time.Hour)
	}
	if err == nil {
		return
	}
	_, invalid := errors.AsType[auth.InvalidError](err)
	for _, known := range []error{auth.ErrLogin, auth.ErrTooMany, auth.ErrNotFound, auth.ErrExists, auth.ErrLast, auth.ErrInUse, errFull} {
		invalid = invalid || errors.Is(err, known)
	}
	if !invalid {
		m.t.Errorf("got %v", err)
	}
}

// check: there is somebody who can let others in, and no limit names a group that
// is not there.
func (m *monkey) check() {
	administrators := 0
	for _, u := range m.Users() {
		if u.Role == access.Administrator && !u.Disabled {
			administrators++
		}
		for _, g := range u.Limits.Groups {
			if _, err := m.Group(g); err != nil {
				m.t.Errorf("%s is limited to group %q: %v", u.Name, g, err)
			}
		}
	}
	if administrators == 0 {
		m.t.Error("there is no administrator left")
	}
}
