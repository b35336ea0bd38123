package api

import (
	"net/http"

	"github.com/watchpost/watchpost/internal/zone"
	"github.com/watchpost/watchpost/internal/zoning"
)

// evaluationJSON is how far an evaluation is.
type evaluationJSON struct {
	Zone      zone.ID      `json:"zone"`
	Version   int          `json:"version"`
	State     zoning.State `json:"state"`
	After     timestamp    `json:"after,omitzero"`
	Before    timestamp    `json:"before"`
	Tracks    int          `json:"tracks"`
	Done      int          `json:"done"`
	Progress  float64      `json:"progress"` // 0 to 1
	Passages  int          `json:"passages"`
	StartedAt timestamp    `json:"started_at"`
	EndedAt   timestamp    `json:"ended_at,omitzero"`
	Error     string       `json:"error,omitempty"`
}

func evaluationOf(e zoning.Evaluation) evaluationJSON {
	out := evaluationJSON{
		Zone: e.ZoneID, Version: e.Version, State: e.State, After: timestamp(e.After), Before: timestamp(e.Before),
		Tracks: e.Tracks, Done: e.Done, Passages: e.Passages, StartedAt: timestamp(e.StartedAt), EndedAt: timestamp(e.EndedAt), Error: e.Err,
	}
	switch {
	case e.State == zoning.Done:
		out.Progress = 1
	case e.Tracks > 0:
		out.Progress = float64(e.Done) / float64(e.Tracks)
	}
	return out
}

// evaluateZone handles POST /api/v1/zones/{id}/evaluate.
func (s *Server) evaluateZone(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	after := q.time("after")
	if q.err != nil {
		return q.err
	}
	return s.evaluation(w, r, http.StatusAccepted, func(id zone.ID) (zoning.Evaluation, error) { return s.Zones.Evaluate(id, after) })
}

// zoneEvaluation handles GET /api/v1/zones/{id}/evaluate.
func (s *Server) zoneEvaluation(w http.ResponseWriter, r *http.Request) error {
	return s.evaluation(w, r, http.StatusOK, s.Zones.Evaluation)
}

// cancelEvaluation handles DELETE /api/v1/zones/{id}/evaluate.
func (s *Server) cancelEvaluation(w http.ResponseWriter, r *http.Request) error {
	return s.evaluation(w, r, http.StatusOK, s.Zones.Cancel)
}

func (s *Server) evaluation(w http.ResponseWriter, r *http.Request, status int, do func(zone.ID) (zoning.Evaluation, error)) error {
	id, err := s.zoneID(r)
	if err != nil {
		return err
	}
	e, err := do(id)
	if err != nil {
		return zoneErr("evaluate a zone", err)
	}
	return writeJSONAs(w, status, evaluationOf(e))
}
