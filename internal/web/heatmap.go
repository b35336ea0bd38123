package web

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/heat"
)

// heatLevels is how many colours a heat map has.
const heatLevels = 8

// heatView is a heat map as it is drawn: a path for each level.
type heatView struct {
	Levels []heatLevel
	Most   int64
	Seen   int64 // tracks and events that were looked at
	Whole  bool
}

// heatLevel are the cells of one colour, as an SVG path.
type heatLevel struct {
	N    int // from 1
	Path string
}

// heatMap is where targets were in the period of a filter.
func (s *Server) heatMap(ctx context.Context, v *view, f *countFilter, camera string, targets []event.TargetType) (heatView, error) {
	before := f.End
	if f.running(v.now) {
		before = v.now // so that no part of what is looked at is in the future
	}
	m, err := heat.Of(ctx, s.Store, heat.Query{Camera: camera, Targets: targets, After: f.begin(), Before: before})
	if err != nil {
		return heatView{}, err
	}
	out := heatView{Most: int64(m.Most()), Seen: int64(m.Tracks + m.Events), Whole: m.Whole}
	paths := make([]strings.Builder, heatLevels+1)
	for y := range heat.Rows {
		for x := 0; x < heat.Columns; {
			level, from := heatLevelOf(m.Cells[y*heat.Columns+x], m.Most()), x
			for x < heat.Columns && heatLevelOf(m.Cells[y*heat.Columns+x], m.Most()) == level {
				x++
			}
			if level > 0 {
				fmt.Fprintf(&paths[level], "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
			}
		}
	}
	for n := range paths {
		if paths[n].Len() > 0 {
			out.Levels = append(out.Levels, heatLevel{n, paths[n].String()})
		}
	}
	return out, nil
}

// heatLevelOf is the colour of a cell: a little more than its share, so that a path
// that few took is seen beside one that many took.
func heatLevelOf(n, most int) int {
	if n == 0 || most == 0 {
		return 0
	}
	return min(heatLevels, 1+int(math.Pow(float64(n)/float64(most), 0.8)*heatLevels*0.999))
}
