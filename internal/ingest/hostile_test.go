package ingest_test

import (
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/ingest"
)

// hostile are bodies that are made to cost much; all of them are XML that is
// refused, and so ends in the quarantine.
func hostile(canary string) map[string]string {
	var laughs strings.Builder
	laughs.WriteString(`<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "ha">`)
	for i := 1; i < 30; i++ {
		fmt.Fprintf(&laughs, `<!ENTITY a%d "&a%d;&a%d;">`, i, i-1, i-1)
	}
	laughs.WriteString(`]><config><smartType>&a29;</smartType></config>`)
	return map[string]string{
		"B01 billion laughs":    laughs.String(),
		"B02 external file":     `<?xml version="1.0"?><!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]><config><smartType>&x;</smartType></config>`,
		"B02 external URL":      `<?xml version="1.0"?><!DOCTYPE c SYSTEM "http://` + canary + `/x.dtd"><config><smartType>PEA</smartType></config>`,
		"B03 nested":            "<config>" + strings.Repeat("<a>", 1_000_000),
		"B04 siblings":          "<config>" + strings.Repeat("<a/>", 750_000) + "</config>",
		"B05 attributes":        "<config " + strings.Repeat(`a="" `, 500_000) + "/>",
		"B05 one long tag":      "<config " + strings.Repeat("a", 3_900_000) + "/>",
		"B06 pieces of text":    "<config><smartType>" + strings.Repeat("x<!---->", 400_000) + "</smartType></config>",
		"unfinished CDATA":      "<config><a><![CDATA[" + strings.Repeat("]]", 1_900_000),
		"comments without end":  "<config>" + strings.Repeat("<!-", 1_000_000),
		"mismatched end":        "<config>" + strings.Repeat("<a></b>", 500_000),
		"quotes that never end": `<config a="` + strings.Repeat("x", 3_900_000),
	}
}

func TestB01toB06HostileXMLCostsNothing(t *testing.T) {
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
			t.Error("the canary was called")
			c.Close()
		}
	}()
	for name, body := range hostile(canary.Addr().String()) {
		t.Run(name, func(t *testing.T) {
			r := start(t, nil)
			r.post(keepalive) // the connection stands
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			begin := time.Now()
			status, _ := r.post(body)
			took := time.Since(begin)
			runtime.ReadMemStats(&after)
			if status != http.StatusOK || len(r.quarantined()) != 1 || len(r.events()) != 0 {
				t.Errorf("got %d, %d in the quarantine, %d events", status, len(r.quarantined()), len(r.events()))
			}
			// Both ends of the connection, the body, and the copy that this test's
			// store keeps are in this; what reading costs beyond them is little.
			if extra := int64(after.TotalAlloc-before.TotalAlloc) - 4*int64(len(body)); extra > 16<<20 {
				t.Errorf("allocated %d MB beyond the body", extra>>20)
			}
			if took > time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestB06OneLongText(t *testing.T) {
	r := start(t, nil)
	ev := r.event(nvr("regionIntrusion", micros(), "<eventInfo><item><eventId>"+strings.Repeat("7", 3_900_000)+"</eventId></item></eventInfo>"))
	if len(ev.EventID) > 4096 || !strings.Contains(fmt.Sprint(ev.Flags), "text_truncated") {
		t.Errorf("got %d bytes of event id, flags %v", len(ev.EventID), ev.Flags)
	}
}

func TestB07CutAnywhere(t *testing.T) {
	r := start(t, nil)
	whole := nvr("regionIntrusion", micros(), `<eventInfo><item><eventId>916</eventId><targetId>716</targetId></item></eventInfo>`+source(b64(picture(200, 100))))
	cuts := 0
	for n := 1; n < len(whole)-1; n += 97 {
		if status, _ := r.post(whole[:n]); status != http.StatusOK {
			t.Fatalf("cut at %d: got %d", n, status)
		}
		cuts++
	}
	if len(r.events()) != 0 || len(r.quarantined()) != cuts {
		t.Errorf("got %d events and %d quarantined of %d cut posts", len(r.events()), len(r.quarantined()), cuts)
	}
	if status, _ := r.post(whole); status != 200 || len(r.events()) != 1 {
		t.Errorf("the whole post after them: got %d and %d events", status, len(r.events()))
	}
}

func TestHostileCrowdDoesNotStopOthers(t *testing.T) {
	r := start(t, nil)
	body := "<config>" + strings.Repeat("<a/>", 750_000) + "</config>"
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			resp, err := http.Post("http://"+r.addr+"/API", "application/xml", strings.NewReader(body))
			if err != nil {
				t.Error(err)
				return
			}
			resp.Body.Close()
		})
	}
	for range 20 {
		r.event(nvr("regionIntrusion", fmt.Sprint(time.Now().UnixMicro()), ""))
	}
	wg.Wait()
}

func TestB17OtherKindsOfBodies(t *testing.T) {
	r := start(t, nil)
	for name, tt := range map[string]struct {
		contentType, body string
		status            int
	}{
		"empty":        {"application/xml", "", 200},
		"JSON":         {"application/json", `{"event":1}`, 400},
		"multipart":    {"multipart/form-data; boundary=x", "--x\r\n\r\n<config/>\r\n--x--", 400},
		"unknown root": {"application/xml", "<soap:Envelope xmlns:soap='x'><soap:Body/></soap:Envelope>", 200},
		"plain text":   {"text/plain", "hello", 400},
		"binary":       {"application/octet-stream", "\x00\x01\x02", 400},
	} {
		t.Run(name, func(t *testing.T) {
			if status, _ := r.postTo("/API", tt.contentType, tt.body); status != tt.status {
				t.Errorf("got %d, want %d", status, tt.status)
			}
		})
	}
	if len(r.events()) != 0 {
		t.Error("one of them became an event")
	}
}

func TestS21InventedDevices(t *testing.T) {
	r := start(t, func(s *ingest.Server) { s.Registry.MaxPerAddress = 100 })
	n := 2000
	for i := range n {
		body := strings.Replace(keepalive, "02:00:5e:31:7a:05", fmt.Sprintf("02:00:00:00:%02x:%02x", i>>8, i&0xff), 1)
		if status, _ := r.post(body); status != http.StatusOK {
			t.Fatalf("post %d: got %d", i, status)
		}
	}
	if all, _ := r.Registry.Len(); all > 101 {
		t.Errorf("%d devices came of %d invented ones, want at most 101", all, n)
	}
}

func TestS13SecretsStayOutOfTheConnectionLog(t *testing.T) {
	r := start(t, func(s *ingest.Server) {
		s.Auth.User, s.Auth.Password, s.Auth.Token = "cam", "CANARY-PASSWORD", "CANARY-TOKEN"
	})
	for _, req := range []string{
		request("POST /API/CANARY-TOKEN HTTP/1.1", "", keepalive),
		request("POST /API HTTP/1.1", "Authorization: Basic Y2FtOkNBTkFSWS1QQVNTV09SRA==\r\n", keepalive),
		request("POST /API HTTP/1.1", "Authorization: Basic Y2FtOkNBTkFSWQ==\r\n", keepalive),
	} {
		r.raw(req, 1)
	}
	if got := fmt.Sprintf("%+v", r.ConnLog.All(100, 0)); strings.Contains(got, "CANARY") {
		t.Errorf("a secret stands in the connection log: %s", got)
	}
	var out strings.Builder
	if err := r.Capture.WriteTo(t.Context(), &out, "dev_02005e317a05", nil); err != nil || out.Len() == 0 {
		t.Fatalf("captured posts: %d bytes, %v", out.Len(), err)
	}
	if strings.Contains(out.String(), "CANARY") || strings.Contains(out.String(), "Authorization") {
		t.Errorf("a secret stands in the captured posts: %s", out.String())
	}
}
