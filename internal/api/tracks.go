package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

// trackJSON is the track of a target as the API tells it.
type trackJSON struct {
	ID           track.ID         `json:"id"`
	Device       deviceRef        `json:"device"`
	Camera       cameraRef        `json:"camera"`
	Target       string           `json:"target"`
	Type         event.TargetType `json:"type"`
	Types        []typeChangeJSON `json:"types,omitempty"`
	FirstSeen    timestamp        `json:"first_seen"`
	LastSeen     timestamp        `json:"last_seen"`
	DwellSeconds float64          `json:"dwell_seconds"`
	Ended        bool             `json:"ended"`
	Posts        int              `json:"posts"`
	FirstRect    *geo.Rect        `json:"first_rect,omitempty"`
	LastRect     *geo.Rect        `json:"last_rect,omitempty"`
	Speed        float64          `json:"speed"`
	Heading      *float64         `json:"heading,omitempty"`
	Best         *momentJSON      `json:"best,omitempty"`
	Incident     event.ID         `json:"incident,omitzero"`
}

// typeChangeJSON is a type that posts gave from some time after first_seen on.
type typeChangeJSON struct {
	Ms   int64            `json:"ms"`
	Type event.TargetType `json:"type"`
}

// momentJSON is when a target was seen best.
type momentJSON struct {
	At   timestamp `json:"at"`
	Rect geo.Rect  `json:"rect"`
}

func (j *joiner) track(t *track.Track) trackJSON {
	out := trackJSON{
		ID: t.ID, Device: j.device(t.DeviceID), Camera: j.camera(t.DeviceID, t.CameraID),
		Target: t.TargetID, Type: t.Type, FirstSeen: timestamp(t.FirstSeen), LastSeen: timestamp(t.LastSeen),
		DwellSeconds: seconds(t.LastSeen.Sub(t.FirstSeen)),
		Ended:        t.Ended, Posts: t.Posts, FirstRect: boxOf(t.FirstRect), LastRect: boxOf(t.LastRect), Speed: t.Speed,
		Heading: headingOf(t), Incident: t.Incident,
	}
	for _, c := range t.Types {
		out.Types = append(out.Types, typeChangeJSON{c.At.Milliseconds(), c.Type})
	}
	if !t.Best.Rect.Empty() {
		out.Best = &momentJSON{timestamp(t.Best.At), t.Best.Rect}
	}
	return out
}

// boxOf leaves out what covers nothing.
func boxOf(r geo.Rect) *geo.Rect {
	if r.Empty() {
		return nil
	}
	return &r
}

// headingOf is nil while the target stands.
func headingOf(t *track.Track) *float64 {
	if t.Heading < 0 {
		return nil
	}
	return &t.Heading
}

type trackList struct {
	Tracks []trackJSON `json:"tracks"`
	Next   string      `json:"next,omitempty"`
}

// tracks handles GET /api/v1/tracks.
func (s *Server) tracks(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	tq := store.TrackQuery{
		Page: q.page(), Cameras: q.list("camera"), Target: q.one("target"), Types: words(q, "type", event.TargetTypes()),
	}
	tq.After, tq.Before = q.between()
	devices := q.list("device")
	if q.err != nil {
		return q.err
	}
	out := trackList{Tracks: []trackJSON{}}
	if len(devices) > 0 {
		if tq.Cameras = s.camerasOf(r.Context(), devices, tq.Cameras); len(tq.Cameras) == 0 {
			return writeJSON(w, out)
		}
	}
	found, next, err := s.Store.Tracks(r.Context(), tq)
	if err != nil {
		return fmt.Errorf("list tracks: %w", err)
	}
	out.Next = next
	j := s.joiner(r.Context())
	for i := range found {
		out.Tracks = append(out.Tracks, j.track(&found[i]))
	}
	return writeJSON(w, out)
}

// camerasOf are the cameras of devices, of those asked for, or all. A device that is
// not known has none.
func (s *Server) camerasOf(ctx context.Context, devices, asked []string) []string {
	var out []string
	for _, id := range devices {
		d, err := s.Devices.Device(ctx, id)
		if err != nil {
			continue
		}
		for _, c := range d.Cameras {
			if oneOf(asked, c.ID) {
				out = append(out, c.ID)
			}
		}
	}
	return out
}

// trackDetail is a track with all that is known of it.
type trackDetail struct {
	trackJSON
	Path    [][5]int64  `json:"path"` // milliseconds after first_seen, and the box
	Picture *imageJSON  `json:"picture,omitempty"`
	Events  []eventJSON `json:"events"`
}

// track handles GET /api/v1/tracks/{id}.
func (s *Server) track(w http.ResponseWriter, r *http.Request) error {
	id, err := event.ParseID(r.PathValue("id"))
	if err != nil {
		return badParameter("id", "%v", err)
	}
	t, err := s.Store.Track(r.Context(), id)
	if err != nil {
		return absent(err, track.ErrNotFound, codeNoTrack, "there is no track with this id, or it is not kept any more")
	}
	j := s.joiner(r.Context())
	out := trackDetail{trackJSON: j.track(&t), Path: [][5]int64{}, Events: []eventJSON{}}
	for p, err := range t.Path.All() {
		if err != nil {
			return fmt.Errorf("read the path of track %s: %w", id, err)
		}
		out.Path = append(out.Path, [5]int64{p.At.Milliseconds(), int64(p.Rect[0]), int64(p.Rect[1]), int64(p.Rect[2]), int64(p.Rect[3])})
	}
	events, err := s.eventsOfTrack(r.Context(), &t)
	if err != nil {
		return err
	}
	for _, e := range events {
		out.Events = append(out.Events, j.event(e))
	}
	if e, n := bestPicture(&t, events); e != nil {
		img := j.picture(e, n)
		out.Picture = &img
	}
	return writeJSON(w, out)
}

// What belongs to a track by its time: a post of an event may arrive before the
// first position, and after the last.
const (
	eventsAround   = 5 * time.Second
	maxTrackEvents = 100
	maxTrackPages  = 4 // of 500 events of the camera
)

// eventsOfTrack are the events of the same target in the time of its track, newest
// first.
func (s *Server) eventsOfTrack(ctx context.Context, t *track.Track) ([]*event.Event, error) {
	q := store.EventQuery{
		Cameras: []string{t.CameraID}, Limit: maxLimit,
		After: t.FirstSeen.Add(-eventsAround), Before: t.LastSeen.Add(eventsAround),
	}
	var out []*event.Event
	for range maxTrackPages {
		page, err := s.Store.Events(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("list the events of track %s: %w", t.ID, err)
		}
		for _, e := range page.Events {
			if len(out) < maxTrackEvents && showsTarget(e, t.TargetID) {
				out = append(out, e)
			}
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
	}
	return out, nil
}

func showsTarget(e *event.Event, id string) bool {
	for i := range e.Targets {
		if e.Targets[i].ID == id {
			return true
		}
	}
	return false
}

// bestPicture is the picture, of those that show a target, taken closest to when it
// was seen best; a picture of it alone rather than one of all there was.
func bestPicture(t *track.Track, events []*event.Event) (of *event.Event, n int) {
	alone := false
	var off time.Duration
	for _, e := range events {
		for i := range e.Images {
			img := &e.Images[i]
			its := img.Target == t.TargetID && img.Kind == event.ImageTarget
			if img.Flag != "" || img.Target != "" && !its || alone && !its {
				continue
			}
			if d := e.OccurredAt.Sub(t.Best.At).Abs(); of == nil || its && !alone || d < off {
				of, n, alone, off = e, i, its, d
			}
		}
	}
	return of, n
}
