//go:build unix

package torture

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/watchpost/watchpost/internal/e2e"
	"github.com/watchpost/watchpost/internal/load"
	"github.com/watchpost/watchpost/internal/load/posts"
)

// TestS13Secrets uses secrets in every way, right and wrong, with all that can be
// logged logged, and looks for them wherever the server writes or answers.
func TestS13Secrets(t *testing.T) {
	const user, password, token = "gatekeeper", "c4nary-Passw0rd", "c4nary-T0ken"
	var seen []capturedOutput
	note := func(where, text string) { seen = append(seen, capturedOutput{where, text}) }
	args := []string{"--device-user", user, "--device-password", password, "--device-token", token, "--keep-raw"}
	i := e2e.Start(t, e2e.Options{Args: append(args, "--log-level", "debug")})

	body := func() []byte {
		b, _ := posts.Device{N: 1}.Event(numbers.Add(1), time.Now(), 3000, 0)
		return b
	}
	basic := func(u, p string) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(u+":"+p))
	}
	digest := func(rest string) string {
		return `Digest username="` + user + `", realm="Watchpost", uri="/API", ` + rest
	}
	for name, r := range map[string]struct {
		path, auth string
		body       []byte
		status     int
	}{
		"token":                 {"/API/" + token, "", body(), 200},
		"token, then more":      {"/API/" + token + "/more?t=" + token, "", body(), 200},
		"token, bad body":       {"/API/" + token, "", []byte("<config"), 200},
		"token, not XML":        {"/API/" + token, "", []byte("hello"), 400},
		"token in the query":    {"/API?token=" + token, "", body(), 401},
		"token, not quite":      {"/API/" + token + "x", "", body(), 401},
		"token, escaped":        {"/API/%63" + token[1:], "", body(), 200},
		"password":              {"/API", basic(user, password), body(), 200},
		"password, bad body":    {"/API", basic(user, password), []byte("<config"), 200},
		"password, other user":  {"/API", basic("other", password), body(), 401},
		"password, as bearer":   {"/API", "Bearer " + password, body(), 401},
		"password, not encoded": {"/API", "Basic " + user + ":" + password, body(), 401},
		"digest, nonsense":      {"/API", digest(`nonce="` + password + `", response="` + password + `"`), body(), 401},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+i.Devices+r.path, bytes.NewReader(r.body))
		if err != nil {
			t.Fatal(err)
		}
		if r.auth != "" {
			req.Header.Set("Authorization", r.auth)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		answer, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != r.status {
			t.Errorf("%s: got %d %v, want %d", name, resp.StatusCode, err, r.status)
		}
		note("the answer to "+name, fmt.Sprint(resp.Header, string(answer)))
	}
	// Broken requests come to the log by another way.
	for _, raw := range []string{
		"POST /API/" + token + " HTTP/9.9\r\n\r\n",
		"\x16\x03\x01" + token + "\r\n\r\n",
		"POST /API/" + token + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + basic(user, password) + "\r\nBad Header " + password + "\r\n\r\n",
		"GET /API/" + token + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
	} {
		note("the answer to a broken request", answers(t, i.Devices, raw))
	}

	c := i.Client(t)
	var deviceID string
	for d, err := range c.AllDevices(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		deviceID = d.ID
		var posts bytes.Buffer
		if err := c.DownloadPosts(t.Context(), d.ID, &posts); err != nil && !strings.Contains(err.Error(), "404") {
			t.Error(err)
		}
		if d.MAC != "" && posts.Len() == 0 {
			t.Error("no posts were captured: the test does not bite")
		}
		note("the captured posts of "+d.ID, posts.String())
	}
	for q, err := range c.AllQuarantine(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		b, err := c.QuarantinedBody(t.Context(), q.ID)
		if err != nil {
			t.Error(err)
		}
		note("the body of a quarantined post", string(b))
	}
	for _, path := range []string{
		"/", "/metrics", "/healthz", "/readyz", "/api/v1/requests", "/api/v1/devices", "/api/v1/devices/" + deviceID, "/api/v1/devices/" + deviceID + "/requests",
		"/api/v1/devices/" + deviceID + "/posts", "/api/v1/events", "/api/v1/cameras", "/api/v1/quarantine", "/api/v1/version", "/api/v1/openapi.json",
		"/api/v1/alarms?flag=" + token, "/debug/pprof/", "/debug/vars",
	} {
		resp, err := http.Get(i.Web + path)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			t.Error(err)
		}
		if path != "/api/v1/alarms?flag="+token { // it may repeat what it was asked
			note("the answer of "+path, string(b))
		}
		if strings.HasPrefix(path, "/debug") && resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %s", path, resp.Status)
		}
	}
	if err := i.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	note("the standard output", i.Printed())
	note("the log", i.Logged())
	if !strings.Contains(i.Logged(), `"level":"DEBUG"`) {
		t.Log("nothing was logged at level debug")
	}
	checked, err := e2e.Command(t, append([]string{"check"}, args...)...).CombinedOutput()
	if err != nil {
		t.Errorf("check: %v\n%s", err, checked)
	}
	note("check", string(checked))
	noteFiles(t, i.Data, note)

	for _, secret := range []string{password, token, base64.StdEncoding.EncodeToString([]byte(user + ":" + password))} {
		for _, s := range seen {
			if at := strings.Index(s.text, secret); at >= 0 {
				t.Errorf("%q stands in %s: …%q", secret, s.where, s.text[max(0, at-100):min(len(s.text), at+len(secret)+20)])
			}
		}
	}
}

type capturedOutput struct{ where, text string }

func noteFiles(t *testing.T, dir string, note func(where, text string)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || d.Name() == "ballast" {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		note(path, path+string(b))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestS14LogInjection posts rubbish with names made to confuse who reads the log.
// Each line stays a line, and there are few.
func TestS14LogInjection(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Args: []string{"--log-level", "info"}})
	names := []string{
		"Yard\n{\"level\":\"ERROR\",\"msg\":\"forged\"}", "Yard\r\rforged", "Yard\x1b[2J\x1b]0;x\x07", strings.Repeat("Yard ", 2048),
		"Yard\xff\xfe\xc0", "Yard\u009b2J", "Yard\u202egnp", "Yard\u2028", `Yard","level":"ERROR`,
	}
	r := load.Runner{
		Addr: i.Devices, Conns: 8, Count: pick[int64](2000, 10_000), Reconnect: true,
		Source: func(c int) netip.Addr { return posts.Device{N: c}.Addr() },
		Request: func(dst []byte, c int, n int64) []byte {
			name := names[n%int64(len(names))]
			var body string
			switch n / int64(len(names)) % 4 {
			case 0: // is cut off
				body = "<config><deviceName>" + name
			case 1: // is of no kind
				body = head + "<config version=\"2.0.0\"><messageType>" + name + "</messageType><deviceInfo><deviceName>" + name + "</deviceName><mac>" + posts.Device{N: c}.MAC() + "</mac></deviceInfo></config>"
			case 2: // is not XML
				body = name
			default: // has a name for an element
				body = head + "<" + name + "/>"
			}
			return posts.Request(dst, i.Devices, []byte(body))
		},
	}
	res, err := r.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := res.OK + res.Other[http.StatusBadRequest]; got != r.Count {
		t.Errorf("answers: %v, want 200 and 400", res)
	}
	if err := i.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	t.Logf("%v; %d lines printed, %d logged", res, strings.Count(i.Printed(), "\n"), strings.Count(i.Logged(), "\n"))
	for where, text := range map[string]string{"the log": i.Logged(), "the standard output": i.Printed()} {
		if n := strings.Count(text, "\n"); n > 100 {
			t.Errorf("%d lines in %s, want at most 100", n, where)
		}
		for line := range strings.Lines(text) {
			line = strings.TrimSuffix(line, "\n")
			if !json.Valid([]byte(line)) || !utf8.ValidString(line) {
				t.Errorf("%s: not valid: %q", where, line)
			}
			if at := strings.IndexFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }); at >= 0 {
				t.Errorf("%s: an unprintable character: %q", where, line[at:])
			}
			if len(line) > 16<<10 {
				t.Errorf("%s: a line of %d bytes", where, len(line))
			}
			var parsed struct{ Msg string }
			if json.Unmarshal([]byte(line), &parsed) == nil && parsed.Msg == "forged" {
				t.Errorf("%s: a forged line: %s", where, line)
			}
		}
	}
}
