package replay_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/cli/replay"
	"github.com/watchpost/watchpost/internal/ingest/deviceauth"
)

// got is a post as a receiver sees it.
type got struct {
	Target, ContentType, UserAgent, Body string
	Close                                bool
	Length                               int64
	Encoding                             int // transfer encodings
}

// receiver records what is posted to it.
type receiver struct {
	*httptest.Server
	status func(n int) int // of post n; 200 when nil

	mu    sync.Mutex
	posts []got
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	b, _ := io.ReadAll(q.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.posts = append(r.posts, got{
		Target: q.RequestURI, ContentType: q.Header.Get("Content-Type"), UserAgent: q.UserAgent(), Body: string(b),
		Close: q.Close, Length: q.ContentLength, Encoding: len(q.TransferEncoding),
	})
	if r.status != nil {
		w.WriteHeader(r.status(len(r.posts) - 1))
	}
}

func (r *receiver) bodies() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []string
	for _, p := range r.posts {
		all = append(all, p.Body)
	}
	return strings.Join(all, " ")
}

func newReceiver(t *testing.T) *receiver {
	r := new(receiver)
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func to(t *testing.T, raw string) *url.URL {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func file(t *testing.T, name, content string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

var t0 = time.Date(2026, 5, 12, 11, 0, 0, 0, time.UTC)

// captured is one request of a capture.
func captured(at time.Duration, target, header, body string) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\n%sX-Captured-At: %s\r\nX-Captured-From: 192.0.2.21\r\nContent-Length: %d\r\n\r\n%s",
		target, header, t0.Add(at).Format(time.RFC3339Nano), len(body), body)
}

func TestPostsAreSentAsTheyWereCaptured(t *testing.T) {
	r := newReceiver(t)
	name := file(t, filepath.Join(t.TempDir(), "a.http"),
		captured(0, "/API?x=%2F1", "Content-Type: application/xml; charset=utf-8\r\nConnection: keep-alive\r\nHost: old.example\r\n", "<a/>")+
			captured(0, "http://192.0.2.53:5002/API", "Content-Type: application/soap+xml; charset=utf-8\r\nConnection: close\r\nUser-Agent: nvr\r\n", "<b/>")+
			captured(0, "/SendKeepalive", "", ""))
	var out bytes.Buffer
	if err := replay.Run(t.Context(), replay.Options{Files: []string{name}, To: to(t, r.URL), Out: &out}); err != nil {
		t.Fatal(err)
	}
	want := []got{
		{Target: "/API?x=%2F1", ContentType: "application/xml; charset=utf-8", Body: "<a/>", Length: 4},
		{Target: r.URL + "/API", ContentType: "application/soap+xml; charset=utf-8", Body: "<b/>", Length: 4, UserAgent: "nvr", Close: true},
		{Target: "/SendKeepalive"},
	}
	if !reflect.DeepEqual(r.posts, want) {
		t.Errorf("got\n%+v\nwant\n%+v", r.posts, want)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 4 || !strings.Contains(lines[2], "keepalive, 0 bytes  200  ") || !strings.HasPrefix(lines[3], "3 posts in ") {
		t.Errorf("printed\n%s", out.String())
	}
}

func TestAPathInTheURLReplacesThatOfThePosts(t *testing.T) {
	r := newReceiver(t)
	name := file(t, filepath.Join(t.TempDir(), "a.http"), captured(0, "/API", "", "")+captured(0, "http://192.0.2.53/API", "", ""))
	if err := replay.Run(t.Context(), replay.Options{Files: []string{name}, To: to(t, r.URL+"/API/s3cret?a=b"), Out: io.Discard}); err != nil {
		t.Fatal(err)
	}
	if len(r.posts) != 2 || r.posts[0].Target != "/API/s3cret?a=b" || r.posts[1].Target != r.URL+"/API/s3cret?a=b" {
		t.Errorf("got %+v", r.posts)
	}
}

func TestFilesAndFolders(t *testing.T) {
	r := newReceiver(t)
	dir := t.TempDir()
	file(t, filepath.Join(dir, "set", "b.xml"), "<b/>")
	file(t, filepath.Join(dir, "set", "a.xml"), "\xef\xbb\xbf<a/>")
	file(t, filepath.Join(dir, "set", "deep", "c"), captured(0, "/API", "", "<c/>"))
	last := file(t, filepath.Join(dir, "last.xml"), "<last/>")
	o := replay.Options{
		Files: []string{"-", filepath.Join(dir, "set"), last}, To: to(t, r.URL), Out: io.Discard, In: strings.NewReader("<in/>"),
	}
	if err := replay.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if got, want := r.bodies(), "<in/> \xef\xbb\xbf<a/> <b/> <c/> <last/>"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if p := r.posts[0]; p.Target != "/API" || p.ContentType != "application/xml; charset=utf-8" || p.Encoding != 0 {
		t.Errorf("a single body: got %+v", p)
	}
}

func TestSpeed(t *testing.T) {
	name := file(t, filepath.Join(t.TempDir(), "a.http"),
		captured(0, "/API", "", "")+captured(10*time.Second, "/API", "", "")+
			captured(4*time.Second, "/API", "", "")+captured(40*time.Second, "/API", "", ""))
	for _, tt := range []struct {
		speed float64
		want  string
	}{
		{1, "[10s 30s]"}, {4, "[2.5s 7.5s]"}, {0.5, "[20s 1m0s]"}, {0, "[]"},
	} {
		t.Run(fmt.Sprint(tt.speed), func(t *testing.T) {
			r := newReceiver(t)
			now := t0
			waits := []time.Duration{}
			err := replay.Run(t.Context(), replay.Options{
				Files: []string{name}, To: to(t, r.URL), Speed: tt.speed, Out: io.Discard,
				Now:   func() time.Time { return now },
				Sleep: func(_ context.Context, d time.Duration) error { waits = append(waits, d); now = now.Add(d); return nil },
			})
			if err != nil || len(r.posts) != 4 {
				t.Fatalf("%d posts, %v", len(r.posts), err)
			}
			if got := fmt.Sprint(waits); got != tt.want {
				t.Errorf("waited %v, want %v", got, tt.want)
			}
		})
	}
}

func TestRefusedPostsAreCounted(t *testing.T) {
	r := newReceiver(t)
	r.status = func(n int) int { return []int{200, 503, 302, 400, 204}[n] }
	name := file(t, filepath.Join(t.TempDir(), "a.http"), strings.Repeat(captured(0, "/API", "", "<a/>"), 5))
	var out bytes.Buffer
	err := replay.Run(t.Context(), replay.Options{Files: []string{name}, To: to(t, r.URL), Out: &out})
	refused, ok := errors.AsType[*replay.RefusedError](err)
	if !ok || refused.Posts != 5 || refused.Refused != 3 || err.Error() != "3 of 5 posts were not taken" {
		t.Errorf("got %v, want 3 of 5", err)
	}
	if len(r.posts) != 5 {
		t.Errorf("got %d posts: one that is refused must not end the run, nor a redirect be followed", len(r.posts))
	}
	if !strings.Contains(out.String(), "  503  ") || !strings.Contains(out.String(), "5 posts in ") {
		t.Errorf("printed\n%s", out.String())
	}
}

func TestCredentials(t *testing.T) {
	const user, password = "cam", `a "b" \c`
	guarded := func(t *testing.T, only string) (srv *httptest.Server, takenCount, askedCount *int) {
		policy := &deviceauth.Policy{User: user, Password: password}
		taken, asked := 0, 0
		srv = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			d := policy.Check(r, netip.MustParseAddr("127.0.0.1"))
			if d.OK {
				taken++
				return
			}
			asked++
			for _, c := range d.Challenges {
				if only == "" || strings.Contains(c, only) {
					w.Header().Add("WWW-Authenticate", c)
				}
			}
			w.WriteHeader(d.Status)
		}))
		t.Cleanup(srv.Close)
		return srv, &taken, &asked
	}
	for name, only := range map[string]string{"all offered": "", "SHA-256": "SHA-256", "MD5": "MD5", "Basic": "Basic"} {
		t.Run(name, func(t *testing.T) {
			srv, taken, asked := guarded(t, only)
			name := file(t, filepath.Join(t.TempDir(), "a.http"),
				captured(0, "/API", "", "<a/>")+captured(0, "http://192.0.2.53/API?x=1", "Connection: close\r\n", "<a/>")+captured(0, "/API", "", ""))
			o := replay.Options{Files: []string{name}, To: to(t, srv.URL), Out: io.Discard, User: user, Password: password}
			if err := replay.Run(t.Context(), o); err != nil || *taken != 3 {
				t.Errorf("%d taken, %v; want 3", *taken, err)
			}
			if *asked != 1 {
				t.Errorf("asked %d times: the answer to the first is not used for the next post", *asked)
			}
			o.Password = "wrong"
			o.Files = []string{file(t, name+".xml", "<a/>")}
			if err := replay.Run(t.Context(), o); err == nil || *taken != 3 {
				t.Errorf("with a wrong password: %v", err)
			}
		})
	}
}

func TestTLS(t *testing.T) {
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	defer srv.Close()
	o := replay.Options{Files: []string{file(t, filepath.Join(t.TempDir(), "a.xml"), "<a/>")}, To: to(t, srv.URL), Out: io.Discard}
	if err := replay.Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), "--insecure") {
		t.Errorf("got %v, want an error that names --insecure", err)
	}
	o.Insecure = true
	if err := replay.Run(t.Context(), o); err != nil {
		t.Errorf("insecure: %v", err)
	}
}

func TestErrorsAreClear(t *testing.T) {
	r := newReceiver(t)
	dir := t.TempDir()
	good := file(t, filepath.Join(dir, "good.xml"), "<a/>")
	broken := file(t, filepath.Join(dir, "broken.http"), captured(0, "/API", "", "<a/>")+"POST /API HTTP/1.1\r\nContent-Length: 99\r\n\r\nhi")
	if err := os.Mkdir(filepath.Join(dir, "empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	refusing := func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("connection refused") }
	tests := []struct {
		name  string
		o     replay.Options
		want  string
		posts int
	}{
		{"missing file", replay.Options{Files: []string{good, filepath.Join(dir, "none.xml")}, To: to(t, r.URL)}, "none.xml: no such file", 0},
		{"empty folder", replay.Options{Files: []string{filepath.Join(dir, "empty")}, To: to(t, r.URL)}, "holds no files", 0},
		{"no files", replay.Options{To: to(t, r.URL)}, "no files", 0},
		{"no URL", replay.Options{Files: []string{good}, To: to(t, "192.0.2.53/API")}, "no URL", 0},
		{"other scheme", replay.Options{Files: []string{good}, To: to(t, "ftp://192.0.2.53")}, "no URL", 0},
		{"negative speed", replay.Options{Files: []string{good}, To: to(t, r.URL), Speed: -1}, "negative", 0},
		{"broken capture", replay.Options{Files: []string{broken}, To: to(t, r.URL)}, "broken.http: request 2: unexpected EOF", 1},
		{"not reached", replay.Options{Files: []string{good}, To: to(t, "http://u:s3cret@192.0.2.53"), Dial: refusing}, "post to http://u:xxxxx@192.0.2.53: connection refused", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := len(r.posts)
			tt.o.Out = io.Discard
			err := replay.Run(t.Context(), tt.o)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if got := len(r.posts) - before; got != tt.posts {
				t.Errorf("%d posts were sent, want %d", got, tt.posts)
			}
		})
	}
}
