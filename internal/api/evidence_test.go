package api_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/evidence"
)

// TestEvidence makes a pack, which is verified with the key that the server tells.
func TestEvidence(t *testing.T) {
	s, w := closed()
	h := s.Handler()
	log := len(w.log)
	rec := call(h, "POST", "/api/v1/evidence", body("application/json", `{"ids":["`+plateID+`","`+eventID+`"]}`), as(oleCookie))
	if rec.Code != 200 || rec.Header().Get("Content-Type") != "application/zip" || !strings.Contains(rec.Header().Get("Content-Disposition"), "evidence-20261124-083001.zip") {
		t.Fatalf("got %d %v", rec.Code, rec.Header())
	}
	name := filepath.Join(t.TempDir(), "pack.zip")
	if err := os.WriteFile(name, rec.Body.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	key := decodeJSON(t, call(h, "GET", "/api/v1/evidence/key", as(oleCookie)))
	for _, k := range []any{key["public_key"], key["fingerprint"]} {
		r, err := evidence.Verify(name, k.(string))
		if err != nil || !r.OK() {
			t.Fatalf("got %+v, %v", r, err)
		}
		var files []string
		for _, f := range r.Files {
			files = append(files, strings.TrimPrefix(f.Path, "events/"))
		}
		// The oldest first; of the other all pictures but one are not what was sent.
		want := eventID + "/event.json " + eventID + "/post.xml " + eventID + "/0.jpg " + eventID + "/1.jpg " + plateID + "/event.json " + plateID + "/3.jpg index.html public-key.txt"
		if got := strings.Join(files, " "); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	if logged := w.log[log:]; len(logged) != 1 || logged[0].Action != access.ActionEvidence || logged[0].Who != "Ole" {
		t.Errorf("logged %+v", logged)
	}
	wantProblem(t, call(h, "POST", "/api/v1/evidence", body("application/json", `{"ids":["`+goneID+`"]}`), as(oleCookie)), "event_not_found")
}
