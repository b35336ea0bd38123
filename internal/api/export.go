package api

import (
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"strings"

	"github.com/watchpost/watchpost/internal/csvsafe"
	"github.com/watchpost/watchpost/internal/event"
)

// exportColumns are the columns of events as CSV.
var exportColumns = []string{
	"id", "received_at", "occurred_at", "device", "camera_id", "camera", "type", "category", "targets", "plates", "plate_group", "images", "pinned",
	"review", "review_by", "note",
}

// Export answers with events as a file, "csv" or "ndjson", page by page as they come.
// The JSON of a line is that of the API. An error after the first page cuts the
// connection, so that nobody takes a part for all.
func (s *Server) Export(w http.ResponseWriter, r *http.Request, format string, pages iter.Seq2[[]*event.Event, error]) error {
	var write func(j *joiner, e *event.Event) error
	var flush func() error
	h := w.Header()
	switch format {
	case "csv":
		h.Set("Content-Type", "text/csv; charset=utf-8")
		out, err := csvsafe.NewWriter(w, exportColumns...)
		if err != nil {
			return err
		}
		write = func(j *joiner, e *event.Event) error { return out.Write(exportRow(j, e)...) }
		flush = out.Flush
	case "ndjson":
		h.Set("Content-Type", "application/x-ndjson")
		out := json.NewEncoder(w)
		write = func(j *joiner, e *event.Event) error { return out.Encode(j.event(e)) }
		flush = func() error { return nil }
	default:
		return badParameter("format", "%.40q is neither csv nor ndjson", format)
	}
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="events-%s.%s"`, s.Now().UTC().Format("20060102-150405"), format))
	j := s.joiner(r.Context())
	for page, err := range pages {
		if err != nil {
			return fmt.Errorf("export events: %w", err)
		}
		for _, e := range page {
			if err := write(j, e); err != nil {
				return nil // nobody is there to read it
			}
		}
		if flush() != nil {
			return nil
		}
	}
	flush() // an error means that nobody reads it
	return nil
}

// exportRow is an event as a row.
func exportRow(j *joiner, e *event.Event) []csvsafe.Field {
	var targets, plates []string
	for i := range e.Targets {
		t := &e.Targets[i]
		targets = append(targets, string(t.Type))
		if t.Plate != nil && t.Plate.Text != "" {
			plates = append(plates, t.Plate.Text)
		}
	}
	t := csvsafe.Text
	return []csvsafe.Field{
		t(e.ID.String()), csvsafe.Time(e.ReceivedAt), csvsafe.Time(e.OccurredAt), t(j.device(e.DeviceID).Name), t(e.CameraID), t(j.camera(e.DeviceID, e.CameraID).Name),
		t(string(e.Type)), t(string(e.Category)), t(strings.Join(targets, " ")), t(strings.Join(plates, " ")), t(e.Group), csvsafe.Int(int64(len(e.Images))), csvsafe.Bool(e.Pinned),
		t(e.Review.State.String()), t(e.Review.By), t(e.Review.Note),
	}
}

// ChangeEvents pins events, or says how far somebody is with them; what is nil stays.
// Those that are not there, or out of the caller's sight, are skipped.
func (s *Server) ChangeEvents(r *http.Request, ids []event.ID, pinned *bool, state *event.ReviewState) error {
	found, err := s.Store.SomeEvents(r.Context(), ids)
	if err != nil {
		return err
	}
	var patch Said
	if state != nil {
		text := state.String()
		patch.State = &text
	}
	review, err := patch.said(r)
	if err != nil {
		return err
	}
	return s.changed(r, idsOf(found), pinned, review)
}

// DeleteEvents removes events with their pictures. Those that are not there, or out of
// the caller's sight, are skipped.
func (s *Server) DeleteEvents(r *http.Request, ids []event.ID) error {
	found, err := s.Store.SomeEvents(r.Context(), ids)
	if err != nil || len(found) == 0 {
		return err
	}
	return s.discard(r, found)
}
