package api

import (
	"fmt"
	"net/http"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

// trackJSON is the path of a target as the API tells it.
type trackJSON struct {
	ID        track.ID         `json:"id"`
	Device    deviceRef        `json:"device"`
	Camera    cameraRef        `json:"camera"`
	Target    string           `json:"target"`
	Type      event.TargetType `json:"type"`
	FirstSeen timestamp        `json:"first_seen"`
	LastSeen  timestamp        `json:"last_seen"`
	Ended     bool             `json:"ended"`
	Posts     int              `json:"posts"`
	FirstRect *geo.Rect        `json:"first_rect,omitempty"`
	LastRect  *geo.Rect        `json:"last_rect,omitempty"`
	Speed     float64          `json:"speed"`
	Heading   *float64         `json:"heading,omitempty"`
}

func (j *joiner) track(t track.Track) trackJSON {
	out := trackJSON{
		ID: t.ID, Device: j.device(t.DeviceID), Camera: j.camera(t.DeviceID, t.CameraID),
		Target: t.TargetID, Type: t.Type, FirstSeen: timestamp(t.FirstSeen), LastSeen: timestamp(t.LastSeen),
		Ended: t.Ended, Posts: t.Posts, FirstRect: boxOf(t.FirstRect), LastRect: boxOf(t.LastRect), Speed: t.Speed,
	}
	if t.Heading >= 0 {
		out.Heading = &t.Heading
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

type trackList struct {
	Tracks []trackJSON `json:"tracks"`
	Next   string      `json:"next,omitempty"`
}

// tracks handles GET /api/v1/tracks.
func (s *Server) tracks(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	tq := store.TrackQuery{Page: q.page(), Cameras: q.list("camera"), Target: q.one("target")}
	tq.After, tq.Before = q.between()
	if q.err != nil {
		return q.err
	}
	found, next, err := s.Store.Tracks(r.Context(), tq)
	if err != nil {
		return fmt.Errorf("list tracks: %w", err)
	}
	out := trackList{Tracks: make([]trackJSON, len(found)), Next: next}
	j := s.joiner(r.Context())
	for i, t := range found {
		out.Tracks[i] = j.track(t)
	}
	return writeJSON(w, out)
}
