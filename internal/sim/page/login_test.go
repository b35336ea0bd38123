package page_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/watchpost/watchpost/internal/sim/page"
	"github.com/watchpost/watchpost/internal/sim/settings"
)

// TestGuessingIsSlow guesses the password of a recorder: each answer comes later,
// the fifth failure locks the address out, and nobody else.
func TestGuessingIsSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config := settings.NewConfig(settings.NewRecorder(0, 4), settings.CloneRecorder, settings.CheckRecorder)
		h := page.Recorder{Config: config, Engine: newEngine(), Outputs: newEngine()}.Handler()
		try := func(address, password string) (status int, body string, took time.Duration) {
			form := url.Values{"user": {"admin"}, "password": {password}}
			r := httptest.NewRequest(http.MethodPost, "/login", strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.RemoteAddr = address
			w := httptest.NewRecorder()
			began := time.Now()
			h.ServeHTTP(w, r)
			return w.Code, w.Body.String(), time.Since(began)
		}
		for i, want := range []struct {
			status int
			took   time.Duration
			text   string
		}{
			{403, 0, "4 tries are left"}, {403, time.Second / 2, "3 tries are left"}, {403, time.Second, "2 tries are left"},
			{403, 3 * time.Second / 2, "One more try, then the login is locked."}, {429, 2 * time.Second, "Try again in 5 minutes."},
		} {
			status, body, took := try("192.0.2.7:40000", "guess")
			if status != want.status || took != want.took || !strings.Contains(body, want.text) {
				t.Errorf("try %d: got %d after %v, want %d after %v and %q", i+1, status, took, want.status, want.took, want.text)
			}
		}
		if status, _, took := try("192.0.2.7:40001", "watchpost"); status != 429 || took != 0 {
			t.Errorf("the right password while locked: got %d after %v", status, took)
		}
		if status, _, _ := try("192.0.2.8:40000", "watchpost"); status != http.StatusSeeOther {
			t.Errorf("another address: got %d", status)
		}
		time.Sleep(4*time.Minute + 30*time.Second)
		if _, body, _ := try("192.0.2.7:40002", "watchpost"); !strings.Contains(body, "Try again in 1 minute.") {
			t.Error("the page does not say how long it is locked still")
		}
		time.Sleep(30 * time.Second)
		if status, _, _ := try("192.0.2.7:40003", "watchpost"); status != http.StatusSeeOther {
			t.Errorf("after five minutes: got %d", status)
		}
	})
}
