package web

import (
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// quarantineList is the page of what was not understood.
type quarantineList struct {
	Posts []store.Quarantined
	Older string
}

const quarantineAPage = 50

// quarantine handles GET /quarantine.
func (s *Server) quarantine(v *view, r *http.Request) error {
	v.sheet, v.Title = "quarantine", v.T("quarantine.title")
	posts, next, err := s.Store.Quarantined(r.Context(), store.Page{Cursor: v.query.Get("cursor"), Limit: quarantineAPage})
	if err != nil {
		return err
	}
	l := quarantineList{Posts: posts}
	if next != "" {
		l.Older = v.url("cursor", next)
	}
	v.Data = l
	return nil
}

// quarantinedPage is one post that was not understood.
type quarantinedPage struct {
	store.Quarantined
	Text  string // of its body, or the bytes of it as a dump
	Dump  bool
	Shown int64 // bytes of the body that are shown
	Gone  bool  // the body cannot be read any more
}

// bodyShown is how much of a body a page shows.
const bodyShown = 64 << 10

// quarantined handles GET /quarantine/{id}.
func (s *Server) quarantined(v *view, r *http.Request) error {
	v.sheet, v.Title = "quarantined", v.T("quarantine.one")
	q, err := s.quarantinedPost(r)
	if err != nil {
		return err
	}
	p := quarantinedPage{Quarantined: q}
	if q.BodyName != "" && s.Images != nil {
		body, err := s.body(r, q)
		if err != nil {
			s.Log.Warn("read the body of a post in quarantine", "id", q.ID, "err", err)
			p.Gone = true
		}
		p.Shown = int64(len(body))
		p.Text, p.Dump = readable(body)
	}
	v.Data = p
	return nil
}

func (s *Server) quarantinedPost(r *http.Request) (store.Quarantined, error) {
	id, err := event.ParseID(r.PathValue("id"))
	if err != nil {
		return store.Quarantined{}, event.ErrNotFound
	}
	return s.Store.QuarantinedPost(r.Context(), id.String())
}

// body is the beginning of what was sent.
func (s *Server) body(r *http.Request, q store.Quarantined) ([]byte, error) {
	file, _, err := s.Images.Open(r.Context(), q.BodyName)
	if err != nil {
		return nil, fmt.Errorf("open the body of quarantined post %s: %w", q.ID, err)
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, bodyShown))
}

// readable is a body as text, where it is text, and otherwise a dump of its bytes.
func readable(body []byte) (text string, dump bool) {
	cut := body
	for range utf8.UTFMax { // the end may be in the middle of a character
		if len(cut) > 0 && !utf8.Valid(cut) && len(body) == bodyShown {
			cut = cut[:len(cut)-1]
		}
	}
	if utf8.Valid(cut) && !strings.ContainsFunc(string(cut), unprintable) {
		return string(cut), false
	}
	return hex.Dump(body[:min(len(body), bodyShown/8)]), true
}

// unprintable are the characters that no text has. Those that change the direction of
// what follows are shown by the page within their own line.
func unprintable(c rune) bool {
	return c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == utf8.RuneError
}

// deleteQuarantined handles POST /quarantine/{id}.
func (s *Server) deleteQuarantined(_ *view, _ http.ResponseWriter, r *http.Request) (string, error) {
	q, err := s.quarantinedPost(r)
	if err != nil {
		return "", err
	}
	if err := s.Managed.DeleteQuarantined(r.Context(), q.ID); err != nil {
		return "", err
	}
	s.note(r, access.ActionQuarantineDeleted, q.ID, q.Reason)
	return "/quarantine?done=deleted", nil
}
