package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
)

// shareEvent handles POST /events/{id}/shares. The page that is the answer shows the
// link, once.
func (s *Server) shareEvent(v *view, _ http.ResponseWriter, r *http.Request) (string, error) {
	e, err := s.eventOf(r)
	if err != nil {
		return "", err
	}
	hours, err := strconv.Atoi(field(r, "hours"))
	if err != nil {
		return "", badRequest("no hours")
	}
	_, secret, err := s.Changes.Share(r, e.ID, hours)
	if err != nil {
		return s.done(v, r, e, err)
	}
	if err := s.event(v, r); err != nil {
		return "", err
	}
	p := v.Data.(eventPage)
	p.Work.Link = "/s/" + secret
	v.Data = p
	return "", nil
}

// endShare handles POST /events/{id}/shares/{share}/end. A link that has ended already
// is what was wanted.
func (s *Server) endShare(_ *view, _ http.ResponseWriter, r *http.Request) (string, error) {
	e, err := s.eventOf(r)
	if err != nil {
		return "", err
	}
	err = s.Changes.Unshare(r, e.ID, r.PathValue("share"))
	if errors.Is(err, access.ErrNoShare) {
		err = nil
	}
	return "/events/" + e.ID.String(), err
}

// sharedPage is what a link shows of an event.
type sharedPage struct {
	card
	Scene scene
	Crops []scene
	Facts []fact
	Until time.Time
}

// shared handles GET /s/{secret}.
func (s *Server) shared(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	seen, e, sh, err := s.Changes.Shared(r, r.PathValue("secret"))
	if err != nil {
		v, viewErr := s.view(r)
		if viewErr != nil {
			return viewErr
		}
		if !errors.Is(err, access.ErrNoShare) {
			v.Secret = true
			return s.failed(v, r, err).write(w, r)
		}
		v.sheet, v.Title, v.Bare, v.Secret, v.status, v.Seq = "unshared", v.T("share.over.title"), true, true, http.StatusNotFound, 0
		return v.write(w, r)
	}
	v, err := s.view(seen)
	if err != nil {
		return err
	}
	v.sheet, v.Bare, v.Secret, v.Seq, v.Who = "shared", true, true, 0, ""
	below := "/s/" + r.PathValue("secret")
	p := sharedPage{card: v.card(e), Scene: v.scene(e, fullWidth, true), Facts: v.facts(e), Until: sh.ExpiresAt}
	v.Title = p.Sentence
	p.Scene = moved(p.Scene, e, below)
	for _, c := range v.crops(e, p.Scene) {
		p.Crops = append(p.Crops, moved(c, e, below))
	}
	v.Data = p
	return v.write(w, r)
}

// moved is a scene whose pictures are asked for below the path of a link.
func moved(sc scene, e *event.Event, below string) scene {
	at := fmt.Sprintf("/api/v1/events/%s", e.ID)
	for _, url := range []*string{&sc.Image, &sc.Full} {
		if rest, ok := strings.CutPrefix(*url, at); ok {
			*url = below + rest
		}
	}
	return sc
}

// sharedPicture handles GET /s/{secret}/images/{n}.
func (s *Server) sharedPicture(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	seen, e, _, err := s.Changes.Shared(r, r.PathValue("secret"))
	if err == nil {
		n, bad := strconv.Atoi(r.PathValue("n"))
		width, _ := strconv.Atoi(r.URL.Query().Get("width"))
		if bad != nil || width != 0 && width != fullWidth && width != cropWidth {
			err = access.ErrNoShare
		} else {
			return s.Changes.SharedPicture(w, seen, e, n, width)
		}
	}
	if errors.Is(err, access.ErrNoShare) {
		return event.ErrNotFound // which says nothing of why
	}
	return err
}

// evidence handles POST /events/{id}/evidence: a pack of this event alone.
func (s *Server) evidence(w http.ResponseWriter, r *http.Request) error {
	e, err := s.eventOf(r)
	if err == nil {
		err = readForm(w, r)
	}
	if err != nil {
		return s.notPacked(w, r, err)
	}
	return s.Changes.Evidence(w, r, []event.ID{e.ID})
}

// evidenceOfSelected handles POST /timeline/evidence: a pack of what is chosen.
func (s *Server) evidenceOfSelected(w http.ResponseWriter, r *http.Request) error {
	err := readForm(w, r)
	var ids []event.ID
	if err == nil {
		ids, err = selected(r)
	}
	if err != nil {
		return s.notPacked(w, r, err)
	}
	return s.Changes.Evidence(w, r, ids)
}

// notPacked is the page that says why there is no pack.
func (s *Server) notPacked(w http.ResponseWriter, r *http.Request, err error) error {
	v, viewErr := s.view(r)
	if viewErr != nil {
		return viewErr
	}
	return s.failed(v, r, err).write(w, r)
}
