//go:build unix

package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
)

// Passwords of the tests, which must turn up nowhere.
const (
	annsPassword = "canary-password-of-ann"
	bobsPassword = "canary-password-of-bob"
)

// browser is somebody with a browser.
type browser struct {
	t    *testing.T
	web  string
	http *http.Client
}

func newBrowser(t *testing.T, web string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	// Where a page leads to is looked at, not followed.
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{t, web, &http.Client{Jar: jar, CheckRedirect: stay}}
}

// ask makes a request, with a body of JSON unless it is nil.
func (b *browser) ask(method, path string, body any) (status int, answer []byte) {
	b.t.Helper()
	var r io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			b.t.Fatal(err)
		}
		r = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.web+path, r)
	if err != nil {
		b.t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := b.http.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	if answer, err = io.ReadAll(resp.Body); err != nil {
		b.t.Fatal(err)
	}
	return resp.StatusCode, answer
}

// must is ask for what must succeed.
func (b *browser) must(method, path string, body any) []byte {
	b.t.Helper()
	status, answer := b.ask(method, path, body)
	if status/100 != 2 {
		b.t.Fatalf("%s %s: got %d %s", method, path, status, answer)
	}
	return answer
}

// cookies are the secrets that the browser holds.
func (b *browser) cookies() (out []string) {
	req, err := http.NewRequest("GET", b.web, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range b.http.Jar.Cookies(req.URL) {
		out = append(out, c.Value)
	}
	return out
}

// setUp makes Ann the administrator of an instance that nobody else has set up.
func setUp(t *testing.T, i *e2e.Instance, token string) *browser {
	t.Helper()
	ann := newBrowser(t, i.Web)
	ann.must("POST", "/api/v1/setup", map[string]string{"name": "Ann", "password": annsPassword, "token": token})
	return ann
}

// setUpToken is what the banner tells to whoever sets the server up, "" when it
// tells nothing.
func setUpToken(t *testing.T, i *e2e.Instance) string {
	t.Helper()
	for line := range strings.Lines(i.Printed()) {
		var banner struct {
			Msg   string `json:"msg"`
			Token string `json:"setup_token"`
		}
		if json.Unmarshal([]byte(line), &banner) == nil && banner.Msg == "listening" {
			return banner.Token
		}
	}
	t.Fatalf("there is no banner in %s", i.Printed())
	return ""
}

// TestS03SetUpNeedsThePrintedToken: a server that is reached through a proxy shows
// nothing until somebody who sees its console has set it up.
func TestS03SetUpNeedsThePrintedToken(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Args: []string{"--trusted-proxy", "127.0.0.2"}})
	token := setUpToken(t, i)
	if token == "" {
		t.Fatal("no token is printed")
	}
	nobody := newBrowser(t, i.Web)
	if status, _ := nobody.ask("GET", "/api/v1/events", nil); status != 401 {
		t.Errorf("events: got %d", status)
	}
	if status, _ := nobody.ask("POST", "/api/v1/setup", map[string]string{"name": "Eve", "password": bobsPassword, "token": token[1:]}); status != 403 {
		t.Errorf("without the token: got %d", status)
	}
	ann := setUp(t, i, strings.ToLower(token))
	ann.must("GET", "/api/v1/users", nil)
	if status, _ := nobody.ask("POST", "/api/v1/setup", map[string]string{"name": "Eve", "password": bobsPassword, "token": token}); status != 404 {
		t.Errorf("afterwards: got %d", status)
	}
	if strings.Contains(i.Logged(), token) {
		t.Error("the token is in the log")
	}
	if err := i.Stop(); err != nil {
		t.Fatal(err)
	}
	again := e2e.Start(t, e2e.Options{Data: i.Data, Args: []string{"--trusted-proxy", "127.0.0.2"}})
	if got := setUpToken(t, again); got != "" {
		t.Errorf("with a user a token is printed: %q", got)
	}
	ann.web = again.Web
	ann.must("POST", "/api/v1/login", map[string]string{"name": "ann", "password": annsPassword})
}

// TestLoopbackIsFreeUntilThereIsAUser: as long as nobody can log in, whoever is on
// the machine may do everything; with --open for ever.
func TestLoopbackIsFreeUntilThereIsAUser(t *testing.T) {
	i := e2e.Start(t, e2e.Options{})
	nobody := newBrowser(t, i.Web)
	nobody.must("GET", "/api/v1/quarantine", nil)
	if token := setUpToken(t, i); token != "" {
		t.Errorf("a token is printed: %q", token)
	}
	setUp(t, i, "")
	for path, want := range map[string]int{"/api/v1/events": 401, "/metrics": 401, "/timeline": http.StatusSeeOther} {
		if status, _ := nobody.ask("GET", path, nil); status != want {
			t.Errorf("%s with a user: got %d, want %d", path, status, want)
		}
	}
	if err := i.Stop(); err != nil {
		t.Fatal(err)
	}
	open := e2e.Start(t, e2e.Options{Data: i.Data, Args: []string{"--open"}})
	newBrowser(t, open.Web).must("GET", "/api/v1/users", nil)
}

// fill posts one of everything, of a camera and of recorders, and returns the
// camera's id and the ids of all other cameras.
func fill(t *testing.T, i *e2e.Instance) (seen string, hidden []string) {
	t.Helper()
	for name := range eventTypes {
		post(t, i, read(t, ownPosts+name+".xml"))
	}
	for _, name := range []string{"tracking", "alarm-camera", "alarm-recorder"} {
		post(t, i, read(t, ownPosts+name+".xml"))
	}
	events, err := i.Client(t).Events(t.Context(), client.Query{Filter: client.Filter{Types: []string{"face"}}, Paging: client.Paging{Limit: 500}})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events.Items {
		if e.Source == "camera" {
			seen = e.Camera.ID
		}
	}
	cameras, err := i.Client(t).Cameras(t.Context(), client.CameraQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cameras.Items {
		if c.ID != seen {
			hidden = append(hidden, c.ID)
		}
	}
	if seen == "" || len(hidden) == 0 {
		t.Fatalf("cameras: %+v", cameras.Items)
	}
	return seen, hidden
}

// TestS02ObjectAccess: somebody who is limited to a camera finds nothing of the
// others, whatever is asked for.
func TestS02ObjectAccess(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Args: []string{"--keep-raw"}})
	seen, hidden := fill(t, i)
	c := i.Client(t)
	all, err := c.Events(t.Context(), client.Query{Paging: client.Paging{Limit: 500}})
	if err != nil {
		t.Fatal(err)
	}
	ann := setUp(t, i, "")
	area := map[string]any{"name": "Drive", "kind": "area", "points": [][]int{{0, 0}, {9000, 0}, {9000, 9000}}}
	var drawn struct{ ID string }
	if err := json.Unmarshal(ann.must("POST", "/api/v1/cameras/"+hidden[0]+"/zones", area), &drawn); err != nil {
		t.Fatal(err)
	}
	ann.must("POST", "/api/v1/users", map[string]any{"name": "Bob", "password": bobsPassword, "role": "operator", "limits": map[string]any{"cameras": []string{seen}}})
	bob := newBrowser(t, i.Web)
	bob.must("POST", "/api/v1/login", map[string]string{"name": "Bob", "password": bobsPassword})

	// What must not be told: ids and plates of the other cameras.
	secrets := append(slices.Clone(hidden), drawn.ID)
	plates := make(map[string]bool)
	for _, e := range all.Items {
		if e.Camera.ID != seen {
			secrets = append(secrets, e.ID)
			plates[e.Plate] = true
		}
	}
	own := 0
	for _, e := range all.Items {
		if e.Camera.ID == seen {
			own++
			delete(plates, e.Plate)
		}
	}
	delete(plates, "")
	for plate := range plates {
		secrets = append(secrets, plate)
	}
	if own == 0 || own == len(all.Items) || len(plates) == 0 {
		t.Fatalf("%d of %d events, %d plates of the others", own, len(all.Items), len(plates))
	}
	lists := []string{
		"/api/v1/events?limit=500", "/api/v1/events?camera=" + hidden[0], "/api/v1/events?has=plate", "/api/v1/events?q=KLM", "/api/v1/devices", "/api/v1/cameras",
		"/api/v1/alarms?limit=500", "/api/v1/tracks?limit=500", "/api/v1/plates", "/api/v1/plates?q=K", "/api/v1/plates?prefix=K", "/api/v1/counts", "/api/v1/counts?camera=" + hidden[0],
		"/api/v1/passages", "/api/v1/passages?camera=" + hidden[0], "/api/v1/counts?zone=" + drawn.ID, "/api/v1/incidents?limit=500", "/api/v1/incidents?camera=" + hidden[0], "/api/v1/cameras/" + seen + "/zones",
		"/", "/timeline", "/plates", "/devices",
	}
	for _, path := range lists {
		answer := string(bob.must("GET", path, nil))
		for _, secret := range secrets {
			if !strings.Contains(path, secret) && strings.Contains(answer, secret) {
				t.Errorf("%s tells of %s", path, secret)
			}
		}
	}
	var own2 struct{ Events []any }
	if err := json.Unmarshal(bob.must("GET", lists[0], nil), &own2); err != nil || len(own2.Events) != own {
		t.Errorf("got %d events, %v, want %d", len(own2.Events), err, own)
	}
	objects := []string{"/api/v1/zones/" + drawn.ID, "/api/v1/zones/" + drawn.ID + "/evaluate"}
	for _, id := range hidden {
		objects = append(objects, "/api/v1/cameras/"+id, "/api/v1/cameras/"+id+"/live", "/api/v1/cameras/"+id+"/zones", "/api/v1/stream?topics=live&live="+id)
	}
	var happened struct{ Incidents []client.Incident }
	if err := json.Unmarshal(ann.must("GET", "/api/v1/incidents?limit=500", nil), &happened); err != nil || len(happened.Incidents) == 0 {
		t.Fatalf("incidents: %+v, %v", happened, err)
	}
	for _, in := range happened.Incidents {
		path := "/api/v1/incidents/" + in.ID
		want := 404
		if in.Camera.ID == seen && !slices.ContainsFunc(in.Others, func(p client.IncidentPlace) bool { return p.Camera.ID != seen }) {
			want = 200
		}
		for method, body := range map[string]any{"GET": nil, "PATCH": map[string]bool{"reviewed": true}} {
			if status, _ := bob.ask(method, path, body); status != want {
				t.Errorf("%s %s at %s and %v: got %d, want %d", method, path, in.Camera.ID, in.Others, status, want)
			}
		}
	}
	for _, e := range all.Items {
		base := "/api/v1/events/" + e.ID
		paths := []string{base, base + "/raw", "/events/" + e.ID}
		for _, img := range e.Images {
			paths = append(paths, fmt.Sprintf("%s/images/%d", base, img.N), fmt.Sprintf("%s/images/%d?width=64", base, img.N))
		}
		if e.Camera.ID != seen {
			objects = append(objects, paths...)
			objects = append(objects, "/api/v1/devices/"+e.Device.ID)
			continue
		}
		for _, path := range paths {
			bob.must("GET", path, nil)
		}
	}
	for plate := range plates {
		objects = append(objects, "/api/v1/plates/"+plate)
	}
	for _, path := range objects {
		if status, answer := bob.ask("GET", path, nil); status != 404 {
			t.Errorf("%s: got %d %.80s", path, status, answer)
		}
	}
	for method, path := range map[string]string{
		"PUT": "/api/v1/zones/" + drawn.ID, "DELETE": "/api/v1/zones/" + drawn.ID, "POST": "/api/v1/cameras/" + hidden[0] + "/zones",
	} {
		if status, _ := bob.ask(method, path, area); status != 404 {
			t.Errorf("%s %s: got %d", method, path, status)
		}
	}
	for _, e := range all.Items {
		want := 404
		if e.Camera.ID == seen {
			want = 200
		}
		if status, _ := bob.ask("PATCH", "/api/v1/events/"+e.ID, map[string]bool{"pinned": true}); status != want {
			t.Errorf("pin an event of %s: got %d, want %d", e.Camera.ID, status, want)
		}
	}
	// The stream, from the first entry on, and what comes live.
	token := ann.must("POST", "/api/v1/tokens", map[string]any{"name": "Bob's", "role": "viewer", "limits": map[string]any{"cameras": []string{seen}}})
	var made client.Token
	if err := json.Unmarshal(token, &made); err != nil {
		t.Fatal(err)
	}
	limited, err := client.New(i.Web, client.Options{Token: made.Secret})
	if err != nil {
		t.Fatal(err)
	}
	start, told := int64(0), 0
	for f, err := range limited.Stream(t.Context(), client.StreamOptions{Topics: []string{"event"}, After: &start}) {
		if err != nil {
			t.Fatal(err)
		}
		if f.Event == nil {
			continue
		}
		if f.Event.Camera.ID != seen {
			t.Errorf("the stream tells of %s", f.Event.Camera.ID)
		}
		if told++; told == own {
			break
		}
	}
}

// TestS20StreamsEnd: whoever is shut out is so within a second, with streams that
// are open.
func TestS20StreamsEnd(t *testing.T) {
	i := e2e.Start(t, e2e.Options{})
	ann := setUp(t, i, "")
	var bob client.User
	if err := json.Unmarshal(ann.must("POST", "/api/v1/users", map[string]any{"name": "Bob", "password": bobsPassword, "role": "viewer"}), &bob); err != nil {
		t.Fatal(err)
	}
	user := "/api/v1/users/" + bob.ID
	for _, tt := range []struct {
		name string
		do   func(b *browser)
		in   bool // the session goes on
	}{
		{"logout", func(b *browser) { b.must("POST", "/api/v1/logout", nil) }, false},
		{"role changed", func(*browser) { ann.must("PATCH", user, map[string]any{"role": "operator"}) }, true},
		{"limits changed", func(*browser) {
			ann.must("PATCH", user, map[string]any{"limits": map[string]any{"cameras": []string{"cam_none_1"}}})
		}, true},
		{"logged out everywhere", func(*browser) { ann.must("DELETE", user+"/sessions", nil) }, false},
		{"password set", func(*browser) { ann.must("PATCH", user, map[string]any{"password": bobsPassword}) }, false},
		{"removed", func(*browser) { ann.must("DELETE", user, nil) }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBrowser(t, i.Web)
			b.must("POST", "/api/v1/login", map[string]string{"name": "Bob", "password": bobsPassword})
			resp, err := b.http.Get(i.Web + "/api/v1/stream")
			if err != nil || resp.StatusCode != 200 {
				t.Fatalf("stream: got %+v, %v", resp, err)
			}
			defer resp.Body.Close()
			ended := make(chan time.Time, 1)
			go func() {
				io.Copy(io.Discard, resp.Body)
				ended <- time.Now()
			}()
			tt.do(b)
			done := time.Now()
			select {
			case at := <-ended:
				if took := at.Sub(done); took > time.Second {
					t.Errorf("the stream went on for %v", took)
				}
			case <-time.After(10 * time.Second):
				t.Error("the stream goes on")
			}
			for _, path := range []string{"/api/v1/me", "/api/v1/events", "/timeline"} {
				if status, _ := b.ask("GET", path, nil); (status == 200) != tt.in {
					t.Errorf("%s afterwards: got %d", path, status)
				}
			}
		})
	}
}

// TestS13AccessSecrets: passwords, cookies and tokens are in no log, and nothing
// that the data folder holds opens anything.
func TestS13AccessSecrets(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Args: []string{"--log-level", "debug", "--trusted-proxy", "127.0.0.2"}})
	setUpSecret := setUpToken(t, i)
	ann := setUp(t, i, setUpSecret)
	var token client.Token
	if err := json.Unmarshal(ann.must("POST", "/api/v1/tokens", map[string]any{"name": "Home", "role": "viewer"}), &token); err != nil {
		t.Fatal(err)
	}
	ann.must("POST", "/api/v1/users", map[string]any{"name": "Bob", "password": bobsPassword, "role": "viewer"})
	ann.must("POST", "/api/v1/me/password", map[string]string{"old_password": annsPassword, "password": annsPassword + "-2"})
	wrong := newBrowser(t, i.Web)
	// A password in the wrong field, and each secret where it does not belong.
	wrong.ask("POST", "/api/v1/login", map[string]string{"name": bobsPassword, "password": "x"})
	wrong.ask("POST", "/api/v1/login", map[string]any{"name": "Bob", "password": []string{bobsPassword}})
	wrong.ask("POST", "/api/v1/login", bobsPassword)
	secrets := append(ann.cookies(), token.Secret, annsPassword, bobsPassword)
	for _, secret := range append(secrets, setUpSecret) {
		for _, name := range []string{"Bearer", "Basic"} {
			req, err := http.NewRequest("GET", i.Web+"/api/v1/users", nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", name+" "+secret)
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
		}
	}
	for _, path := range []string{"/api/v1/audit", "/api/v1/users", "/api/v1/tokens", "/api/v1/me", "/api/v1/me/sessions", "/metrics"} {
		holdsNone(t, path, string(ann.must("GET", path, nil)), append(secrets, setUpSecret))
	}
	if err := i.Stop(); err != nil {
		t.Fatal(err)
	}
	holdsNone(t, "the log", i.Logged(), append(secrets, setUpSecret))
	holdsNone(t, "the console", i.Printed(), secrets)
	err := fs.WalkDir(os.DirFS(i.Data), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == "ballast" {
			return err
		}
		b, err := os.ReadFile(filepath.Join(i.Data, name))
		holdsNone(t, name, string(b), append(secrets, setUpSecret))
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func holdsNone(t *testing.T, where, text string, secrets []string) {
	t.Helper()
	for _, secret := range secrets {
		if len(secret) < 8 {
			t.Fatalf("%q is no secret", secret)
		}
		if strings.Contains(text, secret) {
			t.Errorf("%s holds the secret %.8s…", where, secret)
		}
	}
}

// TestS24NothingToDebug: the web side has nothing for debugging, the device
// listener has no API at all.
func TestS24NothingToDebug(t *testing.T) {
	i := e2e.Start(t, e2e.Options{})
	ann := setUp(t, i, "")
	for _, path := range []string{"/debug/pprof/", "/debug/vars", "/swagger/", "/api/v1/debug"} {
		if status, _ := ann.ask("GET", path, nil); status != 404 {
			t.Errorf("%s: got %d", path, status)
		}
	}
	devices := newBrowser(t, "http://"+i.Devices)
	for _, path := range []string{"/metrics", "/api/v1/events", "/api/v1/users", "/debug/pprof/"} {
		if _, answer := devices.ask("GET", path, nil); bytes.Contains(answer, []byte("watchpost_")) || bytes.Contains(answer, []byte("events")) {
			t.Errorf("the device listener answers %s with %.80s", path, answer)
		}
	}
}
