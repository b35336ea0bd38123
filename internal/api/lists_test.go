package api_test

import (
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/ingest/capture"
	"github.com/watchpost/watchpost/internal/store"
)

// pages asks for all pages of a list and returns the ids in it.
func pages(t *testing.T, w *world, target, list string) (ids []any, n int) {
	t.Helper()
	h := w.server().Handler()
	for cursor := ""; ; n++ {
		p := decodeJSON(t, call(h, "GET", target+cursor))
		for _, v := range p[list].([]any) {
			ids = append(ids, v.(map[string]any)["id"])
		}
		next, ok := p["next"].(string)
		if !ok {
			return ids, n + 1
		}
		cursor = "&cursor=" + next
	}
}

func TestPages(t *testing.T) {
	for _, tt := range []struct {
		name, target, list string
		want               []any
		pages              int
	}{
		{"devices", "/api/v1/devices?limit=1", "devices", []any{strangerID, deviceID}, 2},
		{"cameras", "/api/v1/cameras?limit=1", "cameras", []any{"cam_02005e40f40d_0", cameraID}, 2},
		{"cameras of a device", "/api/v1/cameras?device=" + strangerID, "cameras", nil, 1},
		{"requests", "/api/v1/requests?limit=1", "requests", []any{3.0, 2.0, 1.0}, 4},
		{"requests of a device", "/api/v1/devices/" + deviceID + "/requests?limit=2", "requests", []any{3.0, 2.0}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, n := pages(t, newWorld(), tt.target, tt.list)
			if !reflect.DeepEqual(got, tt.want) || n != tt.pages {
				t.Errorf("got %v in %d pages, want %v in %d", got, n, tt.want, tt.pages)
			}
		})
	}
}

func TestDeviceJSON(t *testing.T) {
	w := newWorld()
	d := decodeJSON(t, call(w.server().Handler(), "GET", "/api/v1/devices/"+deviceID))
	for name, want := range map[string]any{
		"heartbeat_seconds": 30.0, "clock_offset_seconds": -0.4, "online": true, "findings": []any{},
		"last_seen": "2026-11-24T08:30:01.123456Z",
	} {
		if got := d[name]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	d = decodeJSON(t, call(w.server().Handler(), "GET", "/api/v1/devices/"+strangerID))
	for _, name := range []string{"heartbeat_seconds", "clock_offset_seconds", "last_event", "mac", "serial"} {
		if v, ok := d[name]; ok {
			t.Errorf("%s is not known and told as %v", name, v)
		}
	}
	if got, want := d["findings"], []any{map[string]any{"code": "silent", "text": "Nothing is heard of it.", "hint": "Is it switched on?"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("findings: got %v, want %v", got, want)
	}
	w.devices[1].ClockOffset = 0
	d = decodeJSON(t, call(w.server().Handler(), "GET", "/api/v1/devices/"+deviceID))
	if got := d["clock_offset_seconds"]; got != 0.0 {
		t.Errorf("offset of a clock that is right: got %v, want 0", got)
	}
}

func TestAlarmState(t *testing.T) {
	w := newWorld()
	h := w.server().Handler()
	list := decodeJSON(t, call(h, "GET", "/api/v1/alarms?state=on&kind=intrusion"))["alarms"].([]any)
	for i, want := range []string{"on", "off"} {
		if got := list[i].(map[string]any)["state"]; got != want {
			t.Errorf("alarm %d: got %v, want %v", i, got, want)
		}
	}
	if w.aquery.Open == nil || !*w.aquery.Open || !reflect.DeepEqual(w.aquery.Kinds, []string{"intrusion"}) {
		t.Errorf("asked for %+v", w.aquery)
	}
	call(h, "GET", "/api/v1/alarms?state=on,off")
	if w.aquery.Open != nil {
		t.Error("both states are a filter")
	}
}

func TestPlateQueries(t *testing.T) {
	for _, tt := range []struct {
		query string
		want  store.PlateQuery
	}{
		{"", store.PlateQuery{}},
		{"q=jp%201i6", store.PlateQuery{Fuzzy: "jp 1i6"}},
		{"prefix=jp-1", store.PlateQuery{Prefix: "JP1"}},
		{"text=jp-116%20d&group=White", store.PlateQuery{Exact: "JP116D", Group: "White"}},
	} {
		t.Run(tt.query, func(t *testing.T) {
			w := newWorld()
			tt.want.Limit = 50
			if rec := call(w.server().Handler(), "GET", "/api/v1/plates?"+tt.query); rec.Code != 200 || !reflect.DeepEqual(w.pquery, tt.want) {
				t.Errorf("got %d %+v, want %+v", rec.Code, w.pquery, tt.want)
			}
		})
	}
}

func TestCountRanges(t *testing.T) {
	hour := now.Truncate(time.Hour)
	for _, tt := range []struct {
		name, query   string
		bucket        time.Duration
		after, before time.Time
	}{
		{"the last 24 hours, the running one included", "", time.Hour, hour.Add(-23 * time.Hour), time.Time{}},
		{"minutes", "bucket=minute", time.Minute, now.Truncate(time.Minute).Add(-23 * time.Minute), time.Time{}},
		{"days", "bucket=day", 24 * time.Hour, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), time.Time{}},
		{"days of Berlin", "bucket=day&tz=Europe/Berlin", 24 * time.Hour, time.Date(2026, 10, 31, 23, 0, 0, 0, time.UTC), time.Time{}},
		{"hours of Kolkata", "tz=Asia/Kolkata", time.Hour, hour.Add(-22*time.Hour - 30*time.Minute), time.Time{}},
		{"before alone", "before=2026-11-20T00:00:00Z", time.Hour, time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)},
		{"after alone", "after=2026-11-20T00:00:00Z", time.Hour, time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), time.Time{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld()
			if rec := call(w.server().Handler(), "GET", "/api/v1/counts?"+tt.query); rec.Code != 200 {
				t.Fatalf("got %d %s", rec.Code, rec.Body)
			}
			if q := w.cquery; q.Bucket != tt.bucket || !q.After.Equal(tt.after) || !q.Before.Equal(tt.before) {
				t.Errorf("got %v %v %v, want %v %v %v", q.Bucket, q.After, q.Before, tt.bucket, tt.after, tt.before)
			}
		})
	}
}

// TestCountPages: every row is told once, though the store stops in the middle
// of a bucket.
func TestCountPages(t *testing.T) {
	w := newWorld()
	w.countsOf = nil
	const rows = 24000
	for i := range rows {
		w.countsOf = append(w.countsOf, store.Count{
			Start: now.Truncate(time.Hour).Add(time.Duration(i/7-5000) * time.Minute), CameraID: cameraID, Type: event.Types()[i%7], Events: 1,
		})
	}
	h := w.server().Handler()
	seen := make(map[string]bool)
	asked := 0
	for cursor := ""; ; {
		p := decodeJSON(t, call(h, "GET", "/api/v1/counts?bucket=minute&after=2026-11-01T00:00:00Z"+cursor))
		for _, c := range p["counts"].([]any) {
			row := c.(map[string]any)
			seen[row["start"].(string)+row["type"].(string)] = true
			asked++
		}
		next, ok := p["next"].(string)
		if !ok {
			break
		}
		cursor = "&cursor=" + next
	}
	if len(seen) != rows || asked != rows {
		t.Errorf("got %d rows, %d different; want %d", asked, len(seen), rows)
	}
}

func TestPostsDownload(t *testing.T) {
	h := newWorld().server().Handler()
	rec := call(h, "GET", "/api/v1/devices/"+deviceID+"/posts/download")
	if want := "POST /API HTTP/1.1\r\n\r\n" + string(jpegBytes(300)); rec.Code != 200 || rec.Body.String() != want {
		t.Errorf("got %d %q", rec.Code, rec.Body)
	}
	if got := rec.Header().Get("Content-Type"); got != capture.ContentType {
		t.Errorf("Content-Type: got %q", got)
	}
	if got, want := rec.Header().Get("Content-Disposition"), "attachment; filename="+deviceID+".http"; got != want {
		t.Errorf("Content-Disposition: got %q, want %q", got, want)
	}
	wantProblem(t, call(h, "GET", "/api/v1/devices/"+strangerID+"/posts/download"), "post_not_found")
	wantProblem(t, call(h, "GET", "/api/v1/devices/none/posts/download"), "device_not_found")

	s := newWorld().server()
	s.Posts = nil
	h = s.Handler()
	if got := call(h, "GET", "/api/v1/devices/"+deviceID+"/posts").Body.String(); got != `{"posts":[]}`+"\n" {
		t.Errorf("without a capture: got %q", got)
	}
	wantProblem(t, call(h, "GET", "/api/v1/devices/"+deviceID+"/posts/download"), "post_not_found")
}

// TestIndex: the links of the page lead somewhere.
func TestIndex(t *testing.T) {
	h := newWorld().server().Handler()
	page := call(h, "GET", "/").Body.String()
	links := strings.Split(page, `href="`)[1:]
	if len(links) < 10 {
		t.Fatalf("only %d links", len(links))
	}
	for _, l := range links {
		target, _, _ := strings.Cut(l, `"`)
		if target == "/api/v1/stream" {
			continue
		}
		if rec := call(h, "GET", target); rec.Code != 200 {
			t.Errorf("%s: got %d", target, rec.Code)
		}
	}
}

// TestHostileNames: what devices call themselves is escaped in every answer.
func TestHostileNames(t *testing.T) {
	w := newWorld()
	w.devices[1].Name = "<script>alert(1)</script>\n\x00\xff&"
	h := w.server().Handler()
	rec := call(h, "GET", "/api/v1/devices")
	if body := rec.Body.String(); strings.ContainsAny(body, "<>&\x00") || !utf8.ValidString(body) {
		t.Errorf("got %q", rec.Body)
	}
	decodeJSON(t, rec)
}

func TestZonesThatAreNone(t *testing.T) {
	for _, tz := range []string{"Mars/Olympus", "Local", "../../etc/passwd", "Europe/Berlin&tz=UTC"} {
		rec := call(newWorld().server().Handler(), "GET", "/api/v1/counts?tz="+tz)
		if p := wantProblem(t, rec, "bad_parameter"); p["parameter"] != "tz" {
			t.Errorf("%s: got %v, want that tz is wrong", tz, p)
		}
	}
}
