package capture_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/ingest/capture"
	"github.com/watchpost/watchpost/viewtron"
)

// clocked is an empty ring at t0.
func clocked() *capture.Ring {
	return capture.New(capture.Options{Now: func() time.Time { return t0 }})
}

// store opens pictures from memory.
func store(pictures map[string][]byte) func(context.Context, string) (io.ReadCloser, error) {
	return func(_ context.Context, name string) (io.ReadCloser, error) {
		if b, ok := pictures[name]; ok {
			return io.NopCloser(bytes.NewReader(b)), nil
		}
		return nil, errors.New("gone")
	}
}

// written is what WriteTo writes, read back by a Reader.
func written(t *testing.T, r *capture.Ring, pictures map[string][]byte) []capture.Message {
	t.Helper()
	var out bytes.Buffer
	if err := r.WriteTo(t.Context(), &out, "dev_a", store(pictures)); err != nil {
		t.Fatal(err)
	}
	return messages(t, out.String())
}

func messages(t *testing.T, file string) []capture.Message {
	t.Helper()
	in := capture.NewReader(strings.NewReader(file))
	var all []capture.Message
	for {
		m, err := in.Next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
}

// TestByteIdentical posts pictures in every form of base64 that devices send, and
// wants each body back as it was, whether the picture became a reference or not.
func TestByteIdentical(t *testing.T) {
	for _, tt := range []struct {
		name string
		n    int // bytes of the picture
		form func(string) string
		cut  bool // it becomes a reference
	}{
		{"no padding needed", 9000, func(s string) string { return s }, true},
		{"one padding", 9001, func(s string) string { return s }, true},
		{"two paddings", 9002, func(s string) string { return s }, true},
		{"padding missing", 9001, func(s string) string { return strings.TrimRight(s, "=") }, false},
		{"URL alphabet", 9000, func(s string) string { return strings.NewReplacer("+", "-", "/", "_").Replace(s) }, false},
		{"lines", 9000, func(s string) string { return s[:76] + "\r\n" + s[76:] }, false},
		{"blanks around", 9000, func(s string) string { return "  " + s + "  " }, false},
		{"stray bits", 9001, func(s string) string {
			last := s[len(s)-3]
			return s[:len(s)-3] + string(last+1) + "=="
		}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			picture := random(tt.n)
			text := tt.form(base64.StdEncoding.EncodeToString(picture))
			body := "<a>" + text + "</a>"
			p := post("")
			var refs []capture.ImageRef
			if _, clean, _ := viewtron.DecodeClean(nil, []byte(text)); clean {
				refs = append(refs, capture.ImageRef{Offset: 3, Length: len(text), Name: "one.jpg"})
			}
			p.Body = capture.Segments([]byte(body), refs)
			r := clocked()
			r.Add("dev_a", p)
			if got := r.Size() < tt.n; got != tt.cut {
				t.Errorf("held as a reference: got %v, want %v", got, tt.cut)
			}
			got := written(t, r, map[string][]byte{"one.jpg": picture})
			if len(got) != 1 || string(got[0].Body) != body {
				t.Errorf("got %d posts, not the body that was posted", len(got))
			}
		})
	}
}

func random(n int) []byte {
	r := rand.New(rand.NewPCG(7, 11))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func TestWhatAMessageSays(t *testing.T) {
	r := clocked()
	p := post("<a/>")
	p.Target, p.Proto = "http://192.0.2.53:5002/API/…?x=1", "HTTP/1.0"
	p.Header["Connection"] = []string{"close"}
	p.Header["Authorization"] = []string{"Basic c2VjcmV0"}
	p.Header["Content-Length"] = []string{"999"}
	p.Header["Transfer-Encoding"] = []string{"chunked"}
	p.At = t0.Add(123456789)
	r.Add("dev_a", p)
	var out bytes.Buffer
	if err := r.WriteTo(t.Context(), &out, "dev_a", store(nil)); err != nil {
		t.Fatal(err)
	}
	want := "POST http://192.0.2.53:5002/API/…?x=1 HTTP/1.0\r\nConnection: close\r\nContent-Type: application/xml\r\n" +
		"X-Captured-At: 2026-05-12T11:00:00.123456789Z\r\nX-Captured-From: 192.0.2.21\r\nContent-Length: 4\r\n\r\n<a/>"
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
	m := messages(t, out.String())[0]
	if m.Target != p.Target || !m.At.Equal(p.At) || m.From != p.RemoteIP || m.Method != "POST" ||
		m.Header.Get("Connection") != "close" || len(m.Header) != 2 {
		t.Errorf("read back: got %+v", m)
	}
}

func TestLeftOutPostsAreTold(t *testing.T) {
	r := clocked()
	gone := post("")
	gone.Body = []capture.Segment{{Image: "gone.jpg", Length: 4}}
	other := post("")
	other.Body = []capture.Segment{{Image: "other.jpg", Length: 4}} // two bytes when it was posted
	for _, p := range []capture.Post{gone, other, post("<kept/>"), post("<last/>")} {
		r.Add("dev_a", p)
	}
	var out bytes.Buffer
	if err := r.WriteTo(t.Context(), &out, "dev_a", store(map[string][]byte{"other.jpg": make([]byte, 30)})); err != nil {
		t.Fatal(err)
	}
	_, requests := read(t, out.Bytes())
	if len(requests) != 2 || requests[0].Header.Get(capture.HeaderOmitted) != "2" || requests[1].Header.Get(capture.HeaderOmitted) != "" {
		t.Errorf("got\n%s\nwant two posts, the first of them telling of two left out", out.String())
	}
}

func TestList(t *testing.T) {
	r := clocked()
	r.Add("dev_a", post("<first/>"))
	second := post("")
	second.Body = []capture.Segment{{Literal: []byte("<a>")}, {Image: "x.jpg", Length: 40}}
	second.Target = "/second"
	r.Add("dev_a", second)
	got := r.List("dev_a")
	want := capture.Summary{At: t0, RemoteIP: "192.0.2.21", Method: "POST", Target: "/second", ContentType: "application/xml", Bytes: 43}
	if len(got) != 2 || got[0] != want || got[1].Bytes != 8 {
		t.Errorf("got %+v, want the newest first, %+v", got, want)
	}
	if got := r.List("dev_b"); got == nil || len(got) != 0 {
		t.Errorf("unknown device: got %v, want an empty list", got)
	}
}

func TestWriteToEndsWithItsContext(t *testing.T) {
	r := clocked()
	r.Add("dev_a", post("<a/>"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.WriteTo(ctx, io.Discard, "dev_a", store(nil)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
