package api

import (
	"fmt"
	"net/http"

	"github.com/watchpost/watchpost/internal/access"
)

// auditJSON is a line of the audit log.
type auditJSON struct {
	N      int64         `json:"n"`
	At     timestamp     `json:"at"`
	Who    string        `json:"who,omitempty"`
	Action access.Action `json:"action"`
	Object string        `json:"object,omitempty"`
	IP     string        `json:"ip,omitempty"`
	Detail string        `json:"detail,omitempty"`
}

type auditList struct {
	Audit []auditJSON `json:"audit"`
	Next  string      `json:"next,omitempty"`
}

// audit handles GET /api/v1/audit.
func (s *Server) audit(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	page := q.page()
	if q.err != nil {
		return q.err
	}
	found, next, err := s.Store.Audit(r.Context(), page)
	if err != nil {
		return fmt.Errorf("read the audit log: %w", err)
	}
	out := auditList{Audit: make([]auditJSON, len(found)), Next: next}
	for i, e := range found {
		out.Audit[i] = auditJSON{N: e.N, At: timestamp(e.At), Who: e.Who, Action: e.Action, Object: e.Object, IP: e.IP, Detail: e.Detail}
	}
	return writeJSON(w, out)
}
