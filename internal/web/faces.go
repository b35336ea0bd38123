package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

const facesPage = 60

// facesList is the page of faces.
type facesList struct {
	Faces   []faceCard
	Older   string
	Stream  string // URL of the stream of what comes, "" for none
	Filters []faceFilter
	Cameras []option
	Hidden  []option // the attributes asked for, for the form of the cameras
	Any     bool     // something is asked for
}

// faceFilter is an attribute that faces are narrowed by.
type faceFilter struct {
	Name  string // of the parameter
	Text  string
	Chips []chip
}

// faceCard is a face among others.
type faceCard struct {
	ID     string // of the event and the target
	Event  string
	Image  string // URL, "" without a picture
	Scene  bool   // the picture is of the whole scene
	Says   string // its attributes, in words
	Known  bool   // recognised by the camera
	Camera string
	At     time.Time
}

// attributes are the parameters of the page, with the words that each takes.
func attributes() []struct {
	name  string
	words []string
} {
	return []struct {
		name  string
		words []string
	}{{"sex", event.FaceSexes()}, {"age", event.FaceAges()}, {"glasses", event.FaceYesNo()}, {"mask", event.FaceYesNo()}}
}

// faces handles GET /faces.
func (s *Server) faces(v *view, r *http.Request) error {
	v.sheet, v.Title = "faces", v.T("nav.faces")
	q := store.FaceQuery{Cameras: values(v.query, "camera"), Page: store.Page{Limit: facesPage, Cursor: v.query.Get("cursor")}}
	v.query.Del("cursor") // other faces begin with the newest
	l := facesList{Any: len(q.Cameras) > 0}
	for _, a := range attributes() {
		chosen := values(v.query, a.name)
		for _, word := range chosen {
			l.Hidden = append(l.Hidden, option{Value: a.name, Text: word})
			if !slices.Contains(a.words, word) {
				return badRequest(a.name)
			}
		}
		f := faceFilter{Name: a.name, Text: v.T("faces." + a.name)}
		for _, word := range a.words {
			on := slices.Contains(chosen, word)
			f.Chips = append(f.Chips, chip{Text: v.T("faces." + a.name + "." + word), On: on, URL: v.toggled(a.name, word, on)})
		}
		l.Filters, l.Any = append(l.Filters, f), l.Any || len(chosen) > 0
		switch a.name {
		case "sex":
			q.Sexes = chosen
		case "age":
			q.Ages = chosen
		case "glasses":
			q.Glasses = chosen
		case "mask":
			q.Masks = chosen
		}
	}
	found, next, err := store.Faces(r.Context(), s.Store, q)
	if err != nil {
		return err
	}
	for i := range found {
		l.Faces = append(l.Faces, v.faceCard(&found[i]))
	}
	if next != "" {
		l.Older = v.url("cursor", next)
	}
	if q.Cursor == "" {
		stream := url.Values{"topics": {"event"}, "has": {"face"}}
		if len(q.Cameras) > 0 {
			stream["camera"] = q.Cameras
		}
		l.Stream = "/api/v1/stream?" + stream.Encode()
	}
	for _, d := range v.Devices {
		for _, c := range d.Cameras {
			if !hidden(d, c) {
				l.Cameras = append(l.Cameras, option{c.ID, v.Camera(c.ID), slices.Contains(q.Cameras, c.ID)})
			}
		}
	}
	v.Data = l
	return nil
}

func (v *view) faceCard(f *store.Face) faceCard {
	e := f.Event
	c := faceCard{
		ID: fmt.Sprint(e.ID, "-", f.Target), Event: e.ID.String(), Camera: v.Camera(e.CameraID), At: e.ReceivedAt, Known: e.Type == "face_match",
	}
	if n := f.Image(); n >= 0 {
		c.Image = imageURL(e, e.Images[n].N, cropWidth)
	} else if img := overview(e); img != nil {
		c.Image, c.Scene = imageURL(e, img.N, cropWidth), true
	}
	if face := e.Targets[f.Target].Face; face != nil {
		c.Says = capital(v.face(face))
	}
	return c
}
