package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/watchpost/watchpost/client"
)

// transport answers without a network.
type transport func(*http.Request) (*http.Response, error)

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) { return t(r) }

func through(t transport) *client.Client {
	c, err := client.New("http://watchpost.example/base/", client.Options{HTTP: &http.Client{Transport: t}})
	if err != nil {
		panic(err)
	}
	return c
}

func answer(r *http.Request, status int, contentType, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Status: fmt.Sprint(status), Header: http.Header{"Content-Type": {contentType}},
		Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}
}

func TestNew(t *testing.T) {
	for _, tt := range []struct {
		base string
		ok   bool
	}{
		{"http://127.0.0.1:8080", true}, {"https://watch.example/sub/", true},
		{"127.0.0.1:8080", false}, {"watch.example", false}, {"ftp://watch.example", false}, {"", false}, {"http://", false},
	} {
		if _, err := client.New(tt.base, client.Options{}); (err == nil) != tt.ok {
			t.Errorf("%q: got %v", tt.base, err)
		}
	}
	if _, err := client.New("ftp://user:secret@x", client.Options{}); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
}

// TestPaths: whatever an id holds, it stays one segment of the path.
func TestPaths(t *testing.T) {
	var got string
	c := through(func(r *http.Request) (*http.Response, error) {
		got = r.URL.EscapedPath()
		return answer(r, 200, "application/json", "{}"), nil
	})
	for id, want := range map[string]string{
		"dev_1":  "/base/api/v1/devices/dev_1",
		"a/b":    "/base/api/v1/devices/a%2Fb",
		"../x":   "/base/api/v1/devices/..%2Fx",
		"a?b#c":  "/base/api/v1/devices/a%3Fb%23c",
		"50%":    "/base/api/v1/devices/50%25",
		"Tür 粤B": "/base/api/v1/devices/T%C3%BCr%20%E7%B2%A4B",
	} {
		if _, err := c.Device(t.Context(), id); err != nil || got != want {
			t.Errorf("%q: got %s, %v; want %s", id, got, err, want)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, tt := range []struct {
		name, contentType, body string
		status                  int
		want                    client.Error
		text                    string
	}{
		{"problem", "application/problem+json", `{"title":"T","status":404,"code":"event_not_found","detail":"no event"}`, 404,
			client.Error{Status: 404, Code: "event_not_found", Title: "T", Detail: "no event"}, "404 event_not_found: no event"},
		{"ours", "application/problem+json", `{"title":"Internal error","status":500,"code":"internal","request_id":"R"}`, 500,
			client.Error{Status: 500, Code: "internal", Title: "Internal error", RequestID: "R"}, "500 internal: Internal error (request R)"},
		{"a proxy's", "text/html", "<h1>Bad gateway</h1>", 502, client.Error{Status: 502}, "502: Bad Gateway"},
		{"text", "text/plain; charset=utf-8", "storage_full: no room\n", 503, client.Error{Status: 503, Detail: "storage_full: no room"}, "503: storage_full: no room"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := through(func(r *http.Request) (*http.Response, error) {
				return answer(r, tt.status, tt.contentType, tt.body), nil
			})
			_, err := c.Event(t.Context(), "x")
			var got *client.Error
			if !errors.As(err, &got) || *got != tt.want {
				t.Fatalf("got %#v, want %#v", err, tt.want)
			}
			if err.Error() != tt.text {
				t.Errorf("got %q, want %q", err, tt.text)
			}
		})
	}
}

func TestAllStopsAtAnError(t *testing.T) {
	calls := 0
	c := through(func(r *http.Request) (*http.Response, error) {
		if calls++; calls == 1 {
			return answer(r, 200, "application/json", `{"events":[{"id":"A"},{"id":"B"}],"next":"n"}`), nil
		}
		return nil, errors.New("network down")
	})
	var got []string
	for e, err := range c.AllEvents(t.Context(), client.Query{}) {
		if err != nil {
			got = append(got, "error")
			continue
		}
		got = append(got, e.ID)
	}
	if want := "A B error"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	calls = 0
	for range c.AllEvents(t.Context(), client.Query{}) {
		break
	}
	if calls != 1 {
		t.Errorf("a loop that was left asked %d times, want 1", calls)
	}
}

func TestHeader(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"version":%q}`, r.Header.Get("X-Gate"))
	}))
	defer server.Close()
	c, err := client.New(server.URL, client.Options{Header: http.Header{"X-Gate": {"open"}}})
	if err != nil {
		t.Fatal(err)
	}
	if v, err := c.Version(t.Context()); err != nil || v.Version != "open" {
		t.Errorf("got %+v, %v", v, err)
	}
}

// script answers the connections of a stream one after the other.
type script struct {
	lines []string // of each connection; "silence" at its end keeps it open
	asked []string // Last-Event-ID of each, and when it came
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	n := len(s.asked)
	s.asked = append(s.asked, fmt.Sprintf("%q", r.Header.Get("Last-Event-ID")))
	if n >= len(s.lines) {
		return answer(r, 410, "application/problem+json", `{"code":"end","status":410}`), nil
	}
	line := s.lines[n]
	switch {
	case line == "refused":
		return nil, errors.New("connection refused")
	case line == "busy":
		return answer(r, 503, "application/problem+json", `{"code":"too_many_streams","status":503}`), nil
	}
	resp := answer(r, 200, "text/event-stream; charset=utf-8", line)
	if text, open := strings.CutSuffix(line, "silence"); open {
		resp.Body = &silent{strings.NewReader(text), r.Context()}
	}
	return resp, nil
}

// silent is a body that ends with its request alone.
type silent struct {
	text io.Reader
	ctx  context.Context
}

func (s *silent) Read(b []byte) (int, error) {
	if n, err := s.text.Read(b); err == nil {
		return n, nil
	}
	<-s.ctx.Done()
	return 0, s.ctx.Err()
}

func (s *silent) Close() error { return nil }

func frame(id int) string { return fmt.Sprintf("event: event\nid: %d\ndata: {\"seq\":%d}\n\n", id, id) }

func TestStream(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines []string
		after *int64
		want  string // frames, and how it ended
		asked string
		min   time.Duration // that it takes
	}{
		{"goes on behind the last frame", []string{"retry: 1\nid: 4\n\n" + frame(5) + frame(6), frame(7)}, nil,
			"5 6 7 410 end", `"" "6" "7"`, 0},
		{"an unfinished frame does not count", []string{frame(5) + "event: event\nid: 6\ndata: {\"seq\":6}\n", frame(6)}, nil,
			"5 6 410 end", `"" "5" "6"`, 0},
		{"from an id", []string{frame(9)}, new(int64), "9 410 end", `"0" "9"`, 0},
		{"a heartbeat moves the place", []string{":\nid: 12\n\n", frame(13)}, nil, "13 410 end", `"" "12" "13"`, 0},
		{"positions have no place", []string{frame(5) + "event: live\ndata: {\"targets\":[{\"target\":\"7\"}]}\n\n", frame(6)}, nil, "5 live 6 410 end", `"" "5" "6"`, 0},
		{"tries again", []string{"refused", "busy", "refused", frame(1)}, nil, "1 410 end", `"" "" "" "" "1"`, 2800 * time.Millisecond},
		{"a silent connection is left", []string{frame(1) + "silence", frame(2)}, nil, "1 2 410 end", `"" "1" "2"`, 45 * time.Second},
		{"lines end as they like", []string{"event: event\r\nid: 3\r\ndata: {\r\ndata: \"seq\":3}\r\n\r\n"}, nil, "3 410 end", `"" "3"`, 0},
		{"unknown topics are passed on", []string{"event: weather\nid: 3\ndata: {\"rain\":true}\n\n"}, nil, "weather 410 end", `"" "3"`, 0},
		{"no JSON", []string{"event: event\nid: 3\ndata: {\n\n"}, nil, "not understood", `""`, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &script{lines: tt.lines}
				c := through(s.RoundTrip)
				start := time.Now()
				var got []string
				for f, err := range c.Stream(t.Context(), client.StreamOptions{After: tt.after}) {
					switch {
					case err != nil && strings.Contains(err.Error(), "not understood"):
						got = append(got, "not understood")
					case err != nil:
						var e *client.Error
						if !errors.As(err, &e) {
							t.Fatal(err)
						}
						got = append(got, fmt.Sprint(e.Status), e.Code)
					case f.Event != nil:
						got = append(got, fmt.Sprint(f.Event.Seq))
					default:
						got = append(got, f.Topic)
					}
				}
				if got := strings.Join(got, " "); got != tt.want {
					t.Errorf("got %q, want %q", got, tt.want)
				}
				if got := strings.Join(s.asked, " "); got != tt.asked {
					t.Errorf("asked from %s, want %s", got, tt.asked)
				}
				if took := time.Since(start); took < tt.min {
					t.Errorf("took %v, want %v at least", took, tt.min)
				}
			})
		})
	}
}

// TestStreamBackoff: a server that is away is asked less and less often, and no
// less often than every half minute or so.
func TestStreamBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Time
		c := through(func(*http.Request) (*http.Response, error) {
			at = append(at, time.Now())
			return nil, errors.New("connection refused")
		})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		var last error
		for _, err := range c.Stream(ctx, client.StreamOptions{}) {
			last = err
		}
		if !errors.Is(last, context.DeadlineExceeded) {
			t.Errorf("ended by %v", last)
		}
		if first := at[1].Sub(at[0]); first < 400*time.Millisecond || first > 600*time.Millisecond {
			t.Errorf("first wait: %v", first)
		}
		if n := len(at); n < 20 || n > 35 {
			t.Errorf("asked %d times in 10 minutes", n)
		}
	})
}

func TestStreamLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{lines: []string{frame(1) + frame(2) + "silence"}}
		for f, err := range through(s.RoundTrip).Stream(t.Context(), client.StreamOptions{}) {
			if err != nil || f.ID != 1 {
				t.Errorf("got %+v, %v", f, err)
			}
			break
		}
		if len(s.asked) != 1 {
			t.Errorf("asked %d times, want 1", len(s.asked))
		}
	})
}

// TestStreamSlowLoop: time spent in the loop's body is not the server's silence.
func TestStreamSlowLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{lines: []string{frame(1) + frame(2)}}
		var got []int64
		for f, err := range through(s.RoundTrip).Stream(t.Context(), client.StreamOptions{}) {
			if err != nil {
				break
			}
			got = append(got, f.ID)
			time.Sleep(10 * time.Minute)
		}
		if len(got) != 2 || len(s.asked) != 2 {
			t.Errorf("got %v over %d connections", got, len(s.asked))
		}
	})
}
