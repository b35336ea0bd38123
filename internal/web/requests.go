package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/ingest/connlog"
)

// requestList is the page of the last requests to the device listener.
type requestList struct {
	Rows  []requestRow
	Older string
}

const requestsAPage = 100

// requests handles GET /requests.
func (s *Server) requests(v *view, _ *http.Request) error {
	v.sheet, v.Title = "requests", v.T("requests.title")
	before, err := strconv.ParseInt(v.query.Get("cursor"), 10, 64)
	if v.query.Get("cursor") != "" && (err != nil || before < 1) {
		return badRequest("cursor")
	}
	var l requestList
	if s.Requests != nil && before != 1 {
		entries := s.Requests.All(requestsAPage, before)
		l.Rows = v.requestRows(entries)
		if len(entries) == requestsAPage {
			l.Older = v.url("cursor", strconv.FormatInt(entries[requestsAPage-1].ID, 10))
		}
	}
	v.Data = l
	return nil
}

func (v *view) requestRows(entries []connlog.Entry) []requestRow {
	out := make([]requestRow, len(entries))
	for i, e := range entries {
		what := v.T("request." + e.Kind)
		if !v.has("request." + e.Kind) {
			what = e.Kind
		}
		if e.Kind == "event" && v.has("event."+e.Detail) {
			what = v.T("event." + e.Detail)
		} else if e.Detail != "" {
			what += " (" + e.Detail + ")"
		}
		out[i] = requestRow{At: e.At, IP: e.IP, DeviceID: e.DeviceID, What: what, Bytes: e.Bytes, Status: e.Status, Advice: e.Advice, Count: int64(max(e.Count, 1))}
	}
	return out
}

// DeviceName is how a device is called, "" when it is not among those that are seen.
func (v *view) DeviceName(id string) string {
	for _, d := range v.Devices {
		if d.ID == id {
			return d.Name
		}
	}
	return ""
}

// sameText says whether somebody has typed a text, whatever the blanks in it.
func sameText(typed, text string) bool {
	return strings.Join(strings.Fields(typed), " ") == strings.Join(strings.Fields(text), " ")
}

// note writes a line of the audit log. What it tells of has been done: a failure is
// logged, and changes nothing.
func (s *Server) note(r *http.Request, action access.Action, object, detail string) {
	if err := s.Auth.Note(r.Context(), api.By(r), action, object, detail); err != nil {
		s.Log.Error("write the audit log", "action", string(action), "object", object, "err", err)
	}
}
