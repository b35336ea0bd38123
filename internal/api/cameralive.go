package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

// liveJSON is what a camera sees now.
type liveJSON struct {
	Camera  cameraRef    `json:"camera"`
	At      timestamp    `json:"at"`
	Targets []targetJSON `json:"targets"`
}

// cameraLiveJSON is what a camera sees now, with its newest picture and who is in
// its areas.
type cameraLiveJSON struct {
	liveJSON
	Picture *pictureJSON   `json:"picture,omitempty"`
	Zones   []occupiedJSON `json:"zones,omitempty"`
}

// pictureJSON is a picture and when it was taken.
type pictureJSON struct {
	At    timestamp `json:"at"`
	Event event.ID  `json:"event"`
	imageJSON
}

// targetJSON is a target in view.
type targetJSON struct {
	Track        track.ID         `json:"track"`
	Target       string           `json:"target"`
	Type         event.TargetType `json:"type"`
	Rect         *geo.Rect        `json:"rect,omitempty"`
	FirstSeen    timestamp        `json:"first_seen"`
	LastSeen     timestamp        `json:"last_seen"`
	DwellSeconds float64          `json:"dwell_seconds"`
	Speed        float64          `json:"speed"`
	Heading      *float64         `json:"heading,omitempty"`
}

func (s *Server) liveJSON(ref cameraRef, tracks []track.Track) liveJSON {
	out := liveJSON{Camera: ref, At: timestamp(s.Now()), Targets: make([]targetJSON, len(tracks))}
	for i := range tracks {
		t := &tracks[i]
		out.Targets[i] = targetJSON{
			Track: t.ID, Target: t.TargetID, Type: t.Type, Rect: boxOf(t.LastRect),
			FirstSeen: timestamp(t.FirstSeen), LastSeen: timestamp(t.LastSeen),
			DwellSeconds: seconds(t.LastSeen.Sub(t.FirstSeen)), Speed: t.Speed, Heading: headingOf(t),
		}
	}
	return out
}

// cameraLive handles GET /api/v1/cameras/{id}/live.
func (s *Server) cameraLive(w http.ResponseWriter, r *http.Request) error {
	c, err := s.findCamera(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	var tracks []track.Track
	if s.Presence != nil {
		tracks, _ = s.Presence.InView(c.ID, 0)
	}
	out := cameraLiveJSON{liveJSON: s.liveJSON(cameraRef{ID: c.ID, Name: c.Name, Channel: c.Channel}, tracks)}
	out.Zones = s.occupied(c.ID)
	if out.Picture, err = s.newestPicture(r.Context(), c.ID); err != nil {
		return err
	}
	return writeJSON(w, out)
}

// findCamera returns a camera that has posted.
func (s *Server) findCamera(ctx context.Context, id string) (device.Camera, error) {
	c, err := s.Devices.Camera(ctx, id)
	return c, absent(err, device.ErrNotFound, codeNoCamera, "no camera with this id has posted")
}

// newestPicture is nil when there is none.
func (s *Server) newestPicture(ctx context.Context, cameraID string) (*pictureJSON, error) {
	page, err := s.Store.Events(ctx, store.EventQuery{Cameras: []string{cameraID}, HasImage: true, Limit: 1})
	if err != nil {
		return nil, fmt.Errorf("find the newest picture of %s: %w", cameraID, err)
	}
	for _, e := range page.Events {
		best := -1
		for i := range e.Images {
			if e.Images[i].Flag == "" && (best < 0 || e.Images[i].Kind == event.ImageSource && e.Images[best].Kind != event.ImageSource) {
				best = i
			}
		}
		if best >= 0 {
			return &pictureJSON{At: timestamp(e.OccurredAt), Event: e.ID, imageJSON: s.joiner(ctx).picture(e, best)}, nil
		}
	}
	return nil, nil
}
