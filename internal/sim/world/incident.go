package world

import (
	"slices"
	"time"

	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// Happening is something that happens in a view beside those who come.
type Happening uint8

// What happens: a contact on the alarm input closes, something is to be heard, an
// item is left behind or is missing from its place, and the camera is tampered with.
const (
	AlarmInput Happening = iota
	Sound
	ItemLeft
	ItemTaken
	Blur
	ColorCast
	SceneChange
)

// happenings are their names in scenarios.
var happenings = [...]string{
	AlarmInput: "sensor", Sound: "sound", ItemLeft: "item-left", ItemTaken: "item-taken",
	Blur: "blur", ColorCast: "color-cast", SceneChange: "scene-change",
}

func (h Happening) String() string { return happenings[h] }

func (h Happening) item() bool { return h == ItemLeft || h == ItemTaken }

// lasts is for how long something goes on if the scenario does not say.
func (h Happening) lasts() time.Duration {
	switch h {
	case AlarmInput, Sound:
		return 2 * time.Second
	case ItemLeft, ItemTaken:
		return 30 * time.Second
	}
	return 8 * time.Second
}

// Incident is something that happens for a while. Times are since the world began.
type Incident struct {
	ID       int // no other incident of the view has it, nor has a Stay
	What     Happening
	From, To time.Duration
	Item     Item // of items: the place of one that is missing
	Level    int  // of sounds: how loud, 1 to 100
}

// Item is a thing that stands on the ground.
type Item struct {
	Box  viewtron.Box
	Foot viewtron.Point
	Look uint64
}

// incident is something of a scenario that happens, once or again and again.
type incident struct {
	rhythm
	what  Happening
	lasts time.Duration // at most until it happens again
	item  Item
	level int
}

// latest is the time at which it happens at a moment, or happened last; -1 if it
// never did.
func (n *incident) latest(d time.Duration) int { return n.before(d+1) - 1 }

// goes says whether it is going on at a moment, and as which time.
func (n *incident) goes(d time.Duration) (i int, going bool) {
	i = n.latest(d)
	return i, i >= 0 && n.comes(i) && d < n.start(i)+n.lasts
}

// Incidents appends to dst what is going on at a moment.
func (v *View) Incidents(d time.Duration, dst []Incident) []Incident {
	for k, n := range v.incidents {
		i, going := n.goes(d)
		if !going {
			continue
		}
		from := n.start(i)
		dst = append(dst, Incident{
			ID: v.incidentID(k, i), What: n.what, From: from, To: from + n.lasts, Item: n.item, Level: n.level,
		})
	}
	return dst
}

// Change is the first moment after d at which an incident begins or ends, -1 when
// none ever does.
func (v *View) Change(d time.Duration) time.Duration {
	next := time.Duration(-1)
	sooner := func(at time.Duration) bool { return next < 0 || at < next }
	for _, n := range v.incidents {
		i, going := n.goes(d)
		if going {
			if end := n.start(i) + n.lasts; sooner(end) {
				next = end
			}
			continue
		}
		for i++; n.exists(i) && sooner(n.start(i)); i++ {
			if n.comes(i) {
				next = n.start(i)
				break
			}
		}
	}
	return next
}

// Blind says whether nothing is recognised: the camera is blurred, or looks
// elsewhere.
func Blind(going []Incident) bool {
	return slices.ContainsFunc(going, func(n Incident) bool { return n.What == Blur || n.What == SceneChange })
}

// items are the things to be seen at a moment.
func (v *View) items(d time.Duration) []viewtrontest.Figure {
	var out []viewtrontest.Figure
	for _, n := range v.incidents {
		if _, going := n.goes(d); n.what.item() && going == (n.what == ItemLeft) {
			out = append(out, viewtrontest.Figure{Item: true, Box: n.item.Box, Look: n.item.Look})
		}
	}
	return out
}

// upset lets a scene look like what is done to the camera at a moment.
func (v *View) upset(s *viewtrontest.Scene, d time.Duration) {
	for _, n := range v.incidents {
		if _, going := n.goes(d); !going {
			continue
		}
		switch n.what {
		case Blur:
			s.Blurred = true
		case ColorCast:
			s.Tinted = true
		case SceneChange:
			s.Turned = true
		}
	}
}
