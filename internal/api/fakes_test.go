package api_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/auth"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/ingest/capture"
	"github.com/watchpost/watchpost/internal/ingest/connlog"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/live"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/saved"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/internal/zone"
)

// Ids of the world that tests look at.
const (
	eventID    = "01KAXW3V1S8Z6Q4J7T2M9B5C0D"
	plateID    = "01KAXW3V1S8Z6Q4J7T2M9B5C0E"
	postID     = "01KAXW3V1S8Z6Q4J7T2M9B5C0F"
	incidentID = "01KAXW3V1S8Z6Q4J7T2M9B5C0H"
	goneID     = "01KAXW3V1S8Z6Q4J7T2M9B5C0G"
	deviceID   = "dev_02005e40f40d"
	cameraID   = "cam_02005e40f40d_1"
	strangerID = "dev_ip_192.0.2.99"
)

var now = time.Date(2026, 11, 24, 8, 30, 1, 123456000, time.UTC)

// world is a fake of everything that the API reads. Its zero value is empty; its
// methods keep to the contracts as far as tests need it.
type world struct {
	saved    []saved.Filter
	mu       sync.Mutex
	err      error // of every call of the store
	events   []*event.Event
	query    store.EventQuery // of the last list
	alarms   []alarm.Alarm
	aquery   store.AlarmQuery
	tracks   []track.Track
	tquery   store.TrackQuery
	version  uint64 // of who is in view
	in       []*incident.Incident
	iquery   store.IncidentQuery
	plates   []store.PlateSummary
	pquery   store.PlateQuery
	groups   []plate.Group
	known    []plate.Known
	kquery   store.KnownQuery
	countsOf []store.Count
	cquery   store.CountQuery
	zones    []zone.Zone
	passages []zone.Passage
	passed   store.PassageQuery
	zcounts  []store.ZoneCount
	zcquery  store.ZoneCountQuery
	posts    []store.Quarantined
	raw      map[event.ID]string
	journal  []journal.Entry
	devices  []device.Device
	files    map[string][]byte
	requests []connlog.Entry
	thumb    func(name string, width int) ([]byte, error)
	captured []capture.Summary
	captures string
	people   access.Kept
	said     []store.Review
	gone     []event.ID // what was discarded
	shares   []access.KeptShare
	log      []access.Entry // the audit log
}

func (w *world) Event(_ context.Context, id event.ID) (*event.Event, error) {
	if w.err != nil {
		return nil, w.err
	}
	for _, e := range w.events {
		if e.ID == id {
			return e, nil
		}
	}
	return nil, event.ErrNotFound
}

func (w *world) Events(_ context.Context, q store.EventQuery) (store.EventPage, error) {
	w.query = q
	if w.err != nil {
		return store.EventPage{}, w.err
	}
	from := 0
	if q.Cursor != "" {
		var err error
		if from, err = strconv.Atoi(q.Cursor); err != nil {
			return store.EventPage{}, store.ErrCursor
		}
	}
	p := store.EventPage{Events: w.events[from:]}
	if len(p.Events) > q.Limit {
		p.Events, p.Next = p.Events[:q.Limit], strconv.Itoa(from+q.Limit)
	}
	return p, nil
}

func (w *world) Raw(_ context.Context, id event.ID) ([]byte, error) {
	if xml, ok := w.raw[id]; ok {
		return []byte(xml), nil
	}
	return nil, event.ErrNotFound
}

func (w *world) Pin(ctx context.Context, id event.ID, pinned bool) error {
	e, err := w.Event(ctx, id)
	if err == nil {
		e.Pinned = pinned
	}
	return err
}

func (w *world) Alarms(_ context.Context, q store.AlarmQuery) ([]alarm.Alarm, string, error) {
	w.aquery = q
	return w.alarms, "", w.err
}

func (w *world) Tracks(_ context.Context, q store.TrackQuery) ([]track.Track, string, error) {
	w.tquery = q
	return w.tracks, "more", w.err
}

func (w *world) Track(_ context.Context, id track.ID) (track.Track, error) {
	for _, t := range w.tracks {
		if t.ID == id {
			return t, w.err
		}
	}
	return track.Track{}, fmt.Errorf("track %s: %w", id, track.ErrNotFound)
}

// InView has the tracks that have not ended in view.
func (w *world) InView(cameraID string, known uint64) (tracks []track.Track, version uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if known == w.version {
		return nil, known
	}
	for _, t := range w.tracks {
		if !t.Ended && t.CameraID == cameraID {
			tracks = append(tracks, t)
		}
	}
	return tracks, w.version
}

// move moves the targets in view.
func (w *world) move() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.version++
	for i := range w.tracks {
		w.tracks[i].LastRect = geo.Rect{int(w.version), 0, 5000, 5000}
	}
}

func (w *world) Plates(_ context.Context, q store.PlateQuery) ([]store.PlateSummary, string, error) {
	w.pquery = q
	return w.plates, "", w.err
}

func (w *world) Plate(_ context.Context, text string) (store.PlateSummary, error) {
	for _, p := range w.plates {
		if p.Text == text {
			return p, nil
		}
	}
	return store.PlateSummary{}, event.ErrNotFound
}

func (w *world) Counts(_ context.Context, q store.CountQuery) ([]store.Count, error) {
	w.cquery = q
	var out []store.Count
	for _, c := range w.countsOf {
		if !c.Start.Before(q.After) && len(out) < api.MaxCounts {
			out = append(out, c)
		}
	}
	return out, w.err
}

func (w *world) Quarantined(context.Context, store.Page) ([]store.Quarantined, string, error) {
	return w.posts, "", w.err
}

func (w *world) QuarantinedPost(_ context.Context, id string) (store.Quarantined, error) {
	for _, p := range w.posts {
		if p.ID == id {
			return p, nil
		}
	}
	return store.Quarantined{}, event.ErrNotFound
}

// DeleteQuarantined is the store's, and what people ask for.
func (w *world) DeleteQuarantined(_ context.Context, id string) (string, error) {
	n := len(w.posts)
	w.posts = slices.DeleteFunc(slices.Clone(w.posts), func(p store.Quarantined) bool { return p.ID == id })
	if len(w.posts) == n {
		return "", event.ErrNotFound
	}
	return "", nil
}

func (w *world) DeviceChanges(context.Context, time.Time) ([]journal.Entry, error) { return nil, w.err }

func (w *world) Journal(_ context.Context, after int64, limit int) ([]journal.Entry, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return nil, w.err
	}
	i, _ := slices.BinarySearchFunc(w.journal, after+1, func(e journal.Entry, seq int64) int { return int(e.Seq - seq) })
	return slices.Clone(w.journal[i:min(i+limit, len(w.journal))]), nil
}

func (w *world) Bounds(context.Context) (oldest, newest int64, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.journal) == 0 || w.err != nil {
		return 0, 0, w.err
	}
	return w.journal[0].Seq, w.journal[len(w.journal)-1].Seq, nil
}

// append writes entries to the journal.
func (w *world) append(entries ...journal.Entry) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.journal = append(w.journal, entries...)
}

// fakeDevices has the methods of the registry.
type fakeDevices struct{ w *world }

func (f fakeDevices) Devices(context.Context) ([]device.Device, error) { return f.w.devices, nil }

func (f fakeDevices) Device(_ context.Context, id string) (device.Device, error) {
	for _, d := range f.w.devices {
		if d.ID == id {
			return d, nil
		}
	}
	return device.Device{}, fmt.Errorf("device %q: %w", id, device.ErrNotFound)
}

func (f fakeDevices) Camera(_ context.Context, id string) (device.Camera, error) {
	for _, d := range f.w.devices {
		for _, c := range d.Cameras {
			if c.ID == id {
				return c, nil
			}
		}
	}
	return device.Camera{}, fmt.Errorf("camera %q: %w", id, device.ErrNotFound)
}

type memoryFile struct{ *bytes.Reader }

func (memoryFile) Close() error { return nil }

// Open is the image store's.
func (w *world) Open(_ context.Context, name string) (images.File, images.Info, error) {
	b, ok := w.files[name]
	if !ok {
		return nil, images.Info{}, fmt.Errorf("open %s: %w", name, images.ErrNotFound)
	}
	return memoryFile{bytes.NewReader(b)}, images.Info{Name: name, Size: int64(len(b))}, nil
}

func (w *world) Thumbnail(_ context.Context, name string, width int) ([]byte, error) {
	return w.thumb(name, width)
}

type fakeRequests struct{ w *world }

func (f fakeRequests) All(limit int, before int64) []connlog.Entry {
	return f.Device("", limit, before)
}

func (f fakeRequests) Device(id string, limit int, before int64) []connlog.Entry {
	var out []connlog.Entry
	for _, e := range f.w.requests {
		if (id == "" || e.DeviceID == id) && (before == 0 || e.ID < before) && len(out) < limit {
			out = append(out, e)
		}
	}
	return out
}

type fakePosts struct{ w *world }

func (f fakePosts) List(id string) []capture.Summary {
	if id != deviceID {
		return nil
	}
	return f.w.captured
}

func (f fakePosts) WriteTo(ctx context.Context, out io.Writer, _ string, open func(context.Context, string) (io.ReadCloser, error)) error {
	io.WriteString(out, f.w.captures)
	file, err := open(ctx, "2026/11/24/08/"+eventID+"-0.jpg")
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(out, file)
	return err
}

// jpegBytes is enough of a JPEG for what serves it without looking inside.
func jpegBytes(n int) []byte {
	return append([]byte{0xff, 0xd8, 0xff, 0xe0}, bytes.Repeat([]byte{7}, n-4)...)
}

func id(s string) event.ID {
	v, err := event.ParseID(s)
	if err != nil {
		panic(err)
	}
	return v
}

func ptr[T any](v T) *T { return &v }

// newWorld is a world with one of everything.
func newWorld() *world {
	at := now
	w := &world{
		files: map[string][]byte{
			"2026/11/24/08/" + eventID + "-0.jpg": jpegBytes(300),
			"2026/11/24/08/" + eventID + "-1.jpg": jpegBytes(200),
			"2026/11/24/08/" + postID + ".bin":    []byte("<html><script>alert(1)</script>"),
		},
		thumb:    func(string, int) ([]byte, error) { return jpegBytes(64), nil },
		raw:      map[event.ID]string{id(eventID): `<?xml version="1.0"?><config/>`},
		captures: "POST /API HTTP/1.1\r\n\r\n",
		captured: []capture.Summary{{At: at, RemoteIP: "192.0.2.60", Method: "POST", Target: "/API", ContentType: "application/xml", Bytes: 22}},
	}
	w.events = []*event.Event{{
		ID: id(plateID), Seq: 48214, ReceivedAt: at.Add(time.Second), OccurredAt: at.Add(time.Second), Clock: event.ClockServer,
		DeviceID: deviceID, CameraID: cameraID, Source: event.SourceNVR, Format: "v2", Type: "license_plate", Category: event.CategoryPlate,
		SmartType: "vehicle", State: "start", Plate: "JP 116-D", Group: "whiteList", Flags: []string{"image_damaged"}, Pinned: true,
		Targets: []event.Target{{
			ID: "7", Type: event.TargetPlate, Rect: &geo.Rect{1, 2, 3, 4},
			Plate:   &event.Plate{Text: "JP 116-D", Color: "white", Group: "whiteList", List: "whiteList", Owner: "A. Person", Confidence: ptr(99.0), Direction: "approach"},
			Vehicle: &event.Vehicle{Type: "mpv", Color: "white", Brand: "GMC", Model: "GMC_SAVANA", Rect: &geo.Rect{10, 20, 30, 40}},
		}},
		Images: []event.Image{
			{N: 0, Kind: event.ImageSource, Bytes: 31, Name: "2026/11/24/08/" + postID + ".bin", Flag: "not_jpeg"},
			{N: 1, Kind: event.ImageTarget, Target: "7", Bytes: 9, Flag: "damaged"},
			{N: 2, Kind: event.ImageTarget, Target: "7", Flag: "missing"},
			{N: 3, Kind: event.ImageSource, Width: 65500, Height: 65500, Bytes: 300, Name: "2026/11/24/08/" + eventID + "-0.jpg"},
			{N: 4, Kind: event.ImageSource, Width: 640, Height: 480, Bytes: 300, Name: "2026/11/24/08/" + goneID + "-4.jpg"},
			{N: 5, Kind: event.ImageSource, Width: 640, Height: 480, Bytes: 299, Name: "2026/11/24/08/" + eventID + "-0.jpg"},
		},
		Zones: []event.Zone{
			{Kind: "line", Points: []geo.Point{{1, 2}, {3, 4}}},
			{Kind: "area", Points: []geo.Point{{1, 2}, {3, 4}, {5, 6}}},
		},
	}, {
		ID: id(eventID), Seq: 48213, ReceivedAt: at, OccurredAt: time.Date(2026, 11, 24, 8, 30, 0, 604000000, time.UTC), Clock: event.ClockDevice,
		DeviceTime: "1763973000604000", DeviceID: deviceID, CameraID: cameraID, Source: event.SourceNVR, Format: "v2", ConfigVersion: "2.0.0",
		Type: "region_intrusion", Category: event.CategoryIntrusion, SmartType: "regionIntrusion", State: "start", EventID: "916",
		Zones: []event.Zone{{Kind: "area", Points: []geo.Point{{1590, 3080}, {4715, 3181}, {4772, 9217}, {416, 9141}}}},
		Targets: []event.Target{
			{ID: "716", Type: event.TargetPerson, Rect: &geo.Rect{3096, 3715, 4005, 9861}, Image: ptr(1)},
			{Type: event.TargetFace, Face: &event.Face{Age: "middleAged", Sex: "male", Glasses: "unknown", Mask: "unknown"}},
			{Type: event.TargetUnknown, RawType: "llama", EventID: "917", State: "stop"},
		},
		Images: []event.Image{
			{N: 0, Kind: event.ImageSource, Width: 1280, Height: 720, Bytes: 300, Name: "2026/11/24/08/" + eventID + "-0.jpg"},
			{N: 1, Kind: event.ImageTarget, Target: "716", Width: 336, Height: 448, Bytes: 200, Name: "2026/11/24/08/" + eventID + "-1.jpg"},
		},
	}}
	w.devices = []device.Device{{
		ID: strangerID, Name: "Device 192.0.2.99", Kind: device.KindUnknown, IP: "192.0.2.99", FirstSeen: at, LastSeen: at,
	}, {
		ID: deviceID, Name: "Yard NVR", Kind: device.KindNVR, MAC: "02:00:5e:40:f4:0d", IP: "192.0.2.60", OwnIP: "192.0.2.61", Serial: "S1",
		Format: "v2", Firmware: "5.3.1", FirstSeen: at, LastSeen: at, LastKeepalive: at, LastEvent: at, Online: true,
		Heartbeat: 30 * time.Second, ClockOffset: -400 * time.Millisecond, ClockKnown: true, Counters: device.Counters{Events: 2, Bytes: 500},
		Cameras: []device.Camera{
			{ID: "cam_02005e40f40d_0", DeviceID: deviceID, Name: "Yard NVR (no channel)"},
			{ID: cameraID, DeviceID: deviceID, Name: "Front door", Channel: 1, LastSeen: at, LastEvent: at},
		},
	}}
	w.alarms = []alarm.Alarm{
		{ID: 2, DeviceID: deviceID, CameraID: cameraID, Kind: "intrusion", Flag: "perimeterAlarm", Rule: "1", StartedAt: at, LastAt: at, DeviceTime: "17"},
		{ID: 1, DeviceID: deviceID, CameraID: cameraID, Kind: "motion", Flag: "motionAlarm", StartedAt: at, LastAt: at, EndedAt: at.Add(time.Second), End: "cleared"},
	}
	w.tracks = []track.Track{
		{ID: id(eventID), DeviceID: deviceID, CameraID: cameraID, TargetID: "716", Type: event.TargetPerson, FirstSeen: at, LastSeen: at, Ended: true, Posts: 9,
			FirstRect: geo.Rect{1, 2, 3, 4}, LastRect: geo.Rect{2, 3, 4, 5}, Speed: 120.5, Heading: 90,
			Incident: id(incidentID),
			Best:     track.Moment{At: at, Rect: geo.Rect{1, 2, 3, 4}},
			Types:    []track.TypeChange{{Type: event.TargetCar}, {At: 280 * time.Millisecond, Type: event.TargetPerson}},
			Path:     packed(geo.Rect{1, 2, 3, 4}, geo.Rect{500, 600, 700, 800}, geo.Rect{2, 3, 4, 5})},
		{ID: id(plateID), DeviceID: deviceID, CameraID: cameraID, TargetID: "717", Type: event.TargetCar, FirstSeen: at, LastSeen: at, Heading: -1},
	}
	w.version = 1
	w.in = []*incident.Incident{
		{
			ID: id(incidentID), Cameras: []incident.Camera{{DeviceID: deviceID, CameraID: cameraID}, {DeviceID: "dev_x", CameraID: "cam_x_1"}},
			StartedAt: at, LastAt: at.Add(time.Second), ClosedAt: at.Add(11 * time.Second), Review: event.Seen, Reviewed: true,
			Types: []event.Type{"region_intrusion", "license_plate"}, TargetTypes: []event.TargetType{event.TargetPerson, event.TargetPlate},
			Targets:    []incident.Target{{CameraID: cameraID, ID: "716", Type: event.TargetPerson, LastAt: at}},
			AlarmKinds: []string{"intrusion"}, Zones: w.events[1].Zones, Plates: []string{"JP 116D"}, Faces: []event.Face{{Age: "middleAged"}},
			Picture: &incident.Picture{Event: id(eventID), N: 1, Kind: event.ImageTarget, Width: 336, Height: 448, Bytes: 200},
			Events:  2, Alarms: 1, Tracks: 1,
		},
		{ID: id(goneID), Cameras: []incident.Camera{{DeviceID: "dev_x", CameraID: "cam_x_1"}}, StartedAt: at, LastAt: at, Alarms: 1},
	}
	w.plates = []store.PlateSummary{{
		Text: "JP116D", Reads: 3, FirstSeen: at, LastSeen: at, Group: "whiteList", Owner: "A. Person", LastEvent: id(plateID), LastCamera: cameraID, Match: "ocr", Score: 0.9,
	}}
	w.countsOf = []store.Count{
		{Start: at.Truncate(time.Hour), CameraID: cameraID, Type: "region_intrusion", Events: 4},
		{Start: at.Truncate(time.Hour), CameraID: cameraID, Type: "region_intrusion", Target: event.TargetPerson, Events: 3, Targets: 5},
	}
	w.groups, w.known = knownThings()
	w.zones, w.passages, w.zcounts = drawnZones(at)
	w.posts = []store.Quarantined{
		{ID: postID, ReceivedAt: at, DeviceID: deviceID, IP: "192.0.2.60", Method: "POST", Path: "/API", ContentType: "text/html", Reason: "not-xml", Bytes: 90000, BodyName: "2026/11/24/08/" + postID + ".bin", Kept: 31},
		{ID: goneID, ReceivedAt: at, IP: "192.0.2.99", Reason: "too-large", Bytes: 99 << 20},
	}
	w.requests = []connlog.Entry{
		{ID: 3, At: at, IP: "192.0.2.60", DeviceID: deviceID, Method: "POST", Path: "/API", Proto: "HTTP/1.1", ContentType: "application/xml", Bytes: 1700, Kind: "tracking", Status: 200, Duration: 1500 * time.Microsecond, Count: 7, Until: at.Add(time.Second)},
		{ID: 2, At: at, IP: "192.0.2.60", DeviceID: deviceID, Method: "POST", Path: "/API", Bytes: 500, Kind: "event", Detail: "region_intrusion", Status: 200, Count: 1, Until: at},
		{ID: 1, At: at, IP: "192.0.2.99", Kind: "refused", Status: 403, Advice: "This address is not allowed.", Count: 1, Until: at},
	}
	w.journal = []journal.Entry{
		{Seq: 48213, At: at, Kind: journal.KindEvent, Event: w.events[1]},
		{Seq: 48214, At: at, Kind: journal.KindEvent, Event: w.events[0]},
		{Seq: 48215, At: at, Kind: journal.KindAlarm, Alarm: &w.alarms[0]},
		{Seq: 48216, At: at, Kind: journal.KindDevice, Device: &journal.DeviceChange{Change: journal.Offline, DeviceID: deviceID, Name: "Yard NVR", Kind: device.KindNVR, IP: "192.0.2.60", LastSeen: at}},
	}
	w.people = somePeople()
	w.shares = []access.KeptShare{{
		Share:  access.Share{ID: goneID, Event: id(eventID), CreatedBy: "Ole", CreatedAt: at, ExpiresAt: at.Add(time.Hour)},
		Digest: auth.Digest("open"),
	}}
	w.log = []access.Entry{{N: 1, At: at, Who: "Ann", Action: access.ActionLogin, IP: "192.0.2.7", Detail: "test"}, {N: 2, At: at, Action: access.ActionLoginFailed, IP: "192.0.2.9"}}
	return w
}

// packed is a path of boxes, a second apart.
func packed(boxes ...geo.Rect) track.Path {
	var p track.Packer
	for i, b := range boxes {
		p.Add(time.Duration(i)*time.Second, b)
	}
	return p.Path()
}

// server is a Server over w.
func (w *world) server() *api.Server {
	reg := prometheus.NewRegistry()
	people, err := auth.Open(context.Background(), auth.Options{Keeper: w, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }})
	if err != nil {
		panic(err) // a fake that does not fail
	}
	return &api.Server{
		Auth: people, Open: true, Store: w, Devices: fakeDevices{w}, Managed: fakeManaged{w}, Zones: fakeZones{w}, Images: w, Thumbnails: w, Requests: fakeRequests{w}, Posts: fakePosts{w},
		Live: new(live.Bus), Presence: w, Review: w.review, Discard: w.discard, EvidenceKey: packKey(), Book: w.book(), Saved: w.shelf(), Gatherer: reg, Metrics: api.NewMetrics(reg),
		Findings: func(d device.Device) []api.Finding {
			if d.Online {
				return nil
			}
			return []api.Finding{{Code: "silent", Text: "Nothing is heard of it.", Hint: "Is it switched on?"}}
		},
		Version: api.Version{Version: "1.2.3", Commit: "abc", Go: "go1.26"},
		Now:     func() time.Time { return now },
	}
}

// call asks a handler.
func call(h http.Handler, method, target string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for _, c := range change {
		c(r)
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func body(contentType, text string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Set("Content-Type", contentType)
		r.Body = io.NopCloser(strings.NewReader(text))
	}
}

var errDisk = errors.New("disk at /secret/place broke")

// wantProblem checks that an answer is this problem.
func wantProblem(t *testing.T, rec *httptest.ResponseRecorder, code string) map[string]any {
	t.Helper()
	p := decodeJSON(t, rec)
	if got := p["code"]; got != code || rec.Code != api.Codes()[code] || rec.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("got %d %q (%s): %s, want %d %q", rec.Code, got, rec.Header().Get("Content-Type"), rec.Body, api.Codes()[code], code)
	}
	return p
}
