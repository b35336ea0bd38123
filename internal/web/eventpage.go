package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// eventPage is the page of one event.
type eventPage struct {
	card
	Event  *event.Event
	Scene  scene
	Crops  []scene
	Facts  []fact
	Device []fact // the device's own words
	Older  *card  // of the same camera
	Newer  *card
	Near   []card // within a minute, on any camera
	Raw    bool
	Work   work
	Whole  *incidentCard // the incident that it belongs to, nil where none is in sight
}

// fact is something known of an event.
type fact struct{ Name, Value string }

// nearby is how far away an event may be to be shown beside another.
const nearby = time.Minute

// event handles GET /events/{id}.
func (s *Server) event(v *view, r *http.Request) error {
	v.sheet = "event"
	e, err := s.eventOf(r)
	if err != nil {
		return err
	}
	p := eventPage{card: v.card(e), Event: e, Scene: v.scene(e, fullWidth, true)}
	v.Title = p.Sentence
	if e.Plate != "" {
		v.Title = e.Plate + " · " + p.Sentence
	}
	p.Crops = v.crops(e, p.Scene)
	p.Facts, p.Device = v.facts(e), v.deviceFacts(e)
	if p.Older, p.Newer, err = s.around(v, r, e); err != nil {
		return err
	}
	if p.Near, err = s.near(v, r, e); err != nil {
		return err
	}
	if p.Work, err = s.workOn(v, r, e); err != nil {
		return err
	}
	if p.Whole, err = s.incidentOf(v, r, e); err != nil {
		return err
	}
	if _, err := s.Store.Raw(r.Context(), e.ID); err == nil {
		p.Raw = true
	}
	v.Data = p
	return nil
}

// crops are the pictures of targets alone, where there is one of the whole scene too.
func (v *view) crops(e *event.Event, whole scene) (out []scene) {
	for i := range e.Images {
		img := &e.Images[i]
		if img.Kind == event.ImageTarget && img.Flag == "" && !whole.Tall {
			out = append(out, scene{Image: imageURL(e, img.N, cropWidth), Full: imageURL(e, img.N, 0), Alt: v.T("crop.alt", int64(len(out)+1))})
		}
	}
	return out
}

// eventOf is the event that a path names.
func (s *Server) eventOf(r *http.Request) (*event.Event, error) {
	id, err := event.ParseID(r.PathValue("id"))
	if err != nil {
		return nil, event.ErrNotFound
	}
	return s.Store.Event(r.Context(), id)
}

// around are the events of the same camera before and after this.
func (s *Server) around(v *view, r *http.Request, e *event.Event) (older, newer *card, err error) {
	page, err := s.Store.Events(r.Context(), store.EventQuery{Cameras: []string{e.CameraID}, Before: e.ReceivedAt, Limit: 1})
	if err != nil {
		return nil, nil, err
	}
	if len(page.Events) > 0 {
		c := v.card(page.Events[0])
		older = &c
	}
	// Lists are newest first: the one after this is the last of those after it.
	for span := nearby; span < 400*24*time.Hour; span *= 30 {
		page, err = s.Store.Events(r.Context(), store.EventQuery{
			Cameras: []string{e.CameraID}, After: e.ReceivedAt.Add(time.Microsecond), Before: e.ReceivedAt.Add(span), Limit: 500,
		})
		if err != nil {
			return nil, nil, err
		}
		if n := len(page.Events); n > 0 && page.Next == "" {
			c := v.card(page.Events[n-1])
			return older, &c, nil
		}
		if page.Next != "" || e.ReceivedAt.Add(span).After(v.now) {
			break
		}
	}
	return older, nil, nil
}

// near are the events of other cameras at about the same time.
func (s *Server) near(v *view, r *http.Request, e *event.Event) ([]card, error) {
	page, err := s.Store.Events(r.Context(), store.EventQuery{
		After: e.ReceivedAt.Add(-nearby), Before: e.ReceivedAt.Add(nearby), Limit: 24,
	})
	if err != nil {
		return nil, err
	}
	var out []card
	for _, o := range page.Events {
		if o.ID != e.ID && len(out) < 8 {
			out = append(out, v.card(o))
		}
	}
	return out, nil
}

// facts are what is known of an event, in words.
func (v *view) facts(e *event.Event) []fact {
	var out []fact
	add := func(key, value string) {
		if value != "" {
			out = append(out, fact{v.T("fact." + key), value})
		}
	}
	add("type", v.T("event."+string(e.Type)))
	for i := range e.Targets {
		t := &e.Targets[i]
		add("target", v.target(t))
		if p := t.Plate; p != nil {
			add("plate", p.Text)
			add("misread", p.Misread)
			add("plate_list", v.list(p))
			add("owner", p.Owner)
			if p.Direction != "" {
				add("direction", v.T("direction."+p.Direction))
			}
			if p.Confidence != nil {
				add("confidence", fmt.Sprintf("%g %%", *p.Confidence))
			}
			add("plate_color", p.Color)
		}
		if c := t.Vehicle; c != nil {
			add("vehicle", vehicleWords(c))
		}
		if f := t.Face; f != nil {
			add("face", v.face(f))
		}
	}
	add("at", v.Exact(e.OccurredAt))
	if e.Clock == event.ClockDevice {
		add("clock", v.offset(e.OccurredAt.Sub(e.ReceivedAt)))
	} else {
		add("clock", v.T("clock.server"))
	}
	add("camera", v.Camera(e.CameraID))
	if n := v.names[e.CameraID]; n.device != n.camera {
		add("device", n.device)
	}
	return out
}

// target is what a target is, and how the device calls it.
func (v *view) target(t *event.Target) string {
	text := v.T("class." + string(t.Type))
	if t.ID != "" {
		text = v.T("target.id", text, t.ID)
	}
	return text
}

func (v *view) list(p *event.Plate) string {
	if p.List != "" && v.has("list."+p.List) {
		return v.T("list." + p.List)
	}
	return p.Group
}

// face are the attributes of a face; those that say nothing are left out.
func (v *view) face(f *event.Face) string {
	said := func(key, value string) string {
		switch {
		case value == "" || value == "unknown":
			return ""
		case v.has("face." + key + "." + value):
			return v.T("face." + key + "." + value)
		}
		return value
	}
	return words(said("age", f.Age), said("sex", f.Sex), said("glasses", f.Glasses), said("mask", f.Mask))
}

func words(all ...string) string {
	out := ""
	for _, w := range all {
		if w == "" || w == "unknown" {
			continue
		}
		if out != "" {
			out += ", "
		}
		out += w
	}
	return out
}

// offset is how a device's clock differs from ours, by what one post shows: the
// way of the post is in it.
func (v *view) offset(d time.Duration) string {
	switch {
	case d.Abs() < 2*time.Second:
		return v.T("clock.right")
	case d > 0:
		return v.T("clock.ahead", v.Span(d))
	}
	return v.T("clock.behind", v.Span(d))
}

// deviceFacts are the device's own words for an event.
func (v *view) deviceFacts(e *event.Event) []fact {
	var out []fact
	for _, f := range []fact{
		{"smartType", e.SmartType}, {"eventId", e.EventID}, {"state", e.State}, {"time", e.DeviceTime},
		{"version", e.ConfigVersion}, {"id", e.ID.String()}, {"camera", e.CameraID},
	} {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	for _, f := range e.Flags {
		out = append(out, fact{"flag", f})
	}
	return out
}
