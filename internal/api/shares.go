package api

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/auth"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/webproxy"
)

// shareJSON is a link to an event. Its path, which has the secret in it, is told once,
// when it is made.
type shareJSON struct {
	ID        string    `json:"id"`
	CreatedBy string    `json:"created_by,omitempty"`
	CreatedAt timestamp `json:"created_at"`
	ExpiresAt timestamp `json:"expires_at"`
	URL       string    `json:"url,omitempty"`
}

func shareOf(s access.Share) shareJSON {
	return shareJSON{ID: s.ID, CreatedBy: s.CreatedBy, CreatedAt: timestamp(s.CreatedAt), ExpiresAt: timestamp(s.ExpiresAt)}
}

type shareList struct {
	Shares []shareJSON `json:"shares"`
}

type newShareBody struct {
	Hours int `json:"hours"`
}

// addShare handles POST /api/v1/events/{id}/shares.
func (s *Server) addShare(w http.ResponseWriter, r *http.Request) error {
	e, err := s.findEvent(r)
	if err != nil {
		return err
	}
	var b newShareBody
	if err := readJSON(w, r, &b); err != nil {
		return err
	}
	sh, secret, err := s.Share(r, e.ID, b.Hours)
	if err != nil {
		return err
	}
	out := shareOf(sh)
	out.URL = webproxy.Of(r.Context()).Base + "/s/" + secret
	return created(w, out)
}

// Share makes a link that shows an event for some hours; 0 is the usual time.
func (s *Server) Share(r *http.Request, id event.ID, hours int) (access.Share, string, error) {
	long := time.Duration(hours) * time.Hour
	if hours == 0 {
		long = access.ShareUsual
	}
	if hours < 0 || hours > int(access.ShareLongest/time.Hour) {
		return access.Share{}, "", badField("hours", fmt.Sprintf("is %d; want 1 to %d", hours, access.ShareLongest/time.Hour))
	}
	p := access.PrincipalOf(r.Context())
	now := s.Now().UTC().Truncate(time.Microsecond)
	secret, kept := auth.NewSecret()
	sh := access.KeptShare{Share: access.Share{
		ID: event.NewID(now).String(), Event: id, CreatedBy: p.Name, UserID: p.UserID, TokenID: p.TokenID, CreatedAt: now, ExpiresAt: now.Add(long),
	}, Digest: kept}
	if err := s.Store.KeepShare(r.Context(), sh); err != nil {
		return access.Share{}, "", err
	}
	s.note(r, access.ActionShared, id.String(), "until "+sh.ExpiresAt.Format(time.RFC3339))
	return sh.Share, secret, nil
}

// shares handles GET /api/v1/events/{id}/shares.
func (s *Server) shares(w http.ResponseWriter, r *http.Request) error {
	e, err := s.findEvent(r)
	if err != nil {
		return err
	}
	found, err := s.Store.Shares(r.Context(), e.ID, s.Now())
	if err != nil {
		return err
	}
	out := shareList{Shares: make([]shareJSON, len(found))}
	for i, sh := range found {
		out.Shares[i] = shareOf(sh)
	}
	return writeJSON(w, out)
}

// removeShare handles DELETE /api/v1/events/{id}/shares/{share}.
func (s *Server) removeShare(w http.ResponseWriter, r *http.Request) error {
	id, err := event.ParseID(r.PathValue("id"))
	if err != nil {
		return badParameter("id", "%v", err)
	}
	if err := s.Unshare(r, id, r.PathValue("share")); err != nil {
		return absent(err, access.ErrNoShare, codeNoShare, "the event has no link with this id; it may have expired")
	}
	return done(w)
}

// Unshare ends a link.
func (s *Server) Unshare(r *http.Request, id event.ID, share string) error {
	if err := s.Store.RemoveShare(r.Context(), id, share); err != nil {
		return err
	}
	s.note(r, access.ActionShareEnded, id.String(), share)
	return nil
}

// Shared returns the request of somebody who has a link as one that sees what whoever
// made it sees, and the event; access.ErrNoShare when the link shows nothing any more.
func (s *Server) Shared(r *http.Request, secret string) (*http.Request, *event.Event, access.Share, error) {
	sh, err := s.Store.ShareOf(r.Context(), auth.Digest(secret), s.Now())
	if err != nil {
		return nil, nil, sh, err
	}
	p, err := s.Auth.Maker(sh)
	if err != nil {
		return nil, nil, sh, access.ErrNoShare
	}
	e, err := s.Store.Event(access.WithScope(r.Context(), p.Scope), sh.Event)
	if errors.Is(err, event.ErrNotFound) {
		err = access.ErrNoShare
	}
	if err != nil {
		return nil, nil, sh, err
	}
	// Of all that is in sight of who made it, the link shows this camera.
	return r.WithContext(access.WithScope(r.Context(), access.Only(e.CameraID))), e, sh, nil
}

// SharedPicture answers with picture n of an event that a link shows. A browser must
// ask again each time: the link may have ended.
func (s *Server) SharedPicture(w http.ResponseWriter, r *http.Request, e *event.Event, n, width int) error {
	return s.picture(w, r, e, n, width, "private, no-cache")
}
