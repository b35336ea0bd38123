package viewtrontest_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/watchpost/watchpost/viewtron"
	. "github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// receiver is a server that keeps what it is sent.
type receiver struct {
	*httptest.Server
	mu       sync.Mutex
	requests []received
	conns    int // opened
}

type received struct {
	line, contentType, connection string
	length                        int64
	message                       *viewtron.Message
}

func newReceiver(t *testing.T, answer http.HandlerFunc) *receiver {
	r := &receiver{}
	r.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Errorf("read: %v", err)
		}
		m, err := viewtron.Parse(body)
		if err != nil {
			t.Errorf("parse: %v", err)
		}
		connection := req.Header.Get("Connection")
		if req.Close {
			connection = "close"
		}
		r.mu.Lock()
		r.requests = append(r.requests, received{
			req.Method + " " + req.RequestURI, req.Header.Get("Content-Type"), connection, req.ContentLength, m,
		})
		r.mu.Unlock()
		answer(w, req)
	}))
	r.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			r.mu.Lock()
			r.conns++
			r.mu.Unlock()
		}
	}
	t.Cleanup(r.Close)
	return r
}

func success(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "stored") }

// TestDeviceCamera holds that a camera posts to the path, all on one connection.
func TestDeviceCamera(t *testing.T) {
	r := newReceiver(t, success)
	r.Start()
	cam := NewCamera(1)
	cam.Shape = viewtron.KeepaliveEmpty
	d := &Device{Poster: cam, Receiver: r.URL + "/API"}
	defer d.Close()
	sent := []*viewtron.Message{cam.Keepalive(), cam.AlarmStatus("perimeterAlarm", true, morning), cam.Tracking(morning)}
	for _, m := range sent {
		status, body, err := d.Post(t.Context(), m)
		if err != nil || status != 200 || string(body) != "stored" {
			t.Fatalf("got %d %q %v, want 200 and the answer", status, body, err)
		}
	}
	if r.conns != 1 {
		t.Errorf("got %d connections, want 1", r.conns)
	}
	for i, got := range r.requests {
		if got.line != "POST /API" || got.contentType != "application/xml; charset=utf-8" || got.connection != "keep-alive" {
			t.Errorf("post %d: got %q of %q with %q", i, got.line, got.contentType, got.connection)
		}
		if !got.message.Equal(sent[i]) {
			t.Errorf("post %d: got %+v, want %+v", i, got.message, sent[i])
		}
	}
	if got := r.requests[0].length; got != 0 {
		t.Errorf("got a length of %d for an empty keepalive, want 0", got)
	}
}

// TestDeviceRecorder holds that a recorder posts to the whole URL, each time on a
// connection of its own.
func TestDeviceRecorder(t *testing.T) {
	r := newReceiver(t, success)
	r.Start()
	rec := NewRecorder(1)
	d := &Device{Poster: rec, Receiver: r.URL, Header: http.Header{"X-Test": {"yes"}}}
	for range 3 {
		if _, _, err := d.Post(t.Context(), rec.Keepalive()); err != nil {
			t.Fatal(err)
		}
	}
	if r.conns != 3 {
		t.Errorf("got %d connections, want 3", r.conns)
	}
	got := r.requests[0]
	if want := "POST " + r.URL + "/API"; got.line != want {
		t.Errorf("got %q, want %q", got.line, want)
	}
	if got.contentType != "application/soap+xml; charset=utf-8" || got.connection != "close" {
		t.Errorf("got %q with %q, want SOAP and close", got.contentType, got.connection)
	}
}

// TestDeviceReconnects holds that a connection that the receiver closed meanwhile
// is replaced, and that the post arrives once.
func TestDeviceReconnects(t *testing.T) {
	r := newReceiver(t, success)
	r.Start()
	cam := NewCamera(1)
	d := &Device{Poster: cam, Receiver: r.URL}
	defer d.Close()
	for range 2 {
		if _, _, err := d.Post(t.Context(), cam.Keepalive()); err != nil {
			t.Fatal(err)
		}
		r.CloseClientConnections()
	}
	if len(r.requests) != 2 || r.conns != 2 {
		t.Errorf("got %d posts on %d connections, want 2 on 2", len(r.requests), r.conns)
	}
}

// TestDeviceTLS holds that https is spoken, with the receiver verified.
func TestDeviceTLS(t *testing.T) {
	r := newReceiver(t, success)
	r.StartTLS()
	rec := NewRecorder(1)
	d := &Device{Poster: rec, Receiver: r.URL + "/API", TLS: r.Client().Transport.(*http.Transport).TLSClientConfig}
	if _, _, err := d.Post(t.Context(), rec.Keepalive()); err != nil {
		t.Fatal(err)
	}
	if want := "POST " + r.URL + "/API"; r.requests[0].line != want {
		t.Errorf("got %q, want %q", r.requests[0].line, want)
	}
}

// TestDeviceRefused holds that an answer that is no success is one all the same,
// and that posts can fail.
func TestDeviceRefused(t *testing.T) {
	r := newReceiver(t, func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusForbidden) })
	r.Start()
	cam := NewCamera(1)
	d := &Device{Poster: cam, Receiver: r.URL}
	defer d.Close()
	status, body, err := d.Post(t.Context(), cam.Keepalive())
	if err != nil || status != http.StatusForbidden || strings.TrimSpace(string(body)) != "no" {
		t.Errorf("got %d %q %v, want 403", status, body, err)
	}
	if _, _, err := d.Post(t.Context(), &viewtron.Message{Kind: viewtron.KindEvent}); err == nil {
		t.Error("got no error for a message that cannot be written")
	}
	d.Receiver = "http://%zz"
	if _, _, err := d.Post(t.Context(), cam.Keepalive()); err == nil {
		t.Error("got no error for a receiver that is no URL")
	}
}

// TestDeviceCancelled holds that a receiver that never answers can be given up.
func TestDeviceCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	d := &Device{Poster: NewCamera(1), Receiver: "http://192.0.2.1", Dial: func(context.Context, string, string) (net.Conn, error) {
		device, server := net.Pipe()
		go func() {
			_, _ = server.Read(make([]byte, 1)) // the post begins to arrive
			cancel()
		}()
		return device, nil
	}}
	if _, _, err := d.Post(ctx, NewCamera(1).Keepalive()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

// TestPostWire holds the bytes of posts.
func TestPostWire(t *testing.T) {
	cam, rec := NewCamera(1), NewRecorder(1)
	cam.Shape = viewtron.KeepaliveEmpty
	empty, err := cam.Post(cam.Keepalive())
	if err != nil {
		t.Fatal(err)
	}
	want := "POST /API HTTP/1.1\r\nHost: 192.0.2.53:5002\r\nAccept-Encoding: gzip, deflate\r\n" +
		"Content-Type: application/xml; charset=utf-8\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n"
	if got := string(empty.WireTo("192.0.2.53:5002")); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	p, err := rec.Post(rec.Channel(3).AlarmStatus("perimeterAlarm", true, morning))
	if err != nil {
		t.Fatal(err)
	}
	head, body, _ := bytes.Cut(p.WireTo("192.0.2.53:5002"), []byte("\r\n\r\n"))
	if !strings.HasPrefix(string(head), "POST http://192.0.2.53:5002/API HTTP/1.1\r\n") || !bytes.HasSuffix(head, []byte("\r\nConnection: close")) {
		t.Errorf("got head\n%s", head)
	}
	if !bytes.Equal(body, p.Body) {
		t.Errorf("got body\n%s", body)
	}
	legacy, err := cam.Post(cam.LegacyAlarm("motionAlarm", true, morning))
	if err != nil || legacy.Path != "/SendAlarmStatus" {
		t.Errorf("got path %q and %v, want the one of the alarm server", legacy.Path, err)
	}
	if _, err := rec.Post(&viewtron.Message{Kind: viewtron.KindEvent}); err == nil {
		t.Error("got no error for a message that cannot be written")
	}
}

// TestPostRequest holds that a standard client sends a post in its shape.
func TestPostRequest(t *testing.T) {
	r := newReceiver(t, success)
	r.Start()
	cam, rec := NewCamera(1), NewRecorder(1)
	for _, tt := range []struct {
		poster interface {
			Post(*viewtron.Message) (*Post, error)
		}
		m    *viewtron.Message
		url  string
		line string
	}{
		{cam, cam.Keepalive(), r.URL, "POST /API"},
		{cam, cam.Keepalive(), r.URL + "/secret/path", "POST /secret/path"},
		{rec, rec.Keepalive(), r.URL + "/API", "POST " + r.URL + "/API"},
	} {
		p, err := tt.poster.Post(tt.m)
		if err != nil {
			t.Fatal(err)
		}
		req, err := p.Request(tt.url)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := r.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		got := r.requests[len(r.requests)-1]
		if got.line != tt.line || got.contentType != p.Header.Get("Content-Type") || !got.message.Equal(tt.m) {
			t.Errorf("got %q of %q, want %q", got.line, got.contentType, tt.line)
		}
	}
	if _, err := (&Post{}).Request("http://%zz"); err == nil {
		t.Error("got no error for a receiver that is no URL")
	}
}

// TestBuildersRead holds that what is built for any detection reads back as it.
func TestBuildersRead(t *testing.T) {
	at := time.Date(2026, 5, 12, 11, 33, 33, 0, time.UTC)
	camera531 := NewCamera(2)
	camera531.Firmware = Firmware531
	hit := Hit{Targets: []Target{{ID: 7, Type: viewtron.TargetPerson, Box: Box(1000, 2000, 3000, 8000)}}}
	for _, d := range []viewtron.Detection{
		viewtron.RegionIntrusion, viewtron.LineCrossing, viewtron.RegionEntry, viewtron.RegionExit, viewtron.Loitering,
		viewtron.IllegalParking, viewtron.LineCounting, viewtron.AreaCounting, viewtron.LicensePlate, viewtron.FaceDetection,
		viewtron.FaceMatch, viewtron.VideoMetadata, viewtron.Motion, viewtron.Sensor, viewtron.ObjectRemoved,
		viewtron.CrowdDensity, viewtron.PeopleCounting, viewtron.PeopleIntrusion, viewtron.VideoAbnormal, viewtron.FallingObject,
		viewtron.TwoWheeler, viewtron.Fire, viewtron.Temperature, viewtron.Audio, viewtron.CrowdGathering, viewtron.SmartMotion,
		viewtron.Unknown, "hovercraft",
	} {
		for name, m := range map[string]*viewtron.Message{
			"camera": NewCamera(1).Event(at, d, hit), "camera 5.3.1": camera531.Event(at, d, hit),
			"recorder": NewRecorder(1).Channel(2).Event(at, d, hit),
		} {
			body, err := viewtron.Encode(m)
			if err != nil {
				t.Errorf("%s, %s: %v", name, d, err)
				continue
			}
			got, err := viewtron.Parse(body)
			if err != nil || !got.Equal(m) {
				t.Errorf("%s, %s: got %+v and %v, want %+v", name, d, got, err, m)
			}
			if m.Event.Detection != d && m.Event.Detection != viewtron.Unknown {
				t.Errorf("%s, %s: got %s", name, d, m.Event.Detection)
			}
		}
	}
}

// TestFlags holds that a detection's flag is known as one of its kind.
func TestFlags(t *testing.T) {
	cam, third := NewCamera(1), NewRecorder(1).Channel(3)
	for _, tt := range []struct {
		d                viewtron.Detection
		camera, recorder string
	}{
		{viewtron.RegionIntrusion, "perimeterAlarm", "perimeterAlarm"},
		{viewtron.LineCrossing, "tripwireAlarm", "perimeterAlarm"},
		{viewtron.LicensePlate, "vehiceAlarm", ""},
		{viewtron.FaceDetection, "VFDAlarm", "vfdAlarm"},
		{viewtron.AreaCounting, "trafficAlarm", "passlineAlarm"},
		{viewtron.VideoMetadata, "", ""},
	} {
		if got := cam.Flag(tt.d); got != tt.camera {
			t.Errorf("%s of a camera: got %q, want %q", tt.d, got, tt.camera)
		}
		if got := third.Flag(tt.d); got != tt.recorder {
			t.Errorf("%s of a recorder: got %q, want %q", tt.d, got, tt.recorder)
		}
	}
}
