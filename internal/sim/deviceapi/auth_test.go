package deviceapi_test

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

func TestChallenge(t *testing.T) {
	b := camera(t, settings.Classic)
	w := b.send(httptest.NewRequest("GET", "/GetDeviceInfo", nil))
	if got := w.Header().Get("WWW-Authenticate"); w.Code != 401 || got != `Basic realm="02005E100000"` {
		t.Errorf("got %d %s", w.Code, got)
	}
	b.password = "wrong"
	if w := b.call("GET", "/GetDeviceInfo", ""); w.Code != 401 || w.Header().Get("WWW-Authenticate") == "" {
		t.Errorf("got %d with a wrong password", w.Code)
	}
}

func TestLock(t *testing.T) {
	b := camera(t, settings.LPR)
	wrong, right := "wrong", b.password
	b.password = wrong
	for range 4 {
		if w := b.call("GET", "/GetDeviceInfo", ""); read(t, w.Body.Bytes()).attr("errorCode") != "9" {
			t.Fatalf("got %s", w.Body)
		}
	}
	b.password = right
	b.get("/GetDeviceInfo") // begins the count again
	b.password = wrong
	var last string
	for range 5 {
		last = read(t, b.call("GET", "/GetDeviceInfo", "").Body.Bytes()).attr("errorCode")
	}
	if last != "10" {
		t.Errorf("the fifth failure in a row is answered with %s, want 10", last)
	}
	b.password = right
	b.now = b.now.Add(4 * time.Minute)
	if w := b.call("GET", "/GetDeviceInfo", ""); w.Code != 401 || read(t, w.Body.Bytes()).attr("errorDesc") != "User Locked" {
		t.Errorf("the right password is answered with %d while locked: %s", w.Code, w.Body)
	}
	b.now = b.now.Add(2 * time.Minute)
	b.get("/GetDeviceInfo")
}

func TestOthersDoNotLock(t *testing.T) {
	b := camera(t, settings.LPR)
	for range 10 {
		b.send(httptest.NewRequest("GET", "/GetDeviceInfo", nil))
		r := httptest.NewRequest("GET", "/GetDeviceInfo", nil)
		r.SetBasicAuth("somebody", "else")
		b.send(r)
	}
	b.get("/GetDeviceInfo")
}

func hash(s string) string {
	h := md5.Sum([]byte(s))
	return hex.EncodeToString(h[:])
}

// authorize is what a client answers to a Digest challenge.
func authorize(challenge, method, uri, password string, qop bool) string {
	find := func(name string) string {
		return regexp.MustCompile(name + `="([^"]*)"`).FindStringSubmatch(challenge)[1]
	}
	realm, nonce := find("realm"), find("nonce")
	one, two := hash("admin:"+realm+":"+password), hash(method+":"+uri)
	head := fmt.Sprintf(`Digest username="admin", realm="%s", nonce="%s", uri="%s"`, realm, nonce, uri)
	if !qop {
		return head + fmt.Sprintf(`, response="%s"`, hash(one+":"+nonce+":"+two))
	}
	return head + fmt.Sprintf(`, qop=auth, nc=00000001, cnonce="abc", response="%s"`, hash(strings.Join([]string{one, nonce, "00000001", "abc", "auth", two}, ":")))
}

func TestDigest(t *testing.T) {
	b := camera(t, settings.Modern)
	if err := b.camera.Save(func(c *settings.Camera) error { c.Account.Digest = true; return nil }); err != nil {
		t.Fatal(err)
	}
	if w := b.call("GET", "/GetDeviceInfo", ""); w.Code != 401 {
		t.Errorf("Basic is answered with %d", w.Code)
	}
	challenge := b.send(httptest.NewRequest("GET", "/GetDeviceInfo", nil)).Header().Get("WWW-Authenticate")
	if !strings.HasPrefix(challenge, "Digest ") {
		t.Fatalf("the challenge is %s", challenge)
	}
	try := func(header, uri string) (int, string) {
		r := httptest.NewRequest("GET", uri, nil)
		r.Header.Set("Authorization", header)
		w := b.send(r)
		return w.Code, w.Header().Get("WWW-Authenticate")
	}
	for _, qop := range []bool{true, false} {
		if code, _ := try(authorize(challenge, "GET", "/GetDeviceInfo", "watchpost", qop), "/GetDeviceInfo"); code != 200 {
			t.Errorf("qop %v: %d", qop, code)
		}
	}
	if code, _ := try(authorize(challenge, "GET", "/GetDeviceInfo", "watchpost", true), "/GetDiskInfo"); code != 401 {
		t.Errorf("an answer for another command is good: %d", code)
	}
	if code, again := try(authorize(challenge, "GET", "/GetDeviceInfo", "wrong", true), "/GetDeviceInfo"); code != 401 || strings.Contains(again, "stale") {
		t.Errorf("a wrong password: %d %s", code, again)
	}
	b.now = b.now.Add(time.Hour)
	if code, again := try(authorize(challenge, "GET", "/GetDeviceInfo", "watchpost", true), "/GetDeviceInfo"); code != 401 || !strings.Contains(again, "stale=true") {
		t.Errorf("an old nonce: %d %s", code, again)
	}
}

func TestModifyPassword(t *testing.T) {
	b := camera(t, settings.LPR)
	b.fails("/ModifyPassword", envelope(`<account><password>***</password></account>`), "3")
	b.post("/ModifyPassword", envelope(`<account><password>bmV3LXBhc3M=</password></account>`))
	if w := b.call("GET", "/GetDeviceInfo", ""); w.Code != 401 {
		t.Errorf("the old password is good: %d", w.Code)
	}
	b.password = "new-pass"
	b.get("/GetDeviceInfo")
}
