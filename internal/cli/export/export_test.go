package export_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/cli/export"
)

// source is a server with n events in pages; "newest first" is by number.
type source struct {
	n     int
	asked []client.Query
	// failAt is the page that fails, counted from 1; 0 fails none.
	failAt int
	images int // served so far
	gone   string
}

var arrival = time.Date(2026, 11, 24, 8, 30, 0, 604_000_000, time.UTC)

func eventID(i int) string { return fmt.Sprintf("01KAXW3V1S8Z6Q4J7T2M9B%04d", i) }

func (s *source) Events(_ context.Context, q client.Query) (client.Page[client.Event], error) {
	s.asked = append(s.asked, q)
	if len(s.asked) == s.failAt {
		return client.Page[client.Event]{}, errors.New("connection refused")
	}
	from := 0
	if q.Cursor != "" {
		from, _ = strconv.Atoi(strings.TrimPrefix(q.Cursor, "after-"))
	}
	var p client.Page[client.Event]
	for i := from; i < min(from+q.Limit, s.n); i++ {
		e := client.Event{
			ID: eventID(i), Seq: int64(1000 - i), ReceivedAt: arrival, OccurredAt: arrival, Clock: "device",
			Device: client.DeviceRef{ID: "dev_1", Name: "=HYPERLINK(\"http://192.0.2.1\")"},
			Camera: client.CameraRef{ID: "cam_1_1", Name: "Front, \"door\"", Channel: 1},
			Source: "nvr", Type: "license_plate", Category: "plate", State: "start",
			Targets: []client.Target{{Type: "plate", Plate: &client.Plate{Text: "JP116D", List: "whiteList", Owner: "+49 30"}, Vehicle: &client.Vehicle{Brand: "GMC"}}, {Type: "plate", Plate: &client.Plate{Text: "B2"}}},
			Images:  []client.Image{{N: 0, Kind: "source", Bytes: 6}, {N: 1, Kind: "target", Bytes: 6}, {N: 2, Bytes: 9, Flag: "not_jpeg"}},
		}
		p.Items = append(p.Items, e)
	}
	if from+q.Limit < s.n {
		p.Next = fmt.Sprintf("after-%d", from+q.Limit)
	}
	return p, nil
}

func (s *source) Image(_ context.Context, id string, n int) ([]byte, error) {
	if id == s.gone {
		return nil, &client.Error{Status: 404, Code: "event_not_found"}
	}
	s.images++
	return []byte(fmt.Sprintf("jpeg %d", n)), nil
}

func options(s *source) export.Options {
	return export.Options{Source: s, Format: export.CSV, Query: client.Query{Paging: client.Paging{Limit: 4}}}
}

func TestCSV(t *testing.T) {
	var out bytes.Buffer
	o := options(&source{n: 10})
	o.Out = &out
	if err := export.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(out.String(), "\r\n"); got != 11 || strings.Count(out.String(), "\n") != 11 {
		t.Errorf("%d lines end in CR LF, want 11 of 11:\n%s", got, out.String())
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"id": eventID(0), "received_at": "2026-11-24T08:30:00.604000Z", "device": `'=HYPERLINK("http://192.0.2.1")`,
		"camera": `Front, "door"`, "channel": "1", "plate": "JP116D", "plates": "JP116D B2", "plate_owner": "'+49 30",
		"targets": "plate plate", "vehicle_brand": "GMC", "images": "3", "image_bytes": "21", "plate_confidence": "", "pinned": "false",
	}
	for i, name := range rows[0] {
		if w, ok := want[name]; ok && rows[1][i] != w {
			t.Errorf("%s = %q, want %q", name, rows[1][i], w)
		}
		delete(want, name)
	}
	for name := range want {
		t.Errorf("there is no column %s", name)
	}
	for i, row := range rows[1:] {
		if row[0] != eventID(i) {
			t.Errorf("row %d is %s, want %s", i, row[0], eventID(i))
		}
	}
	if got := len(export.Columns()); got != len(rows[0]) {
		t.Errorf("%d columns are described, want %d", got, len(rows[0]))
	}
}

func TestNDJSON(t *testing.T) {
	var out bytes.Buffer
	o := options(&source{n: 5})
	o.Out, o.Format = &out, export.NDJSON
	if err := export.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != 5 {
		t.Fatalf("%d lines, want 5", len(lines))
	}
	var raw map[string]any
	if err := json.Unmarshal([]byte(lines[0]), &raw); err != nil {
		t.Fatal(err)
	}
	if got := raw["received_at"]; got != "2026-11-24T08:30:00.604000Z" {
		t.Errorf("received_at = %v, want microseconds as in the API", got)
	}
	var e client.Event
	if err := json.Unmarshal([]byte(lines[4]), &e); err != nil || e.ID != eventID(4) || e.Targets[0].Plate.Text != "JP116D" || !e.OccurredAt.Equal(arrival) {
		t.Errorf("line 5 reads as %+v, %v", e, err)
	}
}

func TestQueryIsPassedOn(t *testing.T) {
	s := &source{n: 5}
	o := options(s)
	o.Out, o.Query.Plate, o.Query.Limit = &bytes.Buffer{}, "JP116D", 0
	if err := export.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if q := s.asked[0]; q.Plate != "JP116D" || q.Limit < 100 {
		t.Errorf("asked for %+v, want the plate and a large page", q)
	}
}

func TestFileHasItsNameOnceItIsComplete(t *testing.T) {
	name := filepath.Join(t.TempDir(), "events.csv")
	var whole bytes.Buffer
	o := options(&source{n: 10})
	o.Out = &whole
	if err := export.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}

	o = options(&source{n: 10, failAt: 3})
	o.File = name
	err := export.Run(t.Context(), o)
	var stopped *export.StoppedError
	if !errors.As(err, &stopped) {
		t.Fatalf("Run = %v, want a StoppedError", err)
	}
	if stopped.Events != 8 || stopped.Cursor != "after-8" || stopped.Part != name+".part" {
		t.Errorf("stopped with %+v, want 8 events, after-8, and the part", stopped)
	}
	if text := err.Error(); !strings.Contains(text, "--cursor after-8") || !strings.Contains(text, "connection refused") {
		t.Errorf("%q does not say why, and how to go on", text)
	}
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is there already: %v", name, err)
	}

	o = options(&source{n: 10})
	o.File, o.Query.Cursor = name, stopped.Cursor
	if err := export.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != whole.String() {
		t.Errorf("in two goes:\n%s\nat once:\n%s", got, whole.String())
	}
	if _, err := os.Stat(name + ".part"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the part is left: %v", err)
	}
}

func TestFailureBeforeTheFirstPageLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	var out bytes.Buffer
	for _, file := range []string{"", filepath.Join(dir, "e.csv")} {
		o := options(&source{n: 10, failAt: 1})
		o.File, o.Out = file, &out
		err := export.Run(t.Context(), o)
		var stopped *export.StoppedError
		if !errors.As(err, &stopped) || stopped.Events != 0 || stopped.Cursor != "" || stopped.Part != "" {
			t.Errorf("Run = %#v, want a StoppedError with nothing done", err)
		}
		if !strings.Contains(err.Error(), "is watchpost serve running?") {
			t.Errorf("%q does not say what to do", err)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 || out.Len() > 0 {
		t.Errorf("left %v and %q, %v", left, out.String(), err)
	}
}

func TestCursorWithoutItsPart(t *testing.T) {
	o := options(&source{n: 10})
	o.File, o.Query.Cursor = filepath.Join(t.TempDir(), "e.csv"), "after-4"
	if err := export.Run(t.Context(), o); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Run = %v, want an error: there is nothing to go on with", err)
	}
}

func TestImages(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	s := &source{n: 5, gone: eventID(3)}
	var progress bytes.Buffer
	o := options(s)
	o.Out, o.Images, o.Progress = &bytes.Buffer{}, dir, &progress
	if err := export.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			names = append(names, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(names) != 8 || names[0] != "2026-11-24/"+eventID(0)+"-0.jpg" {
		t.Errorf("files %v, want two of each event but one", names)
	}
	if got, err := os.ReadFile(filepath.Join(dir, names[1])); string(got) != "jpeg 1" {
		t.Errorf("%s holds %q, %v", names[1], got, err)
	}
	if want := "5 events, 8 images (0.0 MB) exported; 2 images were gone\n"; progress.String() != want {
		t.Errorf("progress %q, want %q", progress.String(), want)
	}

	s.asked, s.images = nil, 0
	if err := export.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if s.images != 0 {
		t.Errorf("%d images were fetched again, want none", s.images)
	}
}

// hostile is a server that sends names of its choice.
type hostile struct{ *source }

func (h hostile) Events(ctx context.Context, q client.Query) (client.Page[client.Event], error) {
	p, err := h.source.Events(ctx, q)
	p.Items[0].ID = "../../../escape"
	return p, err
}

func TestImageNamesAreNotTheServers(t *testing.T) {
	o := options(&source{n: 1})
	o.Source, o.Out, o.Images = hostile{&source{n: 1}}, &bytes.Buffer{}, t.TempDir()
	if err := export.Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), "event's id") {
		t.Errorf("Run = %v, want the id to be refused", err)
	}
}

func TestProgressIsToldNowAndThen(t *testing.T) {
	now := arrival
	var progress bytes.Buffer
	o := options(&source{n: 40})
	o.Out, o.Progress = &bytes.Buffer{}, &progress
	o.Now = func() time.Time { now = now.Add(3 * time.Second); return now }
	if err := export.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(progress.String(), "\n"); got != 3 {
		t.Errorf("%d lines in half a minute, want 3:\n%s", got, progress.String())
	}
}
