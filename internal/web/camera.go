package web

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/zone"
)

// cameraPage is the page of one camera.
type cameraPage struct {
	counted
	ID, Name string
	Device   device.Device
	Channel  int
	Filter   countFilter
	Ranges   []option
	Chips    []chip
	Scene    scene // the newest picture, without what was seen in it
	Last     *card
	Heat     heatView
	Zones    []zoneShape
	Passages []passageRow
	Drawn    string // the zones for the editor, as JSON
	May      bool   // draw
	Stream   string
}

// zoneShape is a zone over a picture.
type zoneShape struct {
	zone.Zone
	Line  bool
	Text  string // its points, as SVG has them
	X, Y  int    // of its name
	Arrow int    // which way in is, of a line, in degrees
}

// passageRow is what a target did at a zone, in words.
type passageRow struct {
	At    time.Time
	Zone  string
	What  string
	Class event.TargetType
	Dwell time.Duration
}

// maxPassages is how many passages the page tells.
const maxPassages = 25

// camera handles GET /cameras/{id}.
func (s *Server) camera(v *view, r *http.Request) error {
	v.sheet = "camera"
	p := cameraPage{ID: r.PathValue("id")}
	if !v.find(&p) {
		return device.ErrNotFound
	}
	p.Name = v.Camera(p.ID)
	v.Title = p.Name
	f, err := v.countFilterOf(url.Values{
		"range": v.query["range"], "from": v.query["from"], "to": v.query["to"], "bucket": v.query["bucket"], "target": v.query["target"], "camera": {p.ID},
	})
	if err != nil {
		return err
	}
	if v.part != "picture" {
		if p.counted, err = s.count(r.Context(), v, &f); err != nil {
			return err
		}
		if p.Heat, err = s.heatMap(r.Context(), v, &f, p.ID, f.Targets); err != nil {
			return err
		}
	}
	p.Filter = f
	last, err := s.newest(r, p.ID)
	if err != nil {
		return err
	}
	if last != nil {
		c := v.card(last)
		p.Last, p.Scene = &c, v.scene(last, fullWidth, false)
		p.Scene.Zones, p.Scene.Boxes = nil, nil
	}
	p.Zones = v.shapes(p.ID)
	if p.Drawn, err = drawnJSON(p.Zones); err != nil {
		return err
	}
	if p.Passages, err = s.passagesOf(v, r, p.Zones, &f); err != nil {
		return err
	}
	p.May = access.PrincipalOf(r.Context()).Role.Includes(access.Operator)
	p.Stream = "/api/v1/stream" + query(url.Values{"topics": {"event,track,live"}, "camera": {p.ID}, "live": {p.ID}})
	for _, name := range ranges {
		p.Ranges = append(p.Ranges, option{v.url("range", name, "from", "", "to", "", "bucket", ""), v.T("counts.range." + name), f.Range == name})
	}
	for _, c := range classes {
		on := slices.Contains(f.Targets, c)
		p.Chips = append(p.Chips, chip{Class: c, Text: v.T("classes." + string(c)), On: on, URL: v.toggled("target", string(c), on)})
	}
	v.Data = p
	return nil
}

// find fills in the camera of a page, if it is in sight.
func (v *view) find(p *cameraPage) bool {
	for _, d := range v.Devices {
		for _, c := range d.Cameras {
			if c.ID == p.ID {
				p.Device, p.Channel = d, c.Channel
				return true
			}
		}
	}
	return false
}

// nameBelow is how far below its highest point an area has its name.
const nameBelow = 450

// shapes are the zones of a camera as they are drawn.
func (v *view) shapes(camera string) (out []zoneShape) {
	for _, z := range v.zones([]string{camera}) {
		s := zoneShape{Zone: z, Line: z.Kind == zone.Line, Text: pointsText(z.Points)}
		if s.Line {
			a, b := z.Points[0], z.Points[1]
			s.X, s.Y, s.Arrow = (a[0]+b[0])/2, (a[1]+b[1])/2, arrowOf(a, b)
		} else {
			top := slices.MinFunc(z.Points, func(a, b geo.Point) int { return a[1] - b[1] })
			s.X, s.Y = top[0], min(top[1]+nameBelow, geo.Full)
		}
		out = append(out, s)
	}
	return out
}

func pointsText(points []geo.Point) string {
	words := make([]string, len(points))
	for i, p := range points {
		words[i] = fmt.Sprintf("%d,%d", p[0], p[1])
	}
	return strings.Join(words, " ")
}

// arrowOf is which way goes in over a line, in degrees clockwise from right, on a
// picture of 16 to 9: from its left to its right, seen from its first point.
func arrowOf(a, b geo.Point) int {
	dx, dy := float64(b[0]-a[0])*16, float64(b[1]-a[1])*9
	return int(math.Round(math.Atan2(dx, -dy) * 180 / math.Pi))
}

// drawnJSON are zones as the editor and the API know them.
func drawnJSON(zones []zoneShape) (string, error) {
	type drawn struct {
		ID       zone.ID            `json:"id"`
		Name     string             `json:"name"`
		Color    string             `json:"color"`
		Kind     zone.Kind          `json:"kind"`
		Points   []geo.Point        `json:"points"`
		Targets  []event.TargetType `json:"targets"`
		MinDwell float64            `json:"min_dwell_seconds"`
	}
	out := make([]drawn, len(zones))
	for i, z := range zones {
		out[i] = drawn{z.ID, z.Name, z.Color, z.Kind, z.Points, z.Targets, z.MinDwell.Seconds()}
	}
	b, err := json.Marshal(out)
	return string(b), err
}

// passagesOf are the newest passages in the period.
func (s *Server) passagesOf(v *view, r *http.Request, zones []zoneShape, f *countFilter) ([]passageRow, error) {
	if len(zones) == 0 {
		return nil, nil
	}
	q := store.PassageQuery{Targets: f.tracked(), After: f.begin(), Before: f.End, Page: store.Page{Limit: maxPassages}}
	names := make(map[zone.ID]string)
	for _, z := range zones {
		q.Zones = append(q.Zones, z.ID)
		names[z.ID] = z.Name
	}
	found, _, err := s.Store.Passages(r.Context(), q)
	if err != nil {
		return nil, err
	}
	out := make([]passageRow, len(found))
	for i, p := range found {
		what := string(p.Action)
		if p.Action == zone.Crossed {
			what = string(p.Direction)
		}
		out[i] = passageRow{At: p.At, Zone: names[p.ZoneID], What: v.T("passage." + what), Class: p.Type}
		if p.Action == zone.Left || p.Action == zone.Dwelled {
			out[i].Dwell = p.Dwell
		}
	}
	return out, nil
}

// zoneWords are what the editor says.
var zoneWords = []string{"draw_area", "draw_line", "shape_ready", "point", "between", "sure", "counting", "counted", "failed"}

// ZoneWords are the words of the editor, as JSON.
func (v *view) ZoneWords() (string, error) {
	words := make(map[string]string)
	for _, w := range zoneWords {
		words[w] = v.T("zone." + w)
	}
	b, err := json.Marshal(words)
	return string(b), err
}

// Tracked are the classes that a zone can be limited to.
func (v *view) Tracked() []event.TargetType { return zone.TargetTypes() }
