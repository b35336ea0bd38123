package auth_test

import (
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/auth"
)

func TestTokens(t *testing.T) {
	r, _ := withAnn(t)
	add := func(n auth.NewToken) (string, access.Token, error) { return r.AddToken(t.Context(), n, byAnn) }
	secret, token, err := add(auth.NewToken{Name: "Dashboard", Role: access.Viewer, Limits: access.Limits{Cameras: []string{"cam_a_1"}}})
	if err != nil || !strings.HasPrefix(secret, "wp_") || len(secret) < 40 {
		t.Fatalf("got %q, %v", secret, err)
	}
	p, err := r.Token(secret)
	if err != nil || p.TokenID != token.ID || p.UserID != "" || p.Name != "Dashboard" || p.Role != access.Viewer || !p.Scope.Camera("cam_a_1") || p.Scope.Camera("cam_a_2") {
		t.Errorf("got %+v, %v", p, err)
	}
	for _, wrong := range []string{"", secret[:len(secret)-1], strings.TrimPrefix(secret, "wp_"), token.ID} {
		_, err := r.Token(wrong)
		wantErr(t, wrong, err, auth.ErrLogin)
		_, err = r.Session(secret)
		wantErr(t, "a token as a cookie", err, auth.ErrLogin)
	}
	_, _, err = add(auth.NewToken{Name: "dashboard", Role: access.Viewer})
	wantErr(t, "the same name", err, auth.ErrExists)
	_, _, err = add(auth.NewToken{Name: "x", Role: "root"})
	wantInvalid(t, "a role there is not", err, "role")
	_, _, err = add(auth.NewToken{Name: "x", Role: access.Viewer, ExpiresAt: r.clock.now()})
	wantInvalid(t, "expired", err, "expires_at")

	brief, _, err := add(auth.NewToken{Name: "Brief", Role: access.Operator, ExpiresAt: r.clock.now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	if p, err := r.Token(brief); err != nil || !p.Until.Equal(r.clock.now().Add(time.Hour)) {
		t.Errorf("got %+v, %v", p, err)
	}
	r.clock.add(time.Hour)
	_, err = r.Token(brief)
	wantErr(t, "an hour later", err, auth.ErrLogin)

	if err := r.RemoveToken(t.Context(), token.ID, byAnn); err != nil {
		t.Fatal(err)
	}
	_, err = r.Token(secret)
	wantErr(t, "removed", err, auth.ErrLogin)
	if !closed(p.Gone) {
		t.Error("the streams of a removed token go on")
	}
}

func TestGroups(t *testing.T) {
	r, _ := withAnn(t)
	gates, err := r.AddGroup(t.Context(), "Gates", []string{"cam_b_1", "cam_a_1", "cam_b_1"}, byAnn)
	if err != nil || len(gates.Cameras) != 2 {
		t.Fatalf("got %+v, %v", gates, err)
	}
	_, err = r.AddGroup(t.Context(), "gates", nil, byAnn)
	wantErr(t, "the same name", err, auth.ErrExists)
	_, err = r.AddGroup(t.Context(), "Doors", []string{"Front door"}, byAnn)
	wantInvalid(t, "not a camera", err, "cameras")

	bob := r.bob(access.Viewer, access.Limits{Cameras: []string{"cam_c_1"}, Groups: []string{gates.ID}})
	secret, _, err := r.AddToken(t.Context(), auth.NewToken{Name: "T", Role: access.Viewer, Limits: access.Limits{Groups: []string{gates.ID}}}, byAnn)
	if err != nil {
		t.Fatal(err)
	}
	cookie := r.login("Bob", bobsPassword)
	p := r.session(cookie)
	token, err := r.Token(secret)
	if err != nil || !p.Scope.Camera("cam_a_1") || !p.Scope.Camera("cam_c_1") || p.Scope.Camera("cam_b_2") || !token.Scope.Camera("cam_b_1") || token.Scope.Camera("cam_c_1") {
		t.Errorf("got %+v and %+v, %v", p.Scope, token.Scope, err)
	}
	if _, err := r.ChangeGroup(t.Context(), gates.ID, nil, &[]string{"cam_b_2"}, byAnn); err != nil {
		t.Fatal(err)
	}
	if !closed(p.Gone) || !closed(token.Gone) {
		t.Error("streams of before the change go on")
	}
	if p = r.session(cookie); p.Scope.Camera("cam_a_1") || !p.Scope.Camera("cam_b_2") || !p.Scope.Camera("cam_c_1") || closed(p.Gone) {
		t.Errorf("got %+v", p)
	}
	wantErr(t, "in use", r.RemoveGroup(t.Context(), gates.ID, byAnn), auth.ErrInUse)
	if _, err := r.ChangeUser(t.Context(), bob.ID, auth.Change{Limits: &access.Limits{}}, byAnn); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "in use by a token", r.RemoveGroup(t.Context(), gates.ID, byAnn), auth.ErrInUse)
	if err := r.RemoveToken(t.Context(), r.Tokens()[0].ID, byAnn); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "free", r.RemoveGroup(t.Context(), gates.ID, byAnn), nil)
}

// TestEmptyGroupShowsNothing: whoever is limited to a group that has no camera
// sees none, not all.
func TestEmptyGroupShowsNothing(t *testing.T) {
	r, _ := withAnn(t)
	g, err := r.AddGroup(t.Context(), "Gates", nil, byAnn)
	if err != nil {
		t.Fatal(err)
	}
	r.bob(access.Viewer, access.Limits{Groups: []string{g.ID}})
	if p := r.session(r.login("Bob", bobsPassword)); !p.Scope.Limited() || p.Scope.Camera("cam_a_1") {
		t.Errorf("got %+v", p.Scope)
	}
}
