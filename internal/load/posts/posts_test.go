package posts_test

import (
	"bytes"
	"image/jpeg"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/load/posts"
	"github.com/watchpost/watchpost/viewtron"
)

var at = time.Date(2026, 5, 12, 11, 0, 0, 123_456_000, time.UTC)

func TestEventIsReadBackAsMade(t *testing.T) {
	body, sums := posts.Device{N: 300}.Event(42, at, 60_000, 5_000)
	m, err := viewtron.Parse(body)
	if err != nil || m.Kind != viewtron.KindEvent {
		t.Fatalf("got %v, %v, want an event", m, err)
	}
	if got := m.Event.Rules[0].EventID; got != "42" {
		t.Errorf("event id %q, want 42", got)
	}
	for i, img := range []*viewtron.Image{m.Event.Overview, m.Event.Targets[0].Image} {
		data, err := img.Decode(nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := posts.Sum(data); got != sums[i] {
			t.Errorf("picture %d has sum %s, want %s", i, got, sums[i])
		}
		if _, err := jpeg.Decode(bytes.NewReader(data)); err != nil {
			t.Errorf("picture %d: %v", i, err)
		}
	}
	_, again := posts.Device{N: 300}.Event(43, at, 60_000, 5_000)
	if sums[0] == again[0] {
		t.Error("two events have the same picture")
	}
}

func TestTemplateChangesNumberAndTimeOnly(t *testing.T) {
	const host = "192.0.2.1:5002"
	d := posts.Device{N: 7}
	event := d.EventTemplate(host, 2_000, 0)
	for _, number := range []int64{1_000_000_001, 1_000_000_002, 9_999_999_999} {
		m := parse(t, event.At(number, at))
		if got, want := m.Event.Rules[0].EventID, m.Event.Targets[0].ID; got != want || m.Event.Rules[0].EventID == "7777777777" {
			t.Errorf("event id %s, target %s, want both %d", got, want, number)
		}
		if !m.Time.UTC.Equal(at) {
			t.Errorf("time %v, want %v", m.Time.UTC, at)
		}
	}
	m := parse(t, d.TrackingTemplate(host, 5, 1000).At(1, at))
	if m.Kind != viewtron.KindTracking || m.Tracking[0].ID != "5" || !m.Time.UTC.Equal(at) {
		t.Errorf("got %v of target %s at %v", m.Kind, m.Tracking[0].ID, m.Time.UTC)
	}
}

func parse(t *testing.T, request []byte) *viewtron.Message {
	t.Helper()
	_, body, _ := bytes.Cut(request, []byte("\r\n\r\n"))
	m, err := viewtron.Parse(body)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
