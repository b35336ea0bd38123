package sim_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim"
	"github.com/watchpost/watchpost/viewtron"
)

// TestDemoPostsWhatReceiversUnderstand runs the demo until every kind has come.
func TestDemoPostsWhatReceiversUnderstand(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	want := map[string]bool{
		"keepalive": true, "tracking": true, "alarmStatus": true, "license_plate": true, "region_intrusion": true, "face": true, "line_counting": true,
	}
	seen := make(chan string, 256)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		m, err := viewtron.Parse(body)
		if err != nil {
			t.Errorf("parse: %v", err)
			return
		}
		kind := m.Kind.String()
		if m.Event != nil {
			kind = string(m.Event.Detection)
			for _, img := range m.Images() {
				if data, err := img.Decode(nil); err != nil || !viewtron.IsJPEG(data) {
					t.Errorf("%s: an image that is no JPEG: %v", kind, err)
				}
			}
		}
		select {
		case seen <- kind:
		default:
		}
	}))
	defer srv.Close()
	done := make(chan error, 1)
	go func() { done <- sim.Demo{Receiver: srv.URL + "/API", Now: time.Now, Pace: time.Millisecond}.Run(ctx) }()
	for len(want) > 0 {
		select {
		case k := <-seen:
			delete(want, k)
		case <-ctx.Done():
			t.Fatalf("never came: %v", want)
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestDemoEndsWhenItIsRefused(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	defer srv.Close()
	err := sim.Demo{Receiver: srv.URL, Now: time.Now}.Run(t.Context())
	if err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want what the receiver answered", err)
	}
}
