package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// maxAtOnce is how many events or incidents one request may change.
const maxAtOnce = 500

// reviewJSON is how far people are with an event.
type reviewJSON struct {
	State event.ReviewState `json:"state"`
	At    timestamp         `json:"at"`
	By    string            `json:"by,omitempty"`
	Note  string            `json:"note,omitempty"`
}

// reviewOf is nil where nobody has said anything.
func reviewOf(r event.Review) *reviewJSON {
	if r.At.IsZero() {
		return nil
	}
	return &reviewJSON{State: r.State, At: timestamp(r.At), By: r.By, Note: r.Note}
}

// Said is what can be said of events: how far one is with them, and a note.
type Said struct {
	State *string `json:"state"`
	Note  *string `json:"note"`
	// By is a name where nobody logs in.
	By string `json:"by"`
}

// said is what a patch says, nil when it says nothing.
func (p *Said) said(r *http.Request) (*store.Review, error) {
	if p.State == nil && p.Note == nil {
		if p.By != "" {
			return nil, badField("by", "goes with a state or a note")
		}
		return nil, nil
	}
	out := &store.Review{SameState: p.State == nil, By: access.PrincipalOf(r.Context()).Name}
	if p.State != nil {
		var ok bool
		if out.State, ok = event.ParseReviewState(*p.State); !ok {
			return nil, badField("state", fmt.Sprintf("is %.40q; want %s", *p.State, strings.Join(event.ReviewStates(), ", ")))
		}
	}
	if p.By = strings.TrimSpace(p.By); p.By != "" {
		if out.By != "" && p.By != out.By {
			return nil, badField("by", "is who has logged in")
		}
		if err := oneLine("by", p.By, maxBy); err != nil {
			return nil, err
		}
		out.By = p.By
	}
	if p.Note != nil {
		note, err := noteOf(*p.Note)
		if err != nil {
			return nil, err
		}
		out.Note = &note
	}
	return out, nil
}

// maxBy is how many characters a name may have that somebody types.
const maxBy = 64

// noteOf is a note as it is kept: lines end as they do everywhere.
func noteOf(text string) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	odd := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, odd):
		return "", badField("note", "has a control character")
	case utf8.RuneCountInString(text) > event.MaxNote:
		return "", badField("note", fmt.Sprintf("has more than %d characters", event.MaxNote))
	}
	return text, nil
}

// oneLine says what is wrong with a short text.
func oneLine(field, text string, most int) error {
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }):
		return badField(field, "has characters that cannot be seen")
	case utf8.RuneCountInString(text) > most:
		return badField(field, fmt.Sprintf("has more than %d characters", most))
	}
	return nil
}

// eventPatch is what of an event can be changed.
type eventPatch struct {
	Pinned *bool `json:"pinned"`
	Said
}

// patchEvent handles PATCH /api/v1/events/{id}.
func (s *Server) patchEvent(w http.ResponseWriter, r *http.Request) error {
	var patch eventPatch
	if err := readJSON(w, r, &patch); err != nil {
		return err
	}
	said, err := patch.said(r)
	if err != nil {
		return err
	}
	if patch.Pinned == nil && said == nil {
		return problem(codeBadBody, `the body is {"pinned": true}, {"state": "handled", "note": "…"} or some of these`)
	}
	e, err := s.findEvent(r)
	if err != nil {
		return err
	}
	if err := s.changed(r, []event.ID{e.ID}, patch.Pinned, said); err != nil {
		return err
	}
	return s.event(w, r)
}

// Say says something of an event, for a page.
func (s *Server) Say(r *http.Request, id event.ID, what Said) error {
	said, err := what.said(r)
	if err != nil || said == nil {
		return err
	}
	e, err := s.Store.Event(r.Context(), id)
	if err != nil {
		return err
	}
	return s.changed(r, []event.ID{e.ID}, nil, said)
}

// Wrong is what was wrong with what somebody typed, for them to read.
func Wrong(err error) (text string, ok bool) {
	var p *problemError
	if errors.As(err, &p) && p.Status == http.StatusBadRequest {
		return p.Detail, true
	}
	return "", false
}

// changed changes events that are in sight, and tells the audit log.
func (s *Server) changed(r *http.Request, ids []event.ID, pinned *bool, said *store.Review) error {
	if pinned != nil {
		if err := s.Store.PinAll(r.Context(), ids, *pinned); err != nil {
			return err
		}
		s.noteAll(r, map[bool]access.Action{true: access.ActionPinned, false: access.ActionUnpinned}[*pinned], ids, "")
	}
	if said != nil {
		said.Events = ids
		if err := s.Review(r.Context(), *said); err != nil {
			return fmt.Errorf("review %d events: %w", len(ids), err)
		}
		// Who has looked at what stands with the events themselves.
		switch {
		case said.SameState:
			s.noteAll(r, access.ActionNoted, ids, "")
		case said.State != event.Seen:
			s.noteAll(r, access.ActionReviewed, ids, said.State.String())
		}
	}
	return nil
}

// noteAll writes one line of the audit log for several events.
func (s *Server) noteAll(r *http.Request, action access.Action, ids []event.ID, detail string) {
	if len(ids) == 0 {
		return
	}
	if len(ids) == 1 {
		s.note(r, action, ids[0].String(), detail)
		return
	}
	words := make([]string, 0, len(ids)+1)
	if detail != "" {
		words = append(words, detail+":")
	}
	for _, id := range ids {
		words = append(words, id.String())
	}
	s.note(r, action, fmt.Sprintf("%d events", len(ids)), strings.Join(words, " "))
}

// eventsPatch changes several events.
type eventsPatch struct {
	IDs []event.ID `json:"ids"`
	eventPatch
}

// patchEvents handles PATCH /api/v1/events. IDs that are not there are skipped.
func (s *Server) patchEvents(w http.ResponseWriter, r *http.Request) error {
	var patch eventsPatch
	if err := readJSON(w, r, &patch); err != nil {
		return err
	}
	said, err := patch.said(r)
	if err != nil {
		return err
	}
	if patch.Pinned == nil && said == nil || len(patch.IDs) == 0 || len(patch.IDs) > maxAtOnce {
		return problem(codeBadBody, fmt.Sprintf(`the body is {"ids": [1 to %d ids], "state": "handled", "note": "…", "pinned": true}, with or without each of the last three`, maxAtOnce))
	}
	found, err := s.Store.SomeEvents(r.Context(), patch.IDs)
	if err != nil {
		return err
	}
	if err := s.changed(r, idsOf(found), patch.Pinned, said); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func idsOf(events []*event.Event) []event.ID {
	out := make([]event.ID, len(events))
	for i, e := range events {
		out[i] = e.ID
	}
	return out
}

// eventsGone names events to remove.
type eventsGone struct {
	IDs []event.ID `json:"ids"`
}

// deleteEvents handles DELETE /api/v1/events. IDs that are not there are skipped.
func (s *Server) deleteEvents(w http.ResponseWriter, r *http.Request) error {
	var gone eventsGone
	if err := readJSON(w, r, &gone); err != nil {
		return err
	}
	if len(gone.IDs) == 0 || len(gone.IDs) > maxAtOnce {
		return problem(codeBadBody, fmt.Sprintf(`the body is {"ids": [1 to %d ids]}`, maxAtOnce))
	}
	found, err := s.Store.SomeEvents(r.Context(), gone.IDs)
	if err != nil {
		return err
	}
	if len(found) > 0 {
		if err := s.discard(r, found); err != nil {
			return err
		}
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// discard removes events, and tells the audit log.
func (s *Server) discard(r *http.Request, found []*event.Event) error {
	if err := s.Discard(r.Context(), found); err != nil {
		return fmt.Errorf("remove %d events: %w", len(found), err)
	}
	s.noteAll(r, access.ActionEventDeleted, idsOf(found), "")
	return nil
}

// changeJSON is something that was done to an event.
type changeJSON struct {
	At   timestamp        `json:"at"`
	By   string           `json:"by,omitempty"`
	What event.ChangeKind `json:"what"`
	Note string           `json:"note,omitempty"`
}

type changeList struct {
	Changes []changeJSON `json:"changes"`
}

// eventChanges handles GET /api/v1/events/{id}/changes.
func (s *Server) eventChanges(w http.ResponseWriter, r *http.Request) error {
	id, err := event.ParseID(r.PathValue("id"))
	if err != nil {
		return badParameter("id", "%v", err)
	}
	found, err := s.Store.EventChanges(r.Context(), id)
	if err != nil {
		return fmt.Errorf("read the changes of event %s: %w", id, err)
	}
	out := changeList{Changes: make([]changeJSON, len(found))}
	for i, c := range found {
		out.Changes[i] = changeJSON{At: timestamp(c.At), By: c.By, What: c.What, Note: c.Note}
	}
	return writeJSON(w, out)
}

// states returns the states that a list is limited to.
func (q *query) states() []event.ReviewState {
	var out []event.ReviewState
	for _, word := range words(q, "state", event.ReviewStates()) {
		s, _ := event.ParseReviewState(word)
		out = append(out, s)
	}
	return slices.Clip(out)
}

// Reviewer says how far somebody is with events and incidents, and returns when that
// is stored.
type Reviewer func(ctx context.Context, r store.Review) error
