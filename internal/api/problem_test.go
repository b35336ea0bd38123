package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/store"
)

func TestErrors(t *testing.T) {
	for _, tt := range []struct {
		name  string
		err   error
		code  string
		level string
	}{
		{"broken", errDisk, "internal", "ERROR"},
		{"damaged", store.ErrDamaged, "internal", "ERROR"},
		{"unavailable", fmt.Errorf("select: %w", store.ErrUnavailable), "storage_unavailable", "WARN"},
		{"full", fmt.Errorf("select: %w", store.ErrFull), "storage_full", "WARN"},
		{"cursor", store.ErrCursor, "bad_cursor", "DEBUG"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var logged bytes.Buffer
			w := newWorld()
			w.err = tt.err
			s := w.server()
			s.Log = slog.New(slog.NewJSONHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
			rec := call(s.Handler(), "GET", "/api/v1/events")
			p := wantProblem(t, rec, tt.code)
			var line map[string]any
			if err := json.Unmarshal(logged.Bytes(), &line); err != nil {
				t.Fatalf("log is not one line: %v: %s", err, logged.String())
			}
			if line["level"] != tt.level || line["code"] != tt.code || !strings.Contains(line["err"].(string), tt.err.Error()) {
				t.Errorf("log: got %v, want level %s", line, tt.level)
			}
			if rec.Code >= 500 {
				if id, _ := p["request_id"].(string); len(id) < 16 || line["request_id"] != id {
					t.Errorf("request id: answered %q, logged %v", id, line["request_id"])
				}
				if strings.Contains(rec.Body.String(), "secret") {
					t.Errorf("answer tells too much: %s", rec.Body)
				}
			}
			if got, want := rec.Header().Get("Retry-After") != "", rec.Code == 503; got != want {
				t.Errorf("Retry-After: got %v, want %v", got, want)
			}
		})
	}
}

// TestS14LogInjection: what callers send stays one quoted line of the log.
func TestS14LogInjection(t *testing.T) {
	var logged bytes.Buffer
	s := newWorld().server()
	s.Log = slog.New(slog.NewJSONHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	h := s.Handler()
	names := []string{"%0a%0dlevel=ERROR", "%1b[2J", strings.Repeat("x", 10000), "%ff%fe", "%22}{"}
	for _, n := range names {
		call(h, "GET", "/api/v1/cameras/"+n)
	}
	lines := strings.Split(strings.TrimSpace(logged.String()), "\n")
	if len(lines) != len(names) {
		t.Errorf("got %d lines, want %d", len(lines), len(names))
	}
	for _, l := range lines {
		if !json.Valid([]byte(l)) || strings.ContainsAny(l, "\x1b\r") {
			t.Errorf("line %q", l)
		}
	}
}

func TestPanicIsAnInternalError(t *testing.T) {
	var logged bytes.Buffer
	s := newWorld().server()
	s.Log = slog.New(slog.NewJSONHandler(&logged, nil))
	s.Findings = nil
	s.Devices = panicking{}
	rec := call(s.Handler(), "GET", "/api/v1/devices")
	wantProblem(t, rec, "internal")
	if !strings.Contains(logged.String(), "that was a nil") || strings.Contains(rec.Body.String(), "that was a nil") {
		t.Errorf("logged %s, answered %s", logged.String(), rec.Body)
	}
}

type panicking struct{ fakeDevices }

func (panicking) Devices(context.Context) ([]device.Device, error) { panic("that was a nil") }

// TestBrokenDownload: an error in the middle of an answer cuts the connection,
// so that the reader knows that it is not all.
func TestBrokenDownload(t *testing.T) {
	w := newWorld()
	clear(w.files)
	w.captures = strings.Repeat("POST /API HTTP/1.1\r\n\r\n", 10000)
	server := httptest.NewServer(w.server().Handler())
	defer server.Close()
	resp, err := http.Get(server.URL + "/api/v1/devices/" + deviceID + "/posts/download")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.ReadAll(resp.Body); err == nil {
		t.Error("the answer looks whole")
	}
}

func TestCallerThatLeft(t *testing.T) {
	var logged bytes.Buffer
	w := newWorld()
	w.err = context.Canceled
	s := w.server()
	s.Log = slog.New(slog.NewJSONHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	rec := call(s.Handler(), "GET", "/api/v1/events", endedContext)
	if logged.Len() != 0 || rec.Body.Len() != 0 {
		t.Errorf("logged %q, answered %q", logged.String(), rec.Body)
	}
}
