package detect

import (
	"slices"

	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// Fit is rules with their zones and lines drawn where they make sense in a place:
// an installer's work on a camera as delivered. Whatever is on, the filters and the
// times stay as they are.
func Fit(r settings.Rules, p viewtrontest.Place) settings.Rules {
	r.Zones, r.Lines = slices.Clone(r.Zones), slices.Clone(r.Lines)
	plan := planOf(p)
	for i := range r.Zones {
		z := &r.Zones[i]
		switch z.Type {
		case settings.Loitering:
			z.Points = points(plan.wait)
		case settings.Parking:
			z.Points = points(plan.keep)
		case settings.Entry, settings.Exit:
			z.Points = points(plan.inner)
		default:
			z.Points = points(plan.all)
		}
	}
	for i := range r.Lines {
		l := &r.Lines[i]
		at := plan.wire
		if l.Type == settings.LineCount {
			at, l.Direction = plan.count, plan.in
		}
		l.Start, l.End = viewtron.Point{X: at[0], Y: at[1]}, viewtron.Point{X: at[2], Y: at[3]}
	}
	return r
}

// plan is where things are in a place, as x and y in turn.
type plan struct {
	all, inner, wait, keep []int32 // zones: all ground, a part of it, where people wait, where none may park
	wire, count            [4]int32
	in                     string // the way over count that is in
}

func planOf(p viewtrontest.Place) plan {
	switch p {
	case viewtrontest.Gate:
		return plan{
			all:   []int32{1300, 6000, 8700, 6000, 9900, 9900, 100, 9900},
			inner: []int32{3000, 4800, 6600, 4800, 8900, 9000, 900, 9000},
			wait:  []int32{6300, 5700, 9900, 5700, 9900, 8600, 7000, 8600},
			keep:  []int32{3600, 4400, 6200, 4400, 9400, 9900, 400, 9900},
			wire:  [4]int32{2600, 5850, 7400, 5850}, count: [4]int32{1300, 7000, 8700, 7000}, in: LeftOrBottom,
		}
	case viewtrontest.ShopDoor:
		return plan{
			all:   []int32{3400, 6450, 6600, 6450, 9600, 9900, 400, 9900},
			inner: []int32{3000, 7200, 7000, 7200, 8600, 9600, 1400, 9600},
			wait:  []int32{5500, 7100, 7600, 7100, 9300, 9700, 5900, 9700},
			keep:  []int32{3400, 6450, 6600, 6450, 9600, 9900, 400, 9900},
			wire:  [4]int32{5000, 6100, 5000, 9900}, count: [4]int32{2600, 6950, 7400, 6950}, in: LeftOrBottom,
		}
	case viewtrontest.Corridor:
		return plan{
			all:   []int32{3900, 5650, 6100, 5650, 9200, 9900, 800, 9900},
			inner: []int32{3000, 6600, 7600, 6600, 8800, 9600, 1200, 9600},
			wait:  []int32{2700, 6700, 5200, 6700, 5400, 9700, 900, 9700},
			keep:  []int32{3900, 5650, 6100, 5650, 9200, 9900, 800, 9900},
			wire:  [4]int32{3000, 7000, 7000, 7000}, count: [4]int32{2400, 8000, 7600, 8000}, in: LeftOrBottom,
		}
	default:
		return plan{
			all:   []int32{300, 5350, 9700, 5350, 9900, 9900, 100, 9900},
			inner: []int32{7000, 5000, 9700, 5000, 9950, 9500, 5400, 9500},
			wait:  []int32{5700, 4950, 9700, 4950, 9700, 6900, 5700, 6900},
			keep:  []int32{300, 5350, 6800, 5350, 5300, 9700, 100, 9700},
			wire:  [4]int32{5000, 4800, 5000, 9900}, count: [4]int32{1300, 6300, 4300, 6300}, in: RightOrTop,
		}
	}
}

func points(xy []int32) []viewtron.Point {
	out := make([]viewtron.Point, 0, len(xy)/2)
	for i := 0; i+1 < len(xy); i += 2 {
		out = append(out, viewtron.Point{X: xy[i], Y: xy[i+1]})
	}
	return out
}
