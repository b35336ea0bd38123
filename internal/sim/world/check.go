package world

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// Bounds of what a scenario may say.
const (
	maxViews    = 64
	maxActors   = 200
	maxPoints   = 50
	maxGroup    = 20
	maxTime     = 30 * 24 * time.Hour
	minRepeat   = 100 * time.Millisecond
	maxTogether = 200 // of one actor, by its way and repeat
	maxPlate    = 16
)

// checker looks for what is wrong in a scenario.
type checker struct {
	file     *ast.File
	paths    map[string]map[string][]pointScript
	problems Problems
}

func (c *checker) problem(path, format string, args ...any) {
	c.problems = append(c.problems, Problem{Line: line(c.file, path), Path: path, Text: fmt.Sprintf(format, args...)})
}

// word checks that a value is one of several.
func (c *checker) word(path, is string, of []string) bool {
	if slices.Contains(of, is) {
		return true
	}
	if is == "" {
		c.problem(path, "missing: say one of %s", strings.Join(of, ", "))
	} else {
		c.problem(path, "%q is not known: say one of %s", is, strings.Join(of, ", "))
	}
	return false
}

func (c *checker) views(views []viewScript) {
	if len(views) == 0 {
		c.problem("views", "missing: say at least one place to look at, as in\nviews:\n  - place: yard")
	}
	if len(views) > maxViews {
		c.problem("views", "%d views: at most %d", len(views), maxViews)
		return
	}
	for i := range views {
		v, at := &views[i], fmt.Sprintf("views[%d]", i)
		placed := c.word(at+".place", v.Place, slices.Sorted(maps.Keys(placeNames())))
		if v.Light != "" {
			c.word(at+".light", v.Light, lights[:])
		}
		if !(v.Rain >= 0 && v.Rain <= 1) {
			c.problem(at+".rain", "%v: say how hard it rains from 0 to 1", v.Rain)
		}
		if len(v.Title) > 63 {
			c.problem(at+".title", "at most 63 characters")
		}
		if len(v.Actors) > maxActors {
			c.problem(at+".actors", "%d actors: at most %d in a view", len(v.Actors), maxActors)
			continue
		}
		for j := range v.Actors {
			c.actor(fmt.Sprintf("%s.actors[%d]", at, j), v.Place, placed, &v.Actors[j])
		}
		if len(v.Incidents) > maxIncidents {
			c.problem(at+".incidents", "%d incidents: at most %d in a view", len(v.Incidents), maxIncidents)
			continue
		}
		for j := range v.Incidents {
			c.incident(fmt.Sprintf("%s.incidents[%d]", at, j), v.Place, placed, &v.Incidents[j])
		}
	}
}

func (c *checker) actor(at, place string, placed bool, a *actorScript) {
	before := len(c.problems)
	known := c.word(at+".who", a.Who, kinds[:])
	points := a.Points
	switch {
	case a.Path != "" && a.Points != nil:
		c.problem(at+".points", "both path and points: say one of them")
	case a.Path != "" && placed:
		if c.word(at+".path", a.Path, slices.Sorted(maps.Keys(c.paths[place]))) {
			points = c.paths[place][a.Path]
		}
	case a.Path == "":
		if n := len(a.Points); n == 0 || n > maxPoints {
			c.problem(at+".points", "%d points: say path with the name of one, or 1 to %d points as in\npoints:\n  - {x: 0, y: 8000}\n  - {x: 10000, y: 8000, wait: 5s}", n, maxPoints)
		}
		for i := range a.Points {
			c.point(fmt.Sprintf("%s.points[%d]", at, i), place, placed, a.Points[i])
		}
	}
	c.times(at, a.times())
	if a.Speed != 0 && !(a.Speed >= 0.1 && a.Speed <= 60) {
		c.problem(at+".speed", "%v: say 0.1 to 60 metres a second", a.Speed)
	}
	if a.Spread != nil && !(*a.Spread >= 0 && *a.Spread <= 5) {
		c.problem(at+".spread", "%v: say 0 to 5 metres", *a.Spread)
	}
	if a.Group < 0 || a.Group > maxGroup {
		c.problem(at+".group", "%d: say 1 to %d", a.Group, maxGroup)
	}
	if a.Gap.duration() < 0 || a.Gap.duration() > time.Hour {
		c.problem(at+".gap", "%v: say 0s to 1h", a.Gap.duration())
	}
	if len(a.Plates) > 0 && known && a.Who != "car" {
		c.problem(at+".plates", "a %s has no plate that cameras read: leave it out", a.Who)
	}
	for i, p := range a.Plates {
		if p == "" || len(p) > maxPlate {
			c.problem(fmt.Sprintf("%s.plates[%d]", at, i), "%q: say 1 to %d characters", p, maxPlate)
		}
	}
	if len(c.problems) == before && placed {
		c.way(at, place, a, points)
	}
}

func (c *checker) point(at, place string, placed bool, p pointScript) {
	if !(p.X >= -full && p.X <= 2*full) {
		c.problem(at+".x", "%v: say -10000 to 20000, in ten-thousandths of the picture's width", p.X)
	}
	if !(p.Y >= 0 && p.Y <= 2*full) {
		c.problem(at+".y", "%v: say 0 to 20000, in ten-thousandths of the picture's height from above", p.Y)
	} else if placed {
		if g := groundOf(placeNames()[place]); !g.lies(p.Y) {
			c.problem(at+".y", "%v is above the ground of a %s: say more than %.0f", p.Y, place, (g.horizon+8)*full/height)
		}
	}
	if p.Wait.duration() < 0 || p.Wait.duration() > 24*time.Hour {
		c.problem(at+".wait", "%v: say 0s to 24h", p.Wait.duration())
	}
}

// way checks that an actor who is otherwise right is to be seen at all.
func (c *checker) way(at, place string, a *actorScript, points []pointScript) {
	script := *a
	script.Points = points
	g := groundOf(placeNames()[place])
	for _, one := range script.actors(g, 0)[:1] {
		if one.repeat > 0 && one.span/one.repeat > maxTogether {
			c.problem(at+".repeat", "%v: it stays for %v, so that more than %d were there at once; say a longer repeat", a.Repeat.duration(), one.span.Round(time.Second), maxTogether)
			return
		}
		if one.stay(0, g) == nil {
			c.problem(at, "is never in the picture: give it a path that crosses it, and time to be seen")
		}
	}
}
