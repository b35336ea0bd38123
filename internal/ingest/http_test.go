package ingest_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/ingest"
	"github.com/watchpost/watchpost/internal/ingest/deviceauth"
	"github.com/watchpost/watchpost/internal/store"
)

const keepalive = `<config version="1.7" xmlns="http://www.ipc.com/ver10"><messageType>keepalive</messageType><deviceInfo><deviceName>Gate</deviceName><ip>192.0.2.31</ip><mac>02:00:5e:31:7a:05</mac></deviceInfo></config>`

// raw sends bytes over a connection of their own and reads n answers.
func (r *rig) raw(request string, n int) []*http.Response {
	r.t.Helper()
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		r.t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	io.WriteString(c, request)
	in := bufio.NewReader(c)
	var out []*http.Response
	for range n {
		resp, err := http.ReadResponse(in, nil)
		if err == nil && resp.StatusCode == http.StatusContinue {
			resp, err = http.ReadResponse(in, nil)
		}
		if err != nil {
			r.t.Fatalf("answer %d: %v", len(out)+1, err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			r.t.Fatal(err)
		}
		resp.Body = io.NopCloser(strings.NewReader(string(body)))
		out = append(out, resp)
	}
	return out
}

func request(line, headers, body string) string {
	return fmt.Sprintf("%s\r\nHost: watchpost\r\n%sContent-Length: %d\r\n\r\n%s", line, headers, len(body), body)
}

func TestR1R2Q21AnyPathInBothForms(t *testing.T) {
	r := start(t, nil)
	for _, path := range []string{"/", "/API", "/SendAlarmStatus", "/SendKeepalive", "/SendAlarmData", "/a/b?c=d", "//x/../y"} {
		for _, target := range []string{path, "http://192.0.2.53:5002" + path} {
			resp := r.raw(request("POST "+target+" HTTP/1.1", "", keepalive), 1)[0]
			if resp.StatusCode != http.StatusOK {
				t.Errorf("%s: got %d", target, resp.StatusCode)
			}
		}
	}
}

func TestR3EveryPostGetsTheSuccessDocument(t *testing.T) {
	r := start(t, nil)
	for name, body := range map[string]string{
		"empty": "", "keepalive": keepalive, "unknown": "<config><other/></config>", "malformed": "<config><a></config>",
		"foreign root": "<html><body/></html>", "cut": "<config><smartType>PE",
	} {
		t.Run(name, func(t *testing.T) {
			resp := r.raw(request("POST /API HTTP/1.1", "", body), 1)[0]
			got, _ := io.ReadAll(resp.Body)
			if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "application/xml" ||
				resp.Header.Get("Content-Length") != fmt.Sprint(len(got)) || !strings.Contains(string(got), "<status>success</status>") {
				t.Errorf("got %d %v %q", resp.StatusCode, resp.Header, got)
			}
		})
	}
	if got := len(r.quarantined()); got != 4 {
		t.Errorf("%d posts are in the quarantine, want the 4 that were not understood", got)
	}
}

func TestR4R6Q23PersistentAndClosing(t *testing.T) {
	r := start(t, nil)
	one := request("POST /API HTTP/1.1", "Connection: keep-alive\r\n", keepalive)
	last := request("POST /API HTTP/1.1", "Connection: close\r\n", keepalive)
	for i, resp := range r.raw(one+one+last, 3) { // pipelined: each is answered, in order
		if resp.StatusCode != 200 || resp.ProtoMinor != 1 {
			t.Errorf("answer %d: %d %s", i, resp.StatusCode, resp.Proto)
		}
	}
}

func TestB09Framing(t *testing.T) {
	ev := nvr("regionIntrusion", "1778600013412000", `<eventInfo><item><eventId>1</eventId><targetId>1</targetId></item></eventInfo>`)
	half := len(ev) / 2
	tests := []struct {
		name, request string
		status        int
		events        int
	}{
		{"R8 chunked", fmt.Sprintf("POST /API HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n%X\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n", half, ev[:half], len(ev)-half, ev[half:]), 200, 1},
		{"T16 chunked with a length of 0", fmt.Sprintf("POST /API HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(ev), ev), 200, 1},
		{"T16 the other way round", fmt.Sprintf("POST /API HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(ev), ev), 200, 1},
		{"chunked with a trailer", fmt.Sprintf("POST /API HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTrailer: X-A\r\n\r\n%x\r\n%s\r\n0\r\nX-A: b\r\n\r\n", len(ev), ev), 200, 1},
		{"empty chunked", "POST /API HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200, 0},
		{"100-continue", request("POST /API HTTP/1.1", "Expect: 100-continue\r\n", ev), 200, 1},
		{"HTTP/1.0", request("POST /API HTTP/1.0", "", ev), 200, 1},
		{"HTTP/1.0 without length", "POST /API HTTP/1.0\r\nHost: x\r\n\r\n" + ev, 411, 0},
		{"two lengths", fmt.Sprintf("POST /API HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nContent-Length: 5\r\n\r\n%s", len(ev), ev), 400, 0},
		{"length too short by one", fmt.Sprintf("POST /API HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", len(ev)-1, ev), 200, 0},
		{"lower-case version", "POST /API http/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 400, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := start(t, nil)
			resp := r.raw(tt.request, 1)[0]
			if got := len(r.events()); resp.StatusCode != tt.status || got != tt.events {
				t.Errorf("got %d and %d events, want %d and %d", resp.StatusCode, got, tt.status, tt.events)
			}
		})
	}
	t.Run("length too long by one", func(t *testing.T) {
		r := start(t, nil)
		c, err := net.Dial("tcp", r.addr)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(c, "POST /API HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", len(ev)+1, ev)
		c.(*net.TCPConn).CloseWrite()
		answer, _ := io.ReadAll(c)
		if !strings.HasPrefix(string(answer), "HTTP/1.1 400") || len(r.events()) != 0 {
			t.Errorf("got %.40q and %d events, want 400 and none", answer, len(r.events()))
		}
	})
}

func TestR9Q22ContentTypeMakesNoDifference(t *testing.T) {
	r := start(t, nil)
	for i, ct := range []string{"application/xml", "application/soap+xml; charset=utf-8", "text/xml", "", "image/jpeg"} {
		body := nvr("regionIntrusion", fmt.Sprint(1778600013412000+i), `<eventInfo><item><eventId>1</eventId><targetId>1</targetId></item></eventInfo>`)
		if status, _ := r.postTo("/API", ct, body); status != 200 {
			t.Errorf("%q: got %d", ct, status)
		}
	}
	if got := len(r.events()); got != 5 {
		t.Errorf("got %d events, want 5", got)
	}
}

func TestR12GetIsAHealthCheck(t *testing.T) {
	r := start(t, nil)
	for _, method := range []string{"GET", "HEAD"} {
		req, _ := http.NewRequest(method, "http://"+r.addr+"/API", nil)
		got, err := http.DefaultClient.Do(req)
		if err != nil || got.StatusCode != 200 {
			t.Errorf("%s: %v %v", method, got, err)
			continue
		}
		got.Body.Close()
	}
	if len(r.events()) != 0 {
		t.Error("a GET made an event")
	}
}

func TestNotXMLIsRefusedAndItsBeginningKept(t *testing.T) {
	r := start(t, nil)
	status, answer := r.postTo("/API", "application/json", `{"a":`+strings.Repeat("1", 100_000)+`}`)
	if status != http.StatusBadRequest || !strings.Contains(answer, "XML") {
		t.Errorf("got %d %q", status, answer)
	}
	if e := r.lastRequest(); e.Kind != "not_xml" || !strings.Contains(e.Advice, "JSON") {
		t.Errorf("connection log: %+v", e)
	}
	for range 50 {
		r.postTo("/API", "application/json", `{}`)
	}
	waitFor(t, func() bool { return len(r.quarantined()) >= 10 })
	q := r.quarantined()
	if len(q) > 10 || q[0].Kept != 64<<10 || q[0].Bytes < 100_000 || !strings.HasPrefix(q[0].Reason, "not-xml") {
		t.Errorf("got %d posts kept, the first %+v; want at most 10 in a minute and 64 KiB", len(q), q[0])
	}
}

// waitFor waits until what is done in the background has happened.
func waitFor(t *testing.T, happened func() bool) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for !happened() {
		select {
		case <-deadline:
			t.Fatal("it does not happen")
		case <-time.After(time.Millisecond):
		}
	}
}

func TestR13CredentialsWhereAsked(t *testing.T) {
	r := start(t, func(s *ingest.Server) { s.Auth = &deviceauth.Policy{User: "cam", Password: "pw"} })
	resp := r.raw(request("POST /API HTTP/1.1", "", keepalive), 1)[0]
	if resp.StatusCode != 401 || len(resp.Header.Values("WWW-Authenticate")) != 3 {
		t.Errorf("without: got %d %v", resp.StatusCode, resp.Header)
	}
	if e := r.lastRequest(); e.Kind != "refused" || e.Advice == "" || e.Status != 401 {
		t.Errorf("connection log: %+v", e)
	}
	resp = r.raw(request("POST /API HTTP/1.1", "Authorization: Basic Y2FtOnB3\r\n", keepalive), 1)[0]
	if resp.StatusCode != 200 {
		t.Errorf("with: got %d", resp.StatusCode)
	}
}

func TestSenderOutsideTheNetworksIsRefused(t *testing.T) {
	r := start(t, func(s *ingest.Server) {
		s.Auth = &deviceauth.Policy{Allow: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}
	})
	if status, _ := r.post(keepalive); status != http.StatusForbidden {
		t.Errorf("got %d, want 403", status)
	}
	if got, _ := r.Registry.Len(); got != 0 {
		t.Errorf("a refused sender became a device")
	}
}

func TestB10Size(t *testing.T) {
	r := start(t, func(s *ingest.Server) { s.MaxPost = 4 << 20 })
	pad := func(n int) string {
		head := nvr("regionIntrusion", micros(), "<!--")
		head = strings.TrimSuffix(head, "</config>")
		return head + strings.Repeat("x", n-len(head)-len("--></config>")) + "--></config>"
	}
	if status, answer := r.post(pad(4 << 20)); status != 200 {
		t.Errorf("4 MiB: got %d %q", status, answer)
	}
	if status, answer := r.post(pad(4<<20 + 1)); status != http.StatusRequestEntityTooLarge {
		t.Errorf("a byte more: got %d %q", status, answer)
	}
	if e := r.lastRequest(); e.Detail != "too large" || !strings.Contains(e.Advice, "--max-post") {
		t.Errorf("connection log: %+v", e)
	}
}

func TestR7StorageDecidesTheAnswer(t *testing.T) {
	body := func() string { return nvr("regionIntrusion", micros(), "") }
	t.Run("blocked: 503, and stored later", func(t *testing.T) {
		r := start(t, func(s *ingest.Server) { s.Wait = 50 * time.Millisecond })
		r.memory.mu.Lock()
		gate := make(chan struct{})
		r.memory.gate = gate
		r.memory.mu.Unlock()
		resp := r.raw(request("POST /API HTTP/1.1", "", body()), 1)[0]
		if resp.StatusCode != 503 || resp.Header.Get("Retry-After") == "" {
			t.Errorf("got %d %v, want 503 with Retry-After", resp.StatusCode, resp.Header)
		}
		if len(r.events()) != 0 {
			t.Fatal("stored although the store is blocked")
		}
		close(gate)
		waitFor(t, func() bool { return len(r.events()) == 1 })
	})
	t.Run("failing: 503 at once", func(t *testing.T) {
		r := start(t, nil)
		r.memory.mu.Lock()
		r.memory.fail = store.ErrFull
		r.memory.mu.Unlock()
		if status, _ := r.post(body()); status != 503 {
			t.Errorf("got %d, want 503", status)
		}
		if e := r.lastRequest(); e.Status != 503 || !strings.Contains(e.Advice, "room") {
			t.Errorf("connection log: %+v", e)
		}
		if status, _ := r.post(keepalive); status != 200 {
			t.Errorf("a keepalive needs no storage: got %d", status)
		}
		r.memory.mu.Lock()
		r.memory.fail = nil
		r.memory.mu.Unlock()
		if status, _ := r.post(body()); status != 200 {
			t.Errorf("with room again: got %d", status)
		}
	})
	t.Run("full: 503 before anything is written", func(t *testing.T) {
		r := start(t, func(s *ingest.Server) { s.Full = func() bool { return true } })
		if status, _ := r.post(body()); status != 503 || len(r.memory.files) != 0 {
			t.Errorf("got %d and %d files", status, len(r.memory.files))
		}
	})
}
