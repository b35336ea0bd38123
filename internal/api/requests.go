package api

import (
	"net/http"
	"strconv"

	"github.com/watchpost/watchpost/internal/ingest/connlog"
	"github.com/watchpost/watchpost/internal/store"
)

// requestJSON is a request to the device listener, or a run of tracking posts
// that were answered alike.
type requestJSON struct {
	ID              int64      `json:"id"`
	At              timestamp  `json:"at"`
	IP              string     `json:"ip"`
	Device          *deviceRef `json:"device,omitempty"`
	Method          string     `json:"method,omitempty"`
	Path            string     `json:"path,omitempty"`
	Proto           string     `json:"proto,omitempty"`
	ContentType     string     `json:"content_type,omitempty"`
	Bytes           int64      `json:"bytes"`
	Kind            string     `json:"kind"`
	Detail          string     `json:"detail,omitempty"`
	Status          int        `json:"status,omitempty"` // left out when nothing was answered
	DurationSeconds float64    `json:"duration_seconds"`
	Advice          string     `json:"advice,omitempty"`
	Count           int        `json:"count"`
	Until           timestamp  `json:"until,omitzero"` // of the last, where Count is more than 1
}

type requestList struct {
	Requests []requestJSON `json:"requests"`
	Next     string        `json:"next,omitempty"`
}

// requests handles GET /api/v1/requests.
func (s *Server) requests(w http.ResponseWriter, r *http.Request) error {
	return s.listRequests(w, r, s.Requests.All)
}

// deviceRequests handles GET /api/v1/devices/{id}/requests.
func (s *Server) deviceRequests(w http.ResponseWriter, r *http.Request) error {
	d, err := s.Devices.Device(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.listRequests(w, r, func(limit int, before int64) []connlog.Entry {
		return s.Requests.Device(d.ID, limit, before)
	})
}

// listRequests answers with a page of the log; a cursor is the ID of the last
// entry of the page before.
func (s *Server) listRequests(w http.ResponseWriter, r *http.Request, list func(limit int, before int64) []connlog.Entry) error {
	q := queryOf(r)
	page := q.page()
	if q.err != nil {
		return q.err
	}
	var before int64
	if page.Cursor != "" {
		var err error
		if before, err = strconv.ParseInt(page.Cursor, 10, 64); err != nil || before < 1 {
			return store.ErrCursor
		}
		if before == 1 { // nothing is older, and 0 is everything
			return writeJSON(w, requestList{Requests: []requestJSON{}})
		}
	}
	entries := list(page.Limit, before)
	out := requestList{Requests: make([]requestJSON, len(entries))}
	j := s.joiner(r.Context())
	for i, e := range entries {
		out.Requests[i] = j.request(e)
	}
	if len(entries) == page.Limit {
		out.Next = strconv.FormatInt(entries[page.Limit-1].ID, 10)
	}
	return writeJSON(w, out)
}

func (j *joiner) request(e connlog.Entry) requestJSON {
	out := requestJSON{
		ID: e.ID, At: timestamp(e.At), IP: e.IP, Device: j.deviceIf(e.DeviceID),
		Method: e.Method, Path: e.Path, Proto: e.Proto, ContentType: e.ContentType, Bytes: e.Bytes,
		Kind: e.Kind, Detail: e.Detail, Status: e.Status, DurationSeconds: seconds(e.Duration),
		Advice: e.Advice, Count: max(e.Count, 1),
	}
	if out.Count > 1 {
		out.Until = timestamp(e.Until)
	}
	return out
}
