package access_test

import (
	"context"
	"slices"
	"testing"

	"github.com/watchpost/watchpost/internal/access"
)

func TestScope(t *testing.T) {
	all, nothing := access.Scope{}, access.Only()
	two := access.Only("cam_b_2", "cam_a_1", "cam_b_2", "cam_ip_192.0.2.7_1")
	tests := []struct {
		name           string
		scope          access.Scope
		camera, device string
		sees, ofDevice bool
	}{
		{"all", all, "cam_x_1", "dev_x", true, true},
		{"nothing", nothing, "cam_x_1", "dev_x", false, false},
		{"one of its own", two, "cam_a_1", "dev_a", true, true},
		{"another of the same device", two, "cam_a_2", "dev_a", false, true},
		{"an address", two, "cam_ip_192.0.2.7_1", "dev_ip_192.0.2.7", true, true},
		{"an address that begins alike", two, "cam_ip_192.0.2.70_1", "dev_ip_192.0.2.70", false, false},
		{"a device whose id begins alike", two, "cam_ip_1", "dev_ip", false, false},
		{"no camera", two, "", "", false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.scope.Camera(tt.camera); got != tt.sees {
				t.Errorf("camera %q: got %v, want %v", tt.camera, got, tt.sees)
			}
			if got := tt.scope.Device(tt.device); got != tt.ofDevice {
				t.Errorf("device %q: got %v, want %v", tt.device, got, tt.ofDevice)
			}
		})
	}
	if got, want := two.Cameras(), []string{"cam_a_1", "cam_b_2", "cam_ip_192.0.2.7_1"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestPrincipalLimitsItsContext(t *testing.T) {
	if access.ScopeOf(context.Background()).Limited() {
		t.Error("the program's own context is limited")
	}
	if p := access.PrincipalOf(context.Background()); p.Role.Includes(access.Viewer) {
		t.Errorf("nobody is a %q", p.Role)
	}
	ctx := access.WithPrincipal(t.Context(), access.Principal{Name: "Ann", Role: access.Viewer, Scope: access.Only("cam_a_1")})
	if s := access.ScopeOf(ctx); !s.Limited() || !s.Camera("cam_a_1") || s.Camera("cam_a_2") {
		t.Errorf("got %+v", s)
	}
	if p := access.PrincipalOf(ctx); p.Name != "Ann" {
		t.Errorf("got %+v", p)
	}
}

func TestRoles(t *testing.T) {
	roles := access.Roles()
	for i, a := range roles {
		for j, b := range roles {
			if got := a.Includes(b); got != (i >= j) {
				t.Errorf("%s includes %s: got %v", a, b, got)
			}
		}
		if access.Role("root").Includes(a) || access.Role("").Includes(a) {
			t.Errorf("a role that there is not includes %s", a)
		}
	}
}
