package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// maxPatch bounds the body of a change, in bytes.
const maxPatch = 64 << 10

type eventList struct {
	Events []eventJSON `json:"events"`
	Next   string      `json:"next,omitempty"`
}

// events handles GET /api/v1/events.
func (s *Server) events(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	page := q.page()
	f := filterOf(q)
	eq := store.EventQuery{
		Cameras: f.cameras, Devices: f.devices, Types: f.types, Categories: f.categories,
		Targets: f.targets, Plate: f.plate, Fuzzy: q.one("q"), Groups: f.groups,
		States: q.states(), HasImage: f.image, HasPlate: f.hasPlate, HasFace: f.face,
		Cursor: page.Cursor, Limit: page.Limit,
	}
	eq.After, eq.Before = q.between()
	if eq.Plate != "" && eq.Fuzzy != "" {
		q.bad("q", "cannot be given together with plate")
	}
	if q.err != nil {
		return q.err
	}
	found, err := s.Store.Events(r.Context(), eq)
	if err != nil {
		return fmt.Errorf("list events: %w", err)
	}
	out := eventList{Events: make([]eventJSON, len(found.Events)), Next: found.Next}
	j := s.joiner(r.Context())
	for i, e := range found.Events {
		out.Events[i] = j.event(e)
	}
	return writeJSON(w, out)
}

// findEvent returns the event that the path names.
func (s *Server) findEvent(r *http.Request) (*event.Event, error) {
	id, err := event.ParseID(r.PathValue("id"))
	if err != nil {
		return nil, badParameter("id", "%v", err)
	}
	e, err := s.Store.Event(r.Context(), id)
	if err != nil {
		return nil, fmt.Errorf("read event %s: %w", id, err)
	}
	return e, nil
}

// event handles GET /api/v1/events/{id}.
func (s *Server) event(w http.ResponseWriter, r *http.Request) error {
	e, err := s.findEvent(r)
	if err != nil {
		return err
	}
	return writeJSON(w, s.joiner(r.Context()).event(e))
}

// readJSON reads a body that must be JSON, of known fields, of bounded size.
func readJSON(w http.ResponseWriter, r *http.Request, v any) error {
	switch t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); {
	case err == nil && (t == "application/json" || t == "application/merge-patch+json"):
	default:
		return problem(codeMediaType, "the body must be application/json")
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxPatch))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = errors.New("more than one JSON value")
		}
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return problem(codeBadBody, fmt.Sprintf("the body cannot be read: %v", err))
}

// raw handles GET /api/v1/events/{id}/raw.
func (s *Server) raw(w http.ResponseWriter, r *http.Request) error {
	e, err := s.findEvent(r)
	if err != nil {
		return err
	}
	xml, err := s.Store.Raw(r.Context(), e.ID)
	if err != nil {
		err = absent(err, event.ErrNotFound, codeNoRaw, "this server keeps the XML of events only when told to")
		return fmt.Errorf("read the XML of event %s: %w", e.ID, err)
	}
	h := w.Header()
	sandbox(h)
	h.Set("Content-Type", "application/xml")
	h.Set("Content-Disposition", `attachment; filename="`+e.ID.String()+`.xml"`)
	h.Set("Content-Length", strconv.Itoa(len(xml)))
	w.Write(xml) // an error means that nobody reads it
	return nil
}
