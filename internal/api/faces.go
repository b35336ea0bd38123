package api

import (
	"fmt"
	"net/http"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// faceJSON is one face that was seen.
type faceJSON struct {
	Event      event.ID     `json:"event"`
	Seq        int64        `json:"seq"`
	ReceivedAt timestamp    `json:"received_at"`
	OccurredAt timestamp    `json:"occurred_at"`
	Type       event.Type   `json:"type"`
	Camera     cameraRef    `json:"camera"`
	Target     event.Target `json:"target"`
	Image      *imageJSON   `json:"image,omitempty"` // of the face alone
}

type faceList struct {
	Faces []faceJSON `json:"faces"`
	Next  string     `json:"next,omitempty"`
}

// faces handles GET /api/v1/faces.
func (s *Server) faces(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	fq := store.FaceQuery{
		Page: q.page(), Cameras: q.list("camera"),
		FaceFilter: event.FaceFilter{
			Ages: words(q, "age", event.FaceAges()), Sexes: words(q, "sex", event.FaceSexes()),
			Glasses: words(q, "glasses", event.FaceYesNo()), Masks: words(q, "mask", event.FaceYesNo()),
		},
	}
	fq.After, fq.Before = q.between()
	if q.err != nil {
		return q.err
	}
	found, next, err := store.Faces(r.Context(), s.Store, fq)
	if err != nil {
		return fmt.Errorf("list faces: %w", err)
	}
	out := faceList{Faces: make([]faceJSON, len(found)), Next: next}
	j := s.joiner(r.Context())
	for i, f := range found {
		e := f.Event
		one := faceJSON{
			Event: e.ID, Seq: e.Seq, ReceivedAt: timestamp(e.ReceivedAt), OccurredAt: timestamp(e.OccurredAt), Type: e.Type,
			Camera: j.camera(e.DeviceID, e.CameraID), Target: e.Targets[f.Target],
		}
		if n := f.Image(); n >= 0 {
			img := j.picture(e, n)
			one.Image = &img
		}
		out.Faces[i] = one
	}
	return writeJSON(w, out)
}
