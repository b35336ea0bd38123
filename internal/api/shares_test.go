package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/auth"
)

func TestShareIsMade(t *testing.T) {
	for _, tt := range []struct {
		body  string
		hours time.Duration
	}{{`{}`, 168}, {`{"hours":1}`, 1}, {`{"hours":720}`, 720}, {`{"hours":-1}`, 0}, {`{"hours":721}`, 0}, {`{"hours":"1"}`, 0}} {
		s, w := closed()
		w.shares = nil
		log := len(w.log)
		rec := call(s.Handler(), "POST", "/api/v1/events/"+eventID+"/shares", body("application/json", tt.body), as(oleCookie))
		if tt.hours == 0 {
			wantProblem(t, rec, "bad_body")
			continue
		}
		got := decodeJSON(t, rec)
		url, _ := got["url"].(string)
		if rec.Code != 201 || len(url) != len("/s/")+43 || len(w.shares) != 1 {
			t.Fatalf("%s: got %d %v, kept %+v", tt.body, rec.Code, got, w.shares)
		}
		kept := w.shares[0]
		if kept.ExpiresAt.Sub(now) != tt.hours*time.Hour || kept.CreatedBy != "Ole" || kept.UserID == "" || kept.Digest != auth.Digest(strings.TrimPrefix(url, "/s/")) {
			t.Errorf("%s: kept %+v", tt.body, kept)
		}
		if logged := w.log[log:]; len(logged) != 1 || logged[0].Action != access.ActionShared || strings.Contains(logged[0].Detail, url[3:]) {
			t.Errorf("%s: logged %+v", tt.body, logged)
		}
	}
}

// TestShareEnds: a link shows nothing any more when its maker may not make it, and
// never more than its event.
func TestShareEnds(t *testing.T) {
	by := func(name string) func(*world, *access.Share) {
		return func(w *world, s *access.Share) {
			for _, a := range w.people.Accounts {
				if a.Name == name {
					s.UserID = a.ID
				}
			}
			if s.UserID == "" {
				panic(name)
			}
		}
	}
	for _, tt := range []struct {
		name string
		set  func(*world, *access.Share)
		path string
		want int
	}{
		{"made where nobody logs in", func(*world, *access.Share) {}, "", 200},
		{"an operator's", by("Ole"), "", 200},
		{"its picture", by("Ole"), "/images/0", 200},
		{"its picture, smaller", by("Ole"), "/images/0?width=1280", 200},
		{"no picture of it", by("Ole"), "/images/7", 404},
		{"a width to wear us out with", by("Ole"), "/images/0?width=17", 404},
		{"a viewer's", by("Via"), "", 404},
		{"of a user who is gone", func(_ *world, s *access.Share) { s.UserID = "gone" }, "", 404},
		{"of a token that is gone", func(_ *world, s *access.Share) { s.TokenID = "gone" }, "", 404},
		{"expired", func(_ *world, s *access.Share) { s.ExpiresAt = now }, "", 404},
		{"of an event that is gone", func(_ *world, s *access.Share) { s.Event = id(goneID) }, "", 404},
		{"of somebody disabled", func(w *world, s *access.Share) {
			by("Ole")(w, s)
			for i := range w.people.Accounts {
				w.people.Accounts[i].Disabled = w.people.Accounts[i].ID == s.UserID
			}
		}, "", 404},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld()
			sh := access.Share{ID: "x", Event: id(eventID), ExpiresAt: now.Add(time.Hour)}
			tt.set(w, &sh)
			w.shares = []access.KeptShare{{Share: sh, Digest: auth.Digest("secret")}}
			rec := call(pagedOver(t, w).Handler(), "GET", "/s/secret"+tt.path)
			if rec.Code != tt.want || rec.Header().Get("X-Robots-Tag") != "noindex, nofollow" || rec.Header().Get("Referrer-Policy") != "no-referrer" {
				t.Errorf("got %d %v: %.300s", rec.Code, rec.Header(), rec.Body)
			}
			if strings.Contains(rec.Header().Get("Cache-Control"), "max-age") {
				t.Errorf("a browser may keep it: %s", rec.Header().Get("Cache-Control"))
			}
			page := rec.Body.String()
			if tt.path == "" && tt.want == 200 && (!strings.Contains(page, "Front door") || strings.Contains(page, "/api/v1/") || strings.Contains(page, "<nav") || strings.Contains(page, "JP 116-D")) {
				t.Errorf("the page shows %s", page)
			}
			if tt.want == 404 && strings.Contains(page, "Front door") {
				t.Errorf("what has ended shows %s", page)
			}
			if rec := call(pagedOver(t, w).Handler(), "GET", "/s/secre7"); rec.Code != http.StatusNotFound {
				t.Errorf("another secret: got %d", rec.Code)
			}
		})
	}
}
