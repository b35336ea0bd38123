package world

import (
	"cmp"
	"slices"
	"time"

	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// Light is when it is night in a view.
type Light uint8

// The lights. By the clock it is night from 20 to 6, as the stamp of a frame says.
const (
	Day Light = iota
	Night
	Clock
)

// lights are the names of lights in scenarios.
var lights = [...]string{Day: "day", Night: "night", Clock: "clock"}

func (l Light) night(stamp time.Time) bool {
	return l == Night || l == Clock && !stamp.IsZero() && (stamp.Hour() < 6 || stamp.Hour() >= 20)
}

// grain makes overviews as large as real ones in the quality of [Quality].
const grain = 0.55

// Quality is the JPEG quality that pictures of the world are made in.
const Quality = 85

// Frame is what the camera sees at a moment, in 1280x720, with a time in the
// corner that is shown as its own zone has it; the zero time for none.
func (v *View) Frame(d time.Duration, stamp time.Time) viewtrontest.Frame {
	in := v.drawn(d)
	scene := viewtrontest.Scene{
		Place: v.Place, Title: v.Title, Stamp: stamp, Night: v.Light.night(stamp),
		Grain: grain, Seed: mix(v.seed, uint64(d)),
	}
	for i := range in {
		scene.Figures = append(scene.Figures, in[i].Figure)
	}
	if items := v.items(d); len(items) > 0 {
		scene.Figures = append(scene.Figures, items...)
		slices.SortStableFunc(scene.Figures, func(a, b viewtrontest.Figure) int { return cmp.Compare(a.Box.Y2, b.Box.Y2) })
	}
	v.upset(&scene, d)
	f := scene.Draw(width, height)
	if v.Rain > 0 {
		rain(f.Image, v.Rain, scene.Seed)
	}
	return f
}
