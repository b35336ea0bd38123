package web

import (
	"cmp"
	"net/http"
	"strconv"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/event"
)

// work is what people do with an event.
type work struct {
	May     bool // the viewer may change it
	State   event.ReviewState
	Note    string
	MaxNote int
	Said    []said // newest first
	Plates  []readPlate
	Shares  []access.Share
	Link    string // of a share that was just made
}

// said is something that somebody did.
type said struct {
	At   time.Time
	By   string
	What string
	Note string
}

// readPlate is a plate that can be corrected.
type readPlate struct {
	Target        int
	Text, Misread string
}

// workOn is what was done with an event, and can be.
func (s *Server) workOn(v *view, r *http.Request, e *event.Event) (work, error) {
	w := work{
		May:   access.PrincipalOf(r.Context()).Role.Includes(access.Operator),
		State: e.Review.State, Note: e.Review.Note, MaxNote: event.MaxNote,
	}
	for i := range e.Targets {
		if p := e.Targets[i].Plate; p != nil {
			w.Plates = append(w.Plates, readPlate{i, p.Text, p.Misread})
		}
	}
	if w.May {
		var err error
		if w.Shares, err = s.Store.Shares(r.Context(), e.ID, v.now); err != nil {
			return w, err
		}
	}
	changes, err := s.Store.EventChanges(r.Context(), e.ID)
	if err != nil {
		return w, err
	}
	for i := len(changes) - 1; i >= 0; i-- {
		c := changes[i]
		one := said{At: c.At, By: c.By, What: v.T("review.did." + string(c.What)), Note: c.Note}
		w.Said = append(w.Said, one)
	}
	return w, nil
}

// sayOfEvent handles POST /events/{id}/review.
func (s *Server) sayOfEvent(v *view, _ http.ResponseWriter, r *http.Request) (string, error) {
	e, err := s.eventOf(r)
	if err != nil {
		return "", err
	}
	what := api.Said{By: field(r, "by")}
	if r.PostForm.Has("note") {
		// What is not changed is not said again.
		if note := field(r, "note"); note != e.Review.Note {
			what.Note = &note
		}
	}
	if state := field(r, "state"); state != "" {
		what.State = &state
	}
	if what.State == nil && what.Note == nil {
		return "/events/" + e.ID.String(), nil
	}
	return s.done(v, r, e, s.Changes.Say(r, e.ID, what))
}

// correctPlate handles POST /events/{id}/plate.
func (s *Server) correctPlate(v *view, _ http.ResponseWriter, r *http.Request) (string, error) {
	e, err := s.eventOf(r)
	if err != nil {
		return "", err
	}
	target, err := strconv.Atoi(field(r, "target"))
	if err != nil {
		return "", badRequest("no target")
	}
	return s.done(v, r, e, s.Changes.Correct(r, e.ID, target, cmp.Or(field(r, "was"), field(r, "plate"))))
}

// done goes on to the page of an event; or says on it what was wrong.
func (s *Server) done(v *view, r *http.Request, e *event.Event, err error) (string, error) {
	if err == nil {
		return "/events/" + e.ID.String(), nil
	}
	text, ok := api.Wrong(err)
	if !ok {
		return "", err
	}
	v.status, v.Wrong = http.StatusBadRequest, text
	return "", s.event(v, r)
}
