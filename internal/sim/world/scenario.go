package world

import (
	"time"

	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// Scenario is who comes where and when, in one or more views.
type Scenario struct {
	About string
	views []viewScript
}

// viewScript is a view as a scenario has it. The fields are those of the file.
type viewScript struct {
	Place  string        `yaml:"place"`
	Title  string        `yaml:"title"`
	Light  string        `yaml:"light"`
	Rain   float64       `yaml:"rain"`
	Actors []actorScript `yaml:"actors"`
	// Incidents are what happens beside those who come.
	Incidents []incidentScript `yaml:"incidents"`
}

// actorScript is an actor as a scenario has it.
type actorScript struct {
	Who    string        `yaml:"who"`
	Path   string        `yaml:"path"`
	Points []pointScript `yaml:"points"`
	At     span          `yaml:"at"`
	Repeat span          `yaml:"repeat"`
	Times  int           `yaml:"times"`
	Jitter span          `yaml:"jitter"`
	Chance *float64      `yaml:"chance"`
	Speed  float64       `yaml:"speed"`
	Spread *float64      `yaml:"spread"`
	Group  int           `yaml:"group"`
	Gap    span          `yaml:"gap"`
	Plates []string      `yaml:"plates"`
	Look   *uint64       `yaml:"look"`
}

// pointScript is a point of a path as a scenario has it.
type pointScript struct {
	X    float64 `yaml:"x"`
	Y    float64 `yaml:"y"`
	Wait span    `yaml:"wait"`
	Back bool    `yaml:"back"`
}

// Views are the views of the scenario, one a camera. Whatever varies (looks,
// plates, ways, times) follows from the seed alone.
func (s *Scenario) Views(seed uint64) []*View {
	out := make([]*View, len(s.views))
	for i := range s.views {
		out[i] = s.views[i].view(mix(seed, uint64(i)))
	}
	return out
}

func (s *viewScript) view(seed uint64) *View {
	place := placeNames()[s.Place]
	v := &View{
		Place: place, Title: s.Title, Light: lightOf(s.Light), Rain: s.Rain,
		ground: groundOf(place), seed: seed, base: 100 + pick(2000, seed, 21),
	}
	for i := range s.Actors {
		v.actors = append(v.actors, s.Actors[i].actors(v.ground, mix(seed, uint64(i), 22))...)
	}
	for i := range s.Incidents {
		v.incidents = append(v.incidents, s.Incidents[i].incident(v.ground, mix(seed, uint64(i), 24)))
	}
	return v
}

// actors are the actors of a script: one for each of a group, who come together.
func (s *actorScript) actors(g ground, key uint64) []*actor {
	k := kindOf(s.Who)
	var points []point
	for _, p := range s.Points {
		points = append(points, point{x: p.X, y: p.Y, wait: p.Wait.duration(), backing: p.Back})
	}
	var out []*actor
	for i := range max(s.Group, 1) {
		a := &actor{
			rhythm: s.times().rhythm(key), kind: k, points: points, speed: k.speed(), spread: k.spread(),
			plates: s.Plates, look: s.Look, person: mix(key, uint64(i), 23),
		}
		a.at += time.Duration(i) * s.Gap.duration()
		if s.Speed > 0 {
			a.speed = s.Speed
		}
		if s.Spread != nil {
			a.spread = *s.Spread
		}
		a.limit(g)
		out = append(out, a)
	}
	return out
}

func kindOf(name string) kind {
	for k, n := range kinds {
		if n == name {
			return kind(k)
		}
	}
	return person
}

func lightOf(name string) Light {
	for l, n := range lights {
		if n == name {
			return Light(l)
		}
	}
	return Day
}

// placeNames are the places as scenarios name them.
func placeNames() map[string]viewtrontest.Place {
	return map[string]viewtrontest.Place{
		"yard": viewtrontest.Yard, "gate": viewtrontest.Gate, "shop-door": viewtrontest.ShopDoor, "corridor": viewtrontest.Corridor,
	}
}
