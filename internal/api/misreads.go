package api

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/plate"
)

// maxPlate is how many characters a plate may have that somebody types.
const maxPlate = 32

// targetPatch is what of a target can be changed.
type targetPatch struct {
	Plate *string `json:"plate"`
}

// patchTarget handles PATCH /api/v1/events/{id}/targets/{n}.
func (s *Server) patchTarget(w http.ResponseWriter, r *http.Request) error {
	id, err := event.ParseID(r.PathValue("id"))
	if err != nil {
		return badParameter("id", "%v", err)
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 0 {
		return badParameter("n", "%.40q is not the place of a target; the first is 0", r.PathValue("n"))
	}
	var patch targetPatch
	if err := readJSON(w, r, &patch); err != nil {
		return err
	}
	if patch.Plate == nil {
		return problem(codeBadBody, `the body is {"plate": "KLM 4821"}`)
	}
	if err := s.Correct(r, id, n, *patch.Plate); err != nil {
		return err
	}
	return s.event(w, r)
}

// Correct says what the plate of a target really was. What the device had read takes
// that back.
func (s *Server) Correct(r *http.Request, id event.ID, target int, text string) error {
	text = strings.TrimSpace(text)
	if plate.Normalize(text) == "" {
		return badField("plate", "has no letter or digit")
	}
	if err := oneLine("plate", text, maxPlate); err != nil {
		return err
	}
	err := s.Store.CorrectPlate(r.Context(), id, target, text, access.PrincipalOf(r.Context()).Name)
	if err != nil {
		return absent(err, event.ErrNoPlate, codeNoPlateRead, fmt.Sprintf("target %d of the event is not there, or has no plate", target))
	}
	s.note(r, access.ActionPlateCorrected, id.String(), text)
	return nil
}
