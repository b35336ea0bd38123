package capture_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/ingest/capture"
)

var t0 = time.Date(2026, 5, 12, 11, 0, 0, 0, time.UTC)

func post(body string) capture.Post {
	return capture.Post{
		At: t0, RemoteIP: "192.0.2.21", Method: "POST", Target: "/API", Proto: "HTTP/1.1",
		Header: http.Header{"Content-Type": {"application/xml"}}, Body: capture.Segments([]byte(body), nil),
	}
}

func none(context.Context, string) (io.ReadCloser, error) { return nil, errors.New("gone") }

// read parses what WriteTo wrote.
func read(t *testing.T, b []byte) (bodies []string, requests []*http.Request) {
	t.Helper()
	in := bufio.NewReader(bytes.NewReader(b))
	for {
		r, err := http.ReadRequest(in)
		if err == io.EOF {
			return bodies, requests
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		bodies, requests = append(bodies, string(body)), append(requests, r)
	}
}

func TestWrittenAsItWasPosted(t *testing.T) {
	picture := bytes.Repeat([]byte{0xFF, 0xD8, 0xFF, 7}, 5000)
	text := base64.StdEncoding.EncodeToString(picture)
	body := "<config><a>" + text + "</a><b>" + text + "</b></config>"
	p := post(body)
	p.Body = capture.Segments([]byte(body), []capture.ImageRef{
		{Offset: strings.LastIndex(body, text), Length: len(text), Name: "two.jpg"},
		{Offset: strings.Index(body, text), Length: len(text), Name: "one.jpg"},
	})
	r := capture.New(capture.Options{Now: func() time.Time { return t0 }})
	r.Add("dev_a", p)
	r.Add("dev_a", post("<keepalive/>"))
	r.Add("dev_b", post("<other/>"))
	if got := r.Size(); got > 3000 {
		t.Errorf("takes %d bytes: the pictures were copied", got)
	}
	var out bytes.Buffer
	err := r.WriteTo(t.Context(), &out, "dev_a", func(_ context.Context, name string) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(picture)), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	bodies, requests := read(t, out.Bytes())
	if len(bodies) != 2 || bodies[0] != body || bodies[1] != "<keepalive/>" {
		t.Fatalf("got %d bodies, want both byte for byte", len(bodies))
	}
	h := requests[0].Header
	if h.Get(capture.HeaderFrom) != "192.0.2.21" || h.Get("Content-Type") != "application/xml" || h.Get(capture.HeaderAt) != t0.Format(time.RFC3339Nano) {
		t.Errorf("got headers %v", h)
	}
}

func TestPostWithoutItsPictureIsLeftOut(t *testing.T) {
	r := capture.New(capture.Options{Now: func() time.Time { return t0 }})
	p := post("x")
	p.Body = []capture.Segment{{Image: "one.jpg", Length: 4}}
	r.Add("dev_a", p)
	r.Add("dev_a", post("<whole/>"))
	var out bytes.Buffer
	if err := r.WriteTo(t.Context(), &out, "dev_a", none); err != nil {
		t.Fatal(err)
	}
	if bodies, _ := read(t, out.Bytes()); len(bodies) != 1 || bodies[0] != "<whole/>" {
		t.Errorf("got %q, want the whole one alone", bodies)
	}
}

func TestR80Bounds(t *testing.T) {
	now := t0
	r := capture.New(capture.Options{Total: 50_000, PerDevice: 20_000, Age: time.Minute, Now: func() time.Time { return now }})
	big := strings.Repeat("x", 4000)
	for i := range 100 {
		r.Add(fmt.Sprint("dev_", i%5), post(fmt.Sprint(i, big)))
		if got := r.Size(); got > 50_000 {
			t.Fatalf("after %d posts: %d bytes", i, got)
		}
	}
	var out bytes.Buffer
	if err := r.WriteTo(t.Context(), &out, "dev_4", none); err != nil {
		t.Fatal(err)
	}
	bodies, _ := read(t, out.Bytes())
	if len(bodies) == 0 || !strings.HasPrefix(bodies[len(bodies)-1], "99x") {
		t.Errorf("the newest post of a device is not kept")
	}
	r.Add("dev_0", post(strings.Repeat("x", 30_000)))
	if got := r.Size(); got > 50_000 {
		t.Errorf("a post that is too large was kept: %d bytes", got)
	}
	now = now.Add(2 * time.Minute)
	out.Reset()
	if err := r.WriteTo(t.Context(), &out, "dev_4", none); err != nil || out.Len() != 0 || r.Size() != 0 {
		t.Errorf("after their age %d bytes are written and %d held, %v", out.Len(), r.Size(), err)
	}
}

func TestHostileTextEndsNoLine(t *testing.T) {
	r := capture.New(capture.Options{Now: func() time.Time { return t0 }})
	p := post("<a/>")
	p.Header["User-Agent"] = []string{"x\r\nX-Evil: 1"}
	r.Add("dev_a", p)
	var out bytes.Buffer
	if err := r.WriteTo(t.Context(), &out, "dev_a", none); err != nil {
		t.Fatal(err)
	}
	if _, requests := read(t, out.Bytes()); requests[0].Header.Get("X-Evil") != "" {
		t.Error("a header was smuggled in")
	}
}
