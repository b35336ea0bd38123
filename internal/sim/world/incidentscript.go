package world

import (
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

// incidentScript is an incident as a scenario has it. The fields are those of the
// file.
type incidentScript struct {
	What   string   `yaml:"what"`
	At     span     `yaml:"at"`
	Repeat span     `yaml:"repeat"`
	Times  int      `yaml:"times"`
	Jitter span     `yaml:"jitter"`
	Chance *float64 `yaml:"chance"`
	Lasts  span     `yaml:"lasts"`
	X      float64  `yaml:"x"`
	Y      float64  `yaml:"y"`
	Look   uint64   `yaml:"look"`
	Level  int      `yaml:"level"`
}

// Sounds are as loud as this if the scenario does not say.
const ordinaryLevel = 80

func (s *incidentScript) incident(g ground, key uint64) *incident {
	n := &incident{rhythm: s.times().rhythm(key), what: happeningOf(s.What), lasts: s.duration(), level: s.Level}
	if n.level == 0 {
		n.level = ordinaryLevel
	}
	if n.what.item() {
		n.item = itemAt(g, s.X, s.Y, s.Look)
	}
	return n
}

// duration is for how long the incident goes on.
func (s *incidentScript) duration() time.Duration {
	if s.Lasts > 0 {
		return s.Lasts.duration()
	}
	return happeningOf(s.What).lasts()
}

func happeningOf(name string) Happening {
	for h, n := range happenings {
		if n == name {
			return Happening(h)
		}
	}
	return AlarmInput
}

// The size of an item, in metres.
const (
	itemWide = 0.58
	itemHigh = 0.46
)

// itemAt is an item whose foot is at a point of the frame.
func itemAt(g ground, x, y float64, look uint64) Item {
	at := g.spot(x, y)
	cx, foot := g.point(at)
	m := g.meter(at.z)
	half, high := itemWide*m*full/width/2, itemHigh*m*full/height
	f := frame{cx - half, foot - high, cx + half, foot}
	item := Item{Box: f.clip().box(), Look: look}
	item.Foot = viewtron.Point{X: (item.Box.X1 + item.Box.X2) / 2, Y: item.Box.Y2}
	return item
}
