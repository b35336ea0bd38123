//go:build linux

package torture

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
	"github.com/watchpost/watchpost/internal/load/posts"
)

// kept is what a server has: events and quarantined posts.
type kept struct{ events, quarantined int }

func keptBy(t *testing.T, c *client.Client) kept {
	t.Helper()
	var k kept
	for _, err := range c.AllEvents(t.Context(), client.Query{Paging: client.Paging{Limit: 500}}) {
		if err != nil {
			t.Fatal(err)
		}
		k.events++
	}
	for _, err := range c.AllQuarantine(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		k.quarantined++
	}
	return k
}

// TestHostileBodies posts what no device posts: B01 to B07, B10 and B17.
func TestHostileBodies(t *testing.T) {
	var visits atomic.Int64
	canary, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer canary.Close()
	go func() {
		for {
			c, err := canary.Accept()
			if err != nil {
				return
			}
			visits.Add(1)
			c.Close()
		}
	}()

	i := e2e.Start(t, e2e.Options{Plain: true, Args: []string{"--max-post", "4MiB"}})
	c := i.Client(t)
	event := func(n int64) string {
		body, _ := posts.Device{N: 1}.Event(n, time.Now(), 3000, 0)
		return string(body)
	}
	sized := func(size int) string { // an event of this size exactly
		body := event(numbers.Add(1))
		return body + strings.Repeat(" ", size-len(body))
	}
	var laughs strings.Builder
	laughs.WriteString(head + `<!DOCTYPE config [<!ENTITY a0 "ha">`)
	for n := range 12 {
		fmt.Fprintf(&laughs, `<!ENTITY a%d "%s">`, n+1, strings.Repeat(fmt.Sprintf("&a%d;", n), 10))
	}
	laughs.WriteString(`]><config><deviceName>&a12;</deviceName></config>`)
	xxe := func(system string) string {
		return head + `<!DOCTYPE config [<!ENTITY x SYSTEM "` + system + `">]><config version="2.0.0"><messageType>keepalive</messageType><deviceInfo><deviceName>&x;</deviceName></deviceInfo></config>`
	}
	wide := func(n int, part string) string { return head + "<config>" + strings.Repeat(part, n) + "</config>" }

	tests := []struct {
		name, contentType, body string
		status                  int
		kept                    kept
	}{
		{"B01 billion laughs", "application/xml", laughs.String(), 200, kept{0, 1}},
		{"B02 file", "application/xml", xxe("file:///etc/passwd"), 200, kept{0, 1}},
		{"B02 address", "application/xml", xxe("http://" + canary.Addr().String() + "/x"), 200, kept{0, 1}},
		{"B03 nested", "application/xml", head + strings.Repeat("<a>", 1_000_000), 200, kept{0, 1}},
		{"B04 siblings", "application/xml", wide(750_000, "<a/>"), 200, kept{0, 1}},
		{"B05 attributes", "application/xml", head + "<config" + strings.Repeat(` a="1"`, 500_000) + "/>", 200, kept{0, 1}},
		{"B06 long text", "application/xml", wide(1, "<somethingNew>"+strings.Repeat("x", 3_900_000)+"</somethingNew>"), 200, kept{0, 1}},
		{"B10 largest", "application/xml", sized(4 << 20), 200, kept{1, 0}},
		{"B10 one byte more", "application/xml", sized(4<<20 + 1), 413, kept{}},
		{"B17 empty", "application/xml", "", 200, kept{}},
		{"B17 unknown smart type", "application/xml", strings.Replace(event(numbers.Add(1)), "regionIntrusion", "ghostDetection", 1), 200, kept{1, 0}},
		{"B17 unknown message", "application/xml", head + `<config version="2.0.0"><messageType>somethingNew</messageType></config>`, 200, kept{0, 1}},
		{"B17 unknown root", "application/xml", `<soap:Envelope xmlns:soap="http://192.0.2.1/x"><soap:Body/></soap:Envelope>`, 200, kept{0, 1}},
		{"B17 JSON", "application/json", `{"event": "intrusion"}`, 400, kept{0, 1}},
		{"B17 form", "multipart/form-data; boundary=x", "--x\r\n\r\n<config/>\r\n--x--", 400, kept{0, 1}},
	}
	cut, _ := posts.Device{N: 1}.Event(numbers.Add(1), time.Now(), 3000, 1500)
	for n := 1; n < len(cut); n += 997 {
		tests = append(tests, struct {
			name, contentType, body string
			status                  int
			kept                    kept
		}{fmt.Sprintf("B07 cut at %d", n), "application/xml", string(cut[:n]), 200, kept{0, 1}})
	}

	process := of(i)
	process.resetPeak(t)
	memory := process.memory(t)
	before := keptBy(t, c)
	for _, tt := range tests {
		start := time.Now()
		status, answer, err := i.Post("/API", tt.contentType, []byte(tt.body))
		took := time.Since(start)
		if err != nil || status != tt.status {
			t.Errorf("%s: got %d %q %v, want %d", tt.name, status, answer, err, tt.status)
		}
		if limit := pick(3*time.Second, 100*time.Millisecond); took > limit {
			t.Errorf("%s: took %v, want at most %v", tt.name, took, limit)
		}
		want := kept{before.events + tt.kept.events, before.quarantined + tt.kept.quarantined}
		var got kept
		for range 100 { // what is answered with 400 is kept after the answer
			if got = keptBy(t, c); got == want {
				break
			}
			<-time.After(20 * time.Millisecond)
		}
		if got != want {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, want)
		}
		before = got
	}
	if grown := process.peak(t) - memory; grown > pick(96., 64.) {
		t.Errorf("memory grew by %.0f MB", grown)
	} else {
		t.Logf("memory grew by at most %.0f MB", grown)
	}
	if visits.Load() > 0 {
		t.Errorf("an address in a post was visited %d times", visits.Load())
	}
	bodies(t, c)
}

// bodies reads what is in the quarantine: it is kept as sent, and is not shown as
// anything that a browser would run.
func bodies(t *testing.T, c *client.Client) {
	t.Helper()
	for q, err := range c.AllQuarantine(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		b, err := c.QuarantinedBody(t.Context(), q.ID)
		if err != nil || int64(len(b)) != q.KeptBytes {
			t.Errorf("%s: %d bytes, %v; want %d", q.Reason, len(b), err, q.KeptBytes)
		}
		if bytes.Contains(b, []byte("root:x:0:")) {
			t.Error("a file of this machine is in the quarantine")
		}
	}
}

// TestB09Framing sends requests whose length is told wrong, twice or not at all.
// None merges with another, none is split, none is kept empty.
func TestB09Framing(t *testing.T) {
	i := e2e.Start(t, e2e.Options{})
	c := i.Client(t)
	// All are of the same length.
	body := func() string {
		b, _ := posts.Device{N: 1}.Event(1_000_000_000_000_000+numbers.Add(1), time.Now(), 0, 0)
		return string(b)
	}
	post := func(proto, headers, rest string) string {
		return "POST /API " + proto + "\r\nHost: x\r\nContent-Type: application/xml\r\n" + headers + "\r\n" + rest
	}
	length := func(n int) string { return fmt.Sprintf("Content-Length: %d\r\n", n) }
	chunks := func(b, trailer string) string {
		return fmt.Sprintf("%x\r\n%s\r\n%x\r\n%s\r\n0\r\n%s\r\n", 100, b[:100], len(b)-100, b[100:], trailer)
	}
	b := body()
	for _, tt := range []struct {
		name, request string
		statuses      string
		kept          kept
	}{
		{"short by one", post("HTTP/1.1", length(len(b)-1), b), "200", kept{0, 1}},
		{"long by one", post("HTTP/1.1", length(len(b)+1), b), "400", kept{}},
		{"right", post("HTTP/1.1", length(len(b)), b), "200", kept{1, 0}},
		{"chunked", post("HTTP/1.1", "Transfer-Encoding: chunked\r\n", chunks(body(), "")), "200", kept{1, 0}},
		{"trailers", post("HTTP/1.1", "Transfer-Encoding: chunked\r\nTrailer: X-End\r\n", chunks(body(), "X-End: 1\r\n")), "200", kept{1, 0}},
		{"HTTP/1.0 without a length", post("HTTP/1.0", "", body()), "411", kept{}},
		{"HTTP/1.0 with a length", post("HTTP/1.0", length(len(b)), body()), "200", kept{1, 0}},
		{"asks before it sends", post("HTTP/1.1", length(len(b))+"Expect: 100-continue\r\n", body()), "100 200", kept{1, 0}},
		{"two at once", post("HTTP/1.1", length(len(b)), body()) + post("HTTP/1.1", length(len(b)), body()), "200 200", kept{2, 0}},
		{"two lengths", post("HTTP/1.1", length(len(b))+length(len(b)-1), body()), "400", kept{}},
		{"length and chunks", post("HTTP/1.1", length(10)+"Transfer-Encoding: chunked\r\n", chunks(body(), "")), "200", kept{1, 0}},
		{"ten gigabytes told", post("HTTP/1.1", length(10<<30), b), "413", kept{}},
	} {
		before := keptBy(t, c)
		got := exchange(t, i.Devices, tt.request)
		if got != tt.statuses {
			t.Errorf("%s: answered %s, want %s", tt.name, got, tt.statuses)
		}
		after := keptBy(t, c)
		if k := (kept{after.events - before.events, after.quarantined - before.quarantined}); k != tt.kept {
			t.Errorf("%s: got %+v, want %+v", tt.name, k, tt.kept)
		}
	}
}

// exchange sends bytes and returns the statuses of all answers.
func exchange(t *testing.T, addr, request string) string {
	t.Helper()
	var statuses []string
	for line := range strings.Lines(answers(t, addr, request)) {
		if strings.HasPrefix(line, "HTTP/1.") && len(line) > 12 {
			statuses = append(statuses, line[9:12])
		}
	}
	return strings.Join(statuses, " ")
}

// bombs are files that claim to be far larger pictures than they are.
func bombs() map[string][]byte {
	jpg := posts.Picture(1, 3000)
	large := bytes.Clone(jpg)
	sof := bytes.Index(large, []byte{0xFF, 0xC0})
	copy(large[sof+5:], []byte{0xFF, 0xDC, 0xFF, 0xDC}) // 65,500 × 65,500
	wide := bytes.Clone(jpg)
	copy(wide[sof+5:], []byte{0x00, 0x01, 0x40, 0x01}) // 16,385 × 1
	ihdr := []byte("IHDR\x00\x00\xFF\xDC\x00\x00\xFF\xDC\x08\x02\x00\x00\x00")
	png := fmt.Appendf([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), "%s", ihdr)
	png = append(png, fmt.Sprintf("%c%c%c%c", 0, 0, 0, 0)...)
	sum := crc32.ChecksumIEEE(ihdr)
	copy(png[len(png)-4:], []byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)})
	return map[string][]byte{"JPEG of 65,500²": large, "JPEG 16,385 wide": wide, "PNG of 65,500²": png}
}

// withPicture is an event whose picture is these bytes.
func withPicture(number int64, picture []byte) []byte {
	body, _ := posts.Device{N: 2}.Event(number, time.Now(), 0, 0)
	data := base64.StdEncoding.EncodeToString(picture)
	source := fmt.Sprintf("<sourceDataInfo><dataType>0</dataType><width>100</width><height>100</height><sourceBase64Length>%d</sourceBase64Length><sourceBase64Data>%s</sourceBase64Data></sourceDataInfo><targetListInfo>", len(data), data)
	return bytes.Replace(body, []byte("<targetListInfo>"), []byte(source), 1)
}

// TestHostilePictures posts what is no picture, or a far too large one: B12 and
// B13. The event is kept; nothing is decoded, and nothing is served that a
// browser would run.
func TestHostilePictures(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	c := i.Client(t)
	pictures := bombs()
	for name, text := range map[string]string{
		"SVG":  `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`,
		"HTML": `<!DOCTYPE html><html><script>alert(1)</script></html>`,
		"GIF":  "GIF89a/*\x00\x00\x00\x00*/=1;alert(1)//",
		"one":  "\xff",
	} {
		pictures[name] = []byte(text)
	}
	process := of(i)
	if status, _, err := i.Post("/API", "application/xml", withPicture(numbers.Add(1), posts.Picture(1, 3000))); err != nil || status != 200 {
		t.Fatalf("a picture: %d %v", status, err)
	}
	process.resetPeak(t)
	memory := process.memory(t)
	for name, picture := range pictures {
		number := numbers.Add(1)
		status, answer, err := i.Post("/API", "application/xml", withPicture(number, picture))
		if err != nil || status != http.StatusOK {
			t.Errorf("%s: got %d %q %v, want 200", name, status, answer, err)
			continue
		}
		page, err := c.Events(t.Context(), client.Query{Paging: client.Paging{Limit: 1}})
		if err != nil || len(page.Items) != 1 || page.Items[0].EventID != fmt.Sprint(number) {
			t.Errorf("%s: the event is not there: %+v %v", name, page.Items, err)
			continue
		}
		id := page.Items[0].ID
		for _, query := range []string{"", "?width=320"} {
			served(t, name+query, i.Web+"/api/v1/events/"+id+"/images/0"+query)
		}
	}
	if grown := process.peak(t) - memory; grown > pick(48., 16.) {
		t.Errorf("memory grew by %.0f MB: something was decoded", grown)
	} else {
		t.Logf("memory grew by at most %.0f MB", grown)
	}
}

// served asks for a picture. It may be refused; else it is a JPEG, and a browser
// is told to take it for nothing else.
func served(t *testing.T, name, url string) {
	t.Helper()
	start := time.Now()
	resp, err := http.Get(url)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if took := time.Since(start); took > pick(2*time.Second, 50*time.Millisecond) {
		t.Errorf("%s: took %v", name, took)
	}
	h := resp.Header
	if h.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%s: no nosniff", name)
	}
	switch {
	case resp.StatusCode == http.StatusOK:
		if h.Get("Content-Type") != "image/jpeg" || !bytes.HasPrefix(body, []byte{0xFF, 0xD8, 0xFF}) || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: %q of type %q, policy %q", name, body[:min(len(body), 16)], h.Get("Content-Type"), h.Get("Content-Security-Policy"))
		}
	case resp.StatusCode/100 == 4:
		if h.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d with type %q", name, resp.StatusCode, h.Get("Content-Type"))
		}
	default:
		t.Errorf("%s: %s", name, resp.Status)
	}
}

// TestB14Duplicates posts the same event again and again. It is kept once.
func TestB14Duplicates(t *testing.T) {
	i := e2e.Start(t, e2e.Options{})
	c := i.Client(t)
	again, _ := posts.Device{N: 1}.Event(numbers.Add(1), time.Now(), 3000, 0)
	for range 3 {
		if status, _, err := i.Post("/API", "application/xml", again); err != nil || status != 200 {
			t.Errorf("again: %d %v", status, err)
		}
	}
	crowd, _ := posts.Device{N: 1}.Event(numbers.Add(1), time.Now(), 3000, 0)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if status, _, err := i.Post("/API", "application/xml", crowd); err != nil || status != 200 {
				t.Errorf("at once: %d %v", status, err)
			}
		})
	}
	wg.Wait()
	if got := keptBy(t, c); got != (kept{2, 0}) {
		t.Errorf("got %+v, want two events", got)
	}
}
