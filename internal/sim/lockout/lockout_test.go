package lockout_test

import (
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/lockout"
)

var noon = time.Date(2026, time.March, 9, 12, 0, 0, 0, time.UTC)

func TestFailuresLock(t *testing.T) {
	var g lockout.Guard
	who := lockout.Who{Address: "192.0.2.7", User: "admin"}
	var before time.Duration = -1
	for i := range lockout.Failures {
		if g.Locked(who, noon) != 0 {
			t.Fatalf("locked after %d failures", i)
		}
		left, wait := g.Failed(who, noon)
		if left != lockout.Failures-1-i || wait <= before {
			t.Errorf("failure %d: %d left, %v to wait after %v", i+1, left, wait, before)
		}
		before = wait
	}
	for _, test := range []struct {
		after, want time.Duration
	}{{0, 5 * time.Minute}, {4 * time.Minute, time.Minute}, {5 * time.Minute, 0}} {
		if got := g.Locked(who, noon.Add(test.after)); got != test.want {
			t.Errorf("after %v: locked for %v, want %v", test.after, got, test.want)
		}
	}
	for _, other := range []lockout.Who{{Address: "192.0.2.8", User: "admin"}, {Address: "192.0.2.7", User: "root"}} {
		if g.Locked(other, noon) != 0 {
			t.Errorf("%v is locked out for somebody else", other)
		}
	}
	if left, _ := g.Failed(who, noon.Add(6*time.Minute)); left != lockout.Failures-1 {
		t.Errorf("after the lock %d failures are left", left)
	}
}

func TestSuccessForgets(t *testing.T) {
	var g lockout.Guard
	who := lockout.Who{Address: "192.0.2.7", User: "admin"}
	for range lockout.Failures - 1 {
		g.Failed(who, noon)
	}
	g.Passed(who)
	if left, wait := g.Failed(who, noon); left != lockout.Failures-1 || wait != 0 {
		t.Errorf("got %d left and %v", left, wait)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	var g lockout.Guard
	first := lockout.Who{Address: "192.0.2.7", User: "admin"}
	for range lockout.Failures {
		g.Failed(first, noon)
	}
	for i := range 2000 {
		g.Failed(lockout.Who{Address: "192.0.2.8", User: fmt.Sprint(i)}, noon.Add(time.Duration(i+1)*time.Millisecond))
	}
	if g.Locked(first, noon.Add(time.Minute)) != 0 {
		t.Error("more are remembered than there is room for")
	}
}

func TestFrom(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr = "[2001:db8::1]:4711"
	if got := lockout.From(r, "admin"); got != (lockout.Who{Address: "2001:db8::1", User: "admin"}) {
		t.Errorf("got %+v", got)
	}
}
