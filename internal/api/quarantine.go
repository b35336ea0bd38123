package api

import (
	"fmt"
	"net/http"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// quarantinedJSON is a post that was not understood.
type quarantinedJSON struct {
	ID          string     `json:"id"`
	ReceivedAt  timestamp  `json:"received_at"`
	Device      *deviceRef `json:"device,omitempty"`
	IP          string     `json:"ip"`
	Method      string     `json:"method,omitempty"`
	Path        string     `json:"path,omitempty"`
	ContentType string     `json:"content_type,omitempty"`
	Reason      string     `json:"reason"`
	Bytes       int64      `json:"bytes"`
	KeptBytes   int64      `json:"kept_bytes"`
	URL         string     `json:"url,omitempty"` // of the body, where it was kept
}

func (j *joiner) quarantined(p store.Quarantined) quarantinedJSON {
	out := quarantinedJSON{
		ID: p.ID, ReceivedAt: timestamp(p.ReceivedAt), Device: j.deviceIf(p.DeviceID), IP: p.IP,
		Method: p.Method, Path: p.Path, ContentType: p.ContentType, Reason: p.Reason, Bytes: p.Bytes,
	}
	if p.BodyName != "" {
		out.KeptBytes = p.Kept
		out.URL = j.base + "/api/v1/quarantine/" + p.ID + "/body"
	}
	return out
}

type quarantineList struct {
	Quarantine []quarantinedJSON `json:"quarantine"`
	Next       string            `json:"next,omitempty"`
}

// quarantine handles GET /api/v1/quarantine.
func (s *Server) quarantine(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	page := q.page()
	if q.err != nil {
		return q.err
	}
	found, next, err := s.Store.Quarantined(r.Context(), page)
	if err != nil {
		return fmt.Errorf("list quarantine: %w", err)
	}
	out := quarantineList{Quarantine: make([]quarantinedJSON, len(found)), Next: next}
	j := s.joiner(r.Context())
	for i, p := range found {
		out.Quarantine[i] = j.quarantined(p)
	}
	return writeJSON(w, out)
}

// findQuarantined returns the post that the path names. Its ids have the form
// of event ids.
func (s *Server) findQuarantined(r *http.Request) (store.Quarantined, error) {
	const none = "no post in the quarantine has this id; it may have been removed for its age"
	id, err := event.ParseID(r.PathValue("id"))
	if err != nil {
		return store.Quarantined{}, badParameter("id", "not the id of a post in the quarantine")
	}
	p, err := s.Store.QuarantinedPost(r.Context(), id.String())
	if err != nil {
		return p, fmt.Errorf("read quarantined post %s: %w", id, absent(err, event.ErrNotFound, codeNoPost, none))
	}
	return p, nil
}

// quarantined handles GET /api/v1/quarantine/{id}.
func (s *Server) quarantined(w http.ResponseWriter, r *http.Request) error {
	p, err := s.findQuarantined(r)
	if err != nil {
		return err
	}
	return writeJSON(w, s.joiner(r.Context()).quarantined(p))
}

// deleteQuarantined handles DELETE /api/v1/quarantine/{id}.
func (s *Server) deleteQuarantined(w http.ResponseWriter, r *http.Request) error {
	p, err := s.findQuarantined(r)
	if err != nil {
		return err
	}
	if err := s.Managed.DeleteQuarantined(r.Context(), p.ID); err != nil {
		return absent(err, event.ErrNotFound, codeNoPost, "it is gone already")
	}
	s.note(r, access.ActionQuarantineDeleted, p.ID, p.Reason)
	return done(w)
}

// quarantinedBody handles GET /api/v1/quarantine/{id}/body: bytes for a file,
// whatever they are.
func (s *Server) quarantinedBody(w http.ResponseWriter, r *http.Request) error {
	p, err := s.findQuarantined(r)
	if err != nil {
		return err
	}
	if p.BodyName == "" {
		return problem(codeNoBody, "only its length is known")
	}
	file, _, err := s.Images.Open(r.Context(), p.BodyName)
	if err != nil {
		return fmt.Errorf("open the body of quarantined post %s: %w", p.ID, gone(err))
	}
	defer file.Close()
	h := w.Header()
	sandbox(h)
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", `attachment; filename="`+p.ID+`.bin"`)
	http.ServeContent(w, r, "", p.ReceivedAt, file)
	return nil
}
