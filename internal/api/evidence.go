package api

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"encoding/json"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/evidence"
)

type evidenceBody struct {
	IDs []event.ID `json:"ids"`
}

// evidencePack handles POST /api/v1/evidence.
func (s *Server) evidencePack(w http.ResponseWriter, r *http.Request) error {
	var b evidenceBody
	if err := readJSON(w, r, &b); err != nil {
		return err
	}
	if len(b.IDs) == 0 || len(b.IDs) > maxAtOnce {
		return problem(codeBadBody, fmt.Sprintf(`the body is {"ids": [1 to %d ids]}`, maxAtOnce))
	}
	return s.Evidence(w, r, b.IDs)
}

// Evidence answers with a pack of events, the oldest first. All of them must be there:
// whoever hands on a pack must not believe that something is in it which is not.
func (s *Server) Evidence(w http.ResponseWriter, r *http.Request, ids []event.ID) error {
	found, err := s.Store.SomeEvents(r.Context(), ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if !slices.ContainsFunc(found, func(e *event.Event) bool { return e.ID == id }) {
			return fmt.Errorf("event %s: %w", id, event.ErrNotFound)
		}
	}
	slices.Reverse(found)
	now := s.Now().UTC()
	s.noteAll(r, access.ActionEvidence, idsOf(found), "")
	h := w.Header()
	sandbox(h)
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="evidence-`+now.Format("20060102-150405")+`.zip"`)
	pack := evidence.NewWriter(w, s.EvidenceKey, now, access.PrincipalOf(r.Context()).Name)
	rc, j := http.NewResponseController(w), s.joiner(r.Context())
	for _, e := range found {
		// A long pack may take as long as it moves on.
		_ = rc.SetWriteDeadline(time.Now().Add(answerTimeout)) // not every writer can
		if err := s.packEvent(r, pack, j, e); err != nil {
			return fmt.Errorf("pack event %s: %w", e.ID, err)
		}
	}
	return pack.Close()
}

func (s *Server) packEvent(r *http.Request, pack *evidence.Writer, j *joiner, e *event.Event) error {
	told := j.event(e)
	body, err := json.MarshalIndent(told, "", "  ")
	if err != nil {
		return err
	}
	out := evidence.Event{
		ID: e.ID.String(), At: e.ReceivedAt, What: strings.ReplaceAll(string(e.Type), "_", " "), Camera: told.Camera.Name, Plate: e.Plate, JSON: body,
	}
	if out.Camera == "" {
		out.Camera = e.CameraID
	}
	switch out.XML, err = s.Store.Raw(r.Context(), e.ID); {
	case errors.Is(err, event.ErrNotFound):
		out.XML = nil
	case err != nil:
		return err
	}
	var pictures []evidence.Picture
	for _, img := range e.Images {
		if _, err := imageOf(e, img.N); err != nil {
			out.Missing = append(out.Missing, fmt.Sprintf("picture %d", img.N))
			continue
		}
		pictures = append(pictures, evidence.Picture{N: img.N, Open: func() (io.ReadCloser, error) {
			f, info, err := s.Images.Open(r.Context(), img.Name)
			if err != nil {
				return nil, err
			}
			if info.Size != int64(img.Bytes) {
				f.Close()
				return nil, errors.New("the file is not what was stored")
			}
			return struct {
				io.Reader
				io.Closer
			}{io.NewSectionReader(f, 0, info.Size), f}, nil
		}})
	}
	return pack.Add(out, pictures)
}

type evidenceKeyJSON struct {
	Algorithm   string `json:"algorithm"`
	PublicKey   string `json:"public_key"` // base64
	Fingerprint string `json:"fingerprint"`
}

// evidenceKey handles GET /api/v1/evidence/key.
func (s *Server) evidenceKey(w http.ResponseWriter, _ *http.Request) error {
	return writeJSON(w, evidenceKeyJSON{"ed25519", s.EvidenceKey.Public(), s.EvidenceKey.Fingerprint()})
}
