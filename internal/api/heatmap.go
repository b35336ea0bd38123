package api

import (
	"fmt"
	"net/http"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/heat"
)

// heatJSON is where targets were over a camera's picture.
type heatJSON struct {
	Camera  cameraRef `json:"camera"`
	After   timestamp `json:"after"`
	Before  timestamp `json:"before"`
	Columns int       `json:"columns"`
	Rows    int       `json:"rows"`
	Cells   []int     `json:"cells"` // row by row
	Tracks  int       `json:"tracks"`
	Events  int       `json:"events"`
	Whole   bool      `json:"whole"`
}

// heatmap handles GET /api/v1/cameras/{id}/heatmap.
func (s *Server) heatmap(w http.ResponseWriter, r *http.Request) error {
	camera, err := s.findCamera(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	q := queryOf(r)
	hq := heat.Query{Camera: camera.ID, Targets: words(q, "target", event.TargetTypes())}
	hq.After, hq.Before = q.between()
	if q.err != nil {
		return q.err
	}
	if hq.Before.IsZero() {
		hq.Before = s.Now()
	}
	if hq.After.IsZero() {
		hq.After = hq.Before.Add(-24 * time.Hour)
	}
	m, err := heat.Of(r.Context(), s.Store, hq)
	if err != nil {
		return fmt.Errorf("make a heat map: %w", err)
	}
	return writeJSON(w, heatJSON{
		Camera: cameraRef{ID: camera.ID, Name: camera.Name, Channel: camera.Channel}, After: timestamp(hq.After), Before: timestamp(hq.Before),
		Columns: heat.Columns, Rows: heat.Rows, Cells: m.Cells[:], Tracks: m.Tracks, Events: m.Events, Whole: m.Whole,
	})
}
