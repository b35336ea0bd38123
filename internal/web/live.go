package web

import (
	"encoding/json"
	"math"
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
	Large    bool
}

// Link is where the picture leads: on the wall to the camera, large; there to the
// event that it is of.
func (t tile) Link() string {
	switch {
	case !t.Large:
		return "/?camera=" + t.ID
	case t.Last != nil:
		return "/events/" + t.Last.ID
	}
	return "/timeline?camera=" + t.ID
}

// wall is the page of all cameras.
type wall struct {
	Tiles []tile
	Large *largeTile // the camera that was asked for
}

// largeTile is a camera alone, with what it saw before.
type largeTile struct {
	tile
	Before []card
}

const (
	maxTiles   = 64 // cameras on the wall; they are asked for one by one
	maxColumns = 8  // of the wall: a square of all tiles
	lastEvents = 8  // beside a large camera
)

// Columns is how many columns show all tiles at once, at the shape of a screen.
func (w wall) Columns() int {
	return min(max(int(math.Ceil(math.Sqrt(float64(len(w.Tiles))))), 1), maxColumns)
}

// Classes are what alerts can be limited to.
func (wall) Classes() []event.TargetType { return classes }

// live handles GET /. With camera=ID one camera is large; the part "tiles" has then
// the tile of that camera alone.
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
	asked := v.query.Get("camera")
	var w wall
	for _, d := range v.Devices {
		for _, c := range d.Cameras {
			if c.ID == asked && v.part != "tiles" {
				if w.Large, err = s.large(v, r, d, c, since); err != nil {
					return err
				}
			}
			if len(w.Tiles) == maxTiles || hidden(d, c) || v.part == "large" || v.part == "tiles" && asked != "" && asked != c.ID {
				continue
			}
			t, err := s.tile(v, r, d, c, since, cardWidth*2)
			if err != nil {
				return err
			}
			w.Tiles = append(w.Tiles, t)
		}
	}
	if asked != "" && v.part != "tiles" {
		if w.Large == nil {
			return device.ErrNotFound
		}
		v.Title = w.Large.Name
	}
	v.Data = w
	return nil
}

// tile is what is known of a camera, with a picture so wide.
func (s *Server) tile(v *view, r *http.Request, d device.Device, c device.Camera, since map[string]time.Time, width int) (tile, error) {
	t := tile{ID: c.ID, Name: v.Camera(c.ID), Device: d.Name, Online: d.Online, LastSeen: d.LastSeen}
	if at, ok := since[c.ID]; ok {
		t.Alarm = &at
	}
	last, err := s.newest(r, c.ID)
	if err != nil {
		return t, err
	}
	if last != nil {
		k := v.card(last)
		k.Scene = v.scene(last, width, true)
		t.Last = &k
	}
	return t, nil
}

// large is a camera alone.
func (s *Server) large(v *view, r *http.Request, d device.Device, c device.Camera, since map[string]time.Time) (*largeTile, error) {
	t, err := s.tile(v, r, d, c, since, fullWidth)
	if err != nil {
		return nil, err
	}
	t.Large = true
	page, err := s.Store.Events(r.Context(), store.EventQuery{Cameras: []string{c.ID}, Limit: lastEvents})
	if err != nil {
		return nil, err
	}
	return &largeTile{tile: t, Before: v.cards(page.Events, "")}, nil
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
