package api

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/store"
)

// plateJSON is a plate text with what is known of it. Match and Score say why a
// search found it.
type plateJSON struct {
	Text       string     `json:"text"`
	Reads      int64      `json:"reads"`
	FirstSeen  timestamp  `json:"first_seen,omitzero"`
	LastSeen   timestamp  `json:"last_seen,omitzero"`
	Known      *knownJSON `json:"known,omitempty"`
	Group      string     `json:"group,omitempty"`
	Owner      string     `json:"owner,omitempty"`
	LastEvent  string     `json:"last_event,omitempty"`
	LastCamera *cameraRef `json:"last_camera,omitempty"`
	Match      string     `json:"match,omitempty"`
	Score      float64    `json:"score,omitempty"`
}

func (j *joiner) plate(p store.PlateSummary) plateJSON {
	out := plateJSON{
		Text: p.Text, Reads: p.Reads, FirstSeen: timestamp(p.FirstSeen), LastSeen: timestamp(p.LastSeen),
		Group: p.Group, Owner: p.Owner, LastCamera: j.cameraAlone(p.LastCamera), Match: p.Match, Score: p.Score,
	}
	if !p.LastEvent.IsZero() {
		out.LastEvent = p.LastEvent.String()
	}
	return out
}

type plateList struct {
	Plates []plateJSON `json:"plates"`
	Next   string      `json:"next,omitempty"`
}

// plates handles GET /api/v1/plates.
func (s *Server) plates(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	pq := store.PlateQuery{Page: q.page(), Fuzzy: q.one("q"), Group: q.one("group"), Known: q.one("plate_group")}
	pq.Prefix, pq.Exact = q.plate("prefix"), q.plate("text")
	if (pq.Fuzzy != "" && pq.Prefix != "") || (pq.Fuzzy != "" && pq.Exact != "") || (pq.Prefix != "" && pq.Exact != "") {
		q.bad("q", "of q, prefix and text only one can be given")
	}
	if q.err != nil {
		return q.err
	}
	found, next, err := s.Store.Plates(r.Context(), pq)
	if err != nil {
		return fmt.Errorf("list plates: %w", err)
	}
	texts := make([]string, len(found))
	for i := range found {
		texts[i] = found[i].Text
	}
	known, err := s.known(r.Context(), texts...)
	if err != nil {
		return err
	}
	out := plateList{Plates: make([]plateJSON, len(found)), Next: next}
	j := s.joiner(r.Context())
	for i, p := range found {
		out.Plates[i] = j.plate(p)
		out.Plates[i].Known = known[p.Text]
	}
	return writeJSON(w, out)
}

// plate returns a plate text, normalised; "" without the parameter.
func (q *query) plate(name string) string {
	v := q.one(name)
	if v == "" {
		return ""
	}
	text := plate.Normalize(v)
	if text == "" {
		q.bad(name, "has no letter or digit")
	}
	return text
}

// plate handles GET /api/v1/plates/{text}.
func (s *Server) plate(w http.ResponseWriter, r *http.Request) error {
	text := r.PathValue("text")
	q := &query{values: map[string][]string{"text": {text}}}
	normal := q.plate("text")
	if q.err != nil {
		return q.err
	}
	return s.answerPlate(w, r, normal)
}

// answerPlate answers with a plate. One that nobody has read, but of which something
// is known, has no reads.
func (s *Server) answerPlate(w http.ResponseWriter, r *http.Request, text string) error {
	known, err := s.known(r.Context(), text)
	if err != nil {
		return err
	}
	p, err := s.Store.Plate(r.Context(), text)
	if errors.Is(err, event.ErrNotFound) && known[text] != nil {
		p, err = store.PlateSummary{Text: text}, nil
	}
	if err != nil {
		return fmt.Errorf("read plate: %w", absent(err, event.ErrNotFound, codeNoPlate, "no camera has read this text; try a search with q"))
	}
	out := s.joiner(r.Context()).plate(p)
	out.Known = known[text]
	return writeJSON(w, out)
}
