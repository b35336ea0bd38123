package web

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// tile is a camera on the wall.
type tile struct {
	ID       string
	Name     string
	Device   string
	Online   bool
	LastSeen time.Time
	Alarm    *time.Time // since when
	Last     *card      // the newest event that is to be seen
}

// wall is the page of all cameras.
type wall struct {
	Tiles []tile
}

// maxTiles is how many cameras the wall shows; they are asked for one by one.
const maxTiles = 64

// live handles GET /.
func (s *Server) live(v *view, r *http.Request) error {
	v.sheet, v.Title = "live", v.T("nav.live")
	open := true
	alarms, _, err := s.Store.Alarms(r.Context(), store.AlarmQuery{Open: &open, Page: store.Page{Limit: 500}})
	if err != nil {
		return err
	}
	since := make(map[string]time.Time)
	for _, a := range alarms {
		if t, ok := since[a.CameraID]; !ok || a.StartedAt.Before(t) {
			since[a.CameraID] = a.StartedAt
		}
	}
	only := v.query.Get("camera") // one tile, to be renewed
	var w wall
	for _, d := range v.Devices {
		for _, c := range d.Cameras {
			if len(w.Tiles) == maxTiles || hidden(d, c) || only != "" && only != c.ID {
				continue
			}
			t := tile{ID: c.ID, Name: v.Camera(c.ID), Device: d.Name, Online: d.Online, LastSeen: d.LastSeen}
			if at, ok := since[c.ID]; ok {
				t.Alarm = &at
			}
			last, err := s.newest(r, c.ID)
			if err != nil {
				return err
			}
			if last != nil {
				k := v.card(last)
				k.Scene = v.scene(last, cardWidth*2, true)
				t.Last = &k
			}
			w.Tiles = append(w.Tiles, t)
		}
	}
	v.Data = w
	return nil
}

// hidden says whether a camera is none that anybody would look at: a recorder's
// posts that name no channel, of which nothing was ever seen.
func hidden(d device.Device, c device.Camera) bool {
	return c.Channel == 0 && c.LastEvent.IsZero() && len(d.Cameras) > 1
}

// newest is the newest event of a camera with a picture, or the newest at all.
func (s *Server) newest(r *http.Request, camera string) (*event.Event, error) {
	for _, q := range []store.EventQuery{{HasImage: true}, {}} {
		q.Cameras, q.Limit = []string{camera}, 1
		page, err := s.Store.Events(r.Context(), q)
		if err != nil {
			return nil, err
		}
		if len(page.Events) > 0 {
			return page.Events[0], nil
		}
	}
	return nil, nil
}

// Words are the words for the classes, for the boxes that move.
func (v *view) Words() (string, error) {
	words := make(map[event.TargetType]string)
	for _, t := range event.TargetTypes() {
		words[t] = v.T("class." + string(t))
	}
	b, err := json.Marshal(words)
	return string(b), err
}
