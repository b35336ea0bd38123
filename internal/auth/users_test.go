package auth_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/auth"
)

func TestS03SetUp(t *testing.T) {
	r := newRig(t)
	const secret = "QVOGZRAN2E7TXW4DLFKCM3YB5S"
	r.Service = r.open(auth.Cheap(auth.Options{SetUpToken: secret}))
	setUp := func(name, password, token string) error {
		_, err := r.SetUp(t.Context(), auth.SetUp{Name: name, Password: password, Token: token, IP: home})
		return err
	}
	if !r.Empty() || closed(r.First()) {
		t.Fatal("there is a user already")
	}
	wantErr(t, "no token", setUp("Ann", annsPassword, ""), auth.ErrLogin)
	wantErr(t, "another token", setUp("Ann", annsPassword, secret[1:]+"A"), auth.ErrLogin)
	for _, password := range []string{"admin", "password", "watchpost", "administrator", "1234567890"} {
		wantInvalid(t, "admin/"+password, setUp("admin", password, secret), "password")
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for i := range 4 {
		wg.Go(func() {
			err := setUp(fmt.Sprint("Ann ", i), annsPassword, strings.ToLower(secret))
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			} else if !errors.Is(err, auth.ErrSetUp) {
				t.Errorf("got %v", err)
			}
		})
	}
	wg.Wait()
	if won != 1 || len(r.Users()) != 1 || r.Users()[0].Role != access.Administrator {
		t.Errorf("%d of 4 at once won: %+v", won, r.Users())
	}
	if r.Empty() || !closed(r.First()) {
		t.Error("nobody was told of the first user")
	}
	wantErr(t, "afterwards", setUp("Eve", bobsPassword, secret), auth.ErrSetUp)
	if fresh := r.open(auth.Options{}); fresh.Empty() || !closed(fresh.First()) {
		t.Error("after a restart there is no user")
	}
}

func TestS03TokenIsGuessed(t *testing.T) {
	r := newRig(t)
	r.Service = r.open(auth.Cheap(auth.Options{SetUpToken: "SECRET"}))
	for range 10 {
		_, err := r.SetUp(t.Context(), auth.SetUp{Name: "Ann", Password: annsPassword, Token: "GUESS", IP: home})
		wantErr(t, "a guess", err, auth.ErrLogin)
	}
	_, err := r.SetUp(t.Context(), auth.SetUp{Name: "Ann", Password: annsPassword, Token: "SECRET", IP: home})
	wantErr(t, "after ten", err, auth.ErrTooMany)
}

func TestAddUser(t *testing.T) {
	r := newRig(t)
	_, err := r.AddUser(t.Context(), auth.NewUser{Name: "Bob", Password: bobsPassword, Role: access.Viewer}, auth.By{})
	wantInvalid(t, "the first one a viewer", err, "role")
	r, _ = withAnn(t)
	good := auth.NewUser{Name: "Bob", Password: bobsPassword, Role: access.Viewer}
	for _, tt := range []struct {
		name  string
		set   func(*auth.NewUser)
		field string
	}{
		{"no name", func(n *auth.NewUser) { n.Name = " " }, "name"},
		{"long name", func(n *auth.NewUser) { n.Name = strings.Repeat("é", 65) }, "name"},
		{"line break", func(n *auth.NewUser) { n.Name = "a\nb" }, "name"},
		{"right to left", func(n *auth.NewUser) { n.Name = "a\u202eb" }, "name"},
		{"bytes", func(n *auth.NewUser) { n.Name = "a\xff" }, "name"},
		{"no role", func(n *auth.NewUser) { n.Role = "" }, "role"},
		{"another role", func(n *auth.NewUser) { n.Role = "root" }, "role"},
		{"short", func(n *auth.NewUser) { n.Password = "123456789" }, "password"},
		{"long", func(n *auth.NewUser) { n.Password = strings.Repeat("ab", 600) }, "password"},
		{"one character", func(n *auth.NewUser) { n.Password = "AAAAaaaaaaaa" }, "password"},
		{"the name", func(n *auth.NewUser) { n.Password = "bob-bob-2026!" }, "password"},
		{"obvious", func(n *auth.NewUser) { n.Password = "Watchpost2026" }, "password"},
		{"bytes in the password", func(n *auth.NewUser) { n.Password = "good enough\xff" }, "password"},
		{"limited administrator", func(n *auth.NewUser) { n.Role, n.Limits.Cameras = access.Administrator, []string{"cam_a_1"} }, "limits"},
		{"not a camera", func(n *auth.NewUser) { n.Limits.Cameras = []string{"Front door"} }, "limits"},
		{"not a group", func(n *auth.NewUser) { n.Limits.Groups = []string{"none"} }, "limits"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := good
			tt.set(&n)
			_, err := r.AddUser(t.Context(), n, byAnn)
			wantInvalid(t, "add", err, tt.field)
		})
	}
	if _, err := r.AddUser(t.Context(), good, byAnn); err != nil {
		t.Fatal(err)
	}
	good.Name = "bOB"
	_, err = r.AddUser(t.Context(), good, byAnn)
	wantErr(t, "again", err, auth.ErrExists)
	if e := r.log()[0]; e.Who != "Ann" || e.Action != access.ActionUserAdded || e.Object != "Bob" || e.IP != home.String() || e.Detail != "viewer" {
		t.Errorf("audit log: got %+v", e)
	}
}

// TestS20WhoIsOut: what ends sessions, what ends only the streams, and what ends
// neither.
func TestS20WhoIsOut(t *testing.T) {
	for _, tt := range []struct {
		name               string
		do                 func(r *rig, bob access.User, p access.Principal) error
		sessionEnds, gone  bool
		otherSessionsStay  bool
		passwordStillWorks bool
	}{
		{"nothing", func(*rig, access.User, access.Principal) error { return nil }, false, false, true, true},
		{"logout", func(r *rig, _ access.User, p access.Principal) error { return r.Logout(r.t.Context(), p, byAnn) }, true, true, true, true},
		{"logout everywhere", func(r *rig, bob access.User, _ access.Principal) error {
			return r.LogoutAll(r.t.Context(), bob.ID, byAnn)
		}, true, true, false, true},
		{"session closed", func(r *rig, bob access.User, p access.Principal) error {
			return r.CloseSession(r.t.Context(), bob.ID, p.SessionID, byAnn)
		}, true, true, true, true},
		{"own password changed", func(r *rig, _ access.User, p access.Principal) error {
			return r.ChangePassword(r.t.Context(), p, bobsPassword, "another good one", byAnn)
		}, false, false, false, false},
		{"password set by an administrator", func(r *rig, bob access.User, _ access.Principal) error {
			_, err := r.ChangeUser(r.t.Context(), bob.ID, auth.Change{Password: ptr("another good one")}, byAnn)
			return err
		}, true, true, false, false},
		{"role changed", func(r *rig, bob access.User, _ access.Principal) error {
			_, err := r.ChangeUser(r.t.Context(), bob.ID, auth.Change{Role: ptr(access.Viewer)}, byAnn)
			return err
		}, false, true, true, true},
		{"limits changed", func(r *rig, bob access.User, _ access.Principal) error {
			_, err := r.ChangeUser(r.t.Context(), bob.ID, auth.Change{Limits: &access.Limits{Cameras: []string{"cam_a_1"}}}, byAnn)
			return err
		}, false, true, true, true},
		{"disabled", func(r *rig, bob access.User, _ access.Principal) error {
			_, err := r.ChangeUser(r.t.Context(), bob.ID, auth.Change{Disabled: ptr(true)}, byAnn)
			return err
		}, true, true, false, false},
		{"removed", func(r *rig, bob access.User, _ access.Principal) error {
			return r.RemoveUser(r.t.Context(), bob.ID, byAnn)
		}, true, true, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, _ := withAnn(t)
			bob := r.bob(access.Operator, access.Limits{})
			cookie, other := r.login("Bob", bobsPassword), r.login("Bob", bobsPassword)
			p := r.session(cookie)
			if err := tt.do(r, bob, p); err != nil {
				t.Fatal(err)
			}
			if got := !r.in(cookie); got != tt.sessionEnds {
				t.Errorf("session ended: %v, want %v", got, tt.sessionEnds)
			}
			if got := closed(p.Gone); got != tt.gone {
				t.Errorf("streams ended: %v, want %v", got, tt.gone)
			}
			if got := r.in(other); got != tt.otherSessionsStay {
				t.Errorf("other session: in %v, want %v", got, tt.otherSessionsStay)
			}
			_, _, err := r.Login(t.Context(), auth.Login{Name: "Bob", Password: bobsPassword, IP: elsewhere})
			if (err == nil) != tt.passwordStillWorks {
				t.Errorf("login afterwards: %v", err)
			}
			if !tt.sessionEnds {
				if now := r.session(cookie); closed(now.Gone) {
					t.Error("a stream that is opened anew ends at once")
				}
			}
		})
	}
}

func TestChangePassword(t *testing.T) {
	r, _ := withAnn(t)
	p := r.session(r.login("Ann", annsPassword))
	change := func(old, password string) error { return r.ChangePassword(t.Context(), p, old, password, byAnn) }
	wantInvalid(t, "wrong old one", change("wrong", bobsPassword), "old_password")
	wantInvalid(t, "bad new one", change(annsPassword, "short"), "password")
	wantErr(t, "good", change(annsPassword, bobsPassword), nil)
	r.login("Ann", bobsPassword)
	var last error
	for range 11 {
		last = change("wrong", annsPassword)
	}
	wantErr(t, "tried again and again", last, auth.ErrTooMany)
}

func TestLastAdministrator(t *testing.T) {
	r, ann := withAnn(t)
	bob := r.bob(access.Administrator, access.Limits{})
	change := func(id string, c auth.Change) error {
		_, err := r.ChangeUser(t.Context(), id, c, byAnn)
		return err
	}
	if err := change(bob.ID, auth.Change{Disabled: ptr(true)}); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "less", change(ann.ID, auth.Change{Role: ptr(access.Viewer)}), auth.ErrLast)
	wantErr(t, "disabled", change(ann.ID, auth.Change{Disabled: ptr(true)}), auth.ErrLast)
	wantErr(t, "removed", r.RemoveUser(t.Context(), ann.ID, byAnn), auth.ErrLast)
	wantErr(t, "renamed", change(ann.ID, auth.Change{Name: ptr("Anne")}), nil)
	wantErr(t, "name taken", change(ann.ID, auth.Change{Name: ptr("BOB")}), auth.ErrExists)
	if err := change(bob.ID, auth.Change{Disabled: ptr(false)}); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "with another one", r.RemoveUser(t.Context(), ann.ID, byAnn), nil)
	_, err := r.User(ann.ID)
	wantErr(t, "gone", err, auth.ErrNotFound)
	for what, err := range map[string]error{
		"change": change("none", auth.Change{}), "set password": change("none", auth.Change{Password: ptr(bobsPassword)}),
		"remove": r.RemoveUser(t.Context(), "none", byAnn), "log out": r.LogoutAll(t.Context(), "none", byAnn),
		"close": r.CloseSession(t.Context(), bob.ID, "none", byAnn), "token": r.RemoveToken(t.Context(), "none", byAnn),
		"group": r.RemoveGroup(t.Context(), "none", byAnn),
	} {
		wantErr(t, what+" of none", err, auth.ErrNotFound)
	}
}
