// Package heat tells where over a camera's picture targets were: a grid of how many
// covered each cell. It looks at a bounded number of stored tracks and events, spread
// evenly over the span that is asked for, so that it takes as long for ten million
// events as for a thousand.
package heat

import (
	"time"

	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/track"
)

// The cells of a grid: squares, on a picture of 16 to 9.
const (
	Columns = 64
	Rows    = 36
)

// Grid is how many targets covered each cell, row by row. The zero value is empty.
type Grid struct {
	Cells [Rows * Columns]int
	seen  [Rows * Columns]int // by which target a cell was covered last
	n     int
}

// add counts one target in all cells that its boxes cover: once in each, however long
// it stayed.
func (g *Grid) add(boxes ...geo.Rect) {
	g.n++
	before := [4]int{0, 0, -1, -1} // covers nothing
	for _, b := range boxes {
		if b = geo.Clamp(b); b.Empty() {
			continue
		}
		cells := [4]int{b[0] * Columns / geo.Full, b[1] * Rows / geo.Full, (b[2] - 1) * Columns / geo.Full, (b[3] - 1) * Rows / geo.Full}
		g.cover(cells, before)
		before = cells
	}
}

// cover counts the target in cells, but for those of its box before: there it has
// been counted.
func (g *Grid) cover(cells, before [4]int) {
	for y := cells[1]; y <= cells[3]; y++ {
		if y < before[1] || y > before[3] {
			g.row(y, cells[0], cells[2])
			continue
		}
		g.row(y, cells[0], min(cells[2], before[0]-1))
		g.row(y, max(cells[0], before[2]+1), cells[2])
	}
}

func (g *Grid) row(y, from, to int) {
	for i := y*Columns + from; i <= y*Columns+to; i++ {
		if g.seen[i] != g.n {
			g.seen[i] = g.n
			g.Cells[i]++
		}
	}
}

// Most is what the fullest cell has.
func (g *Grid) Most() (most int) {
	for _, n := range g.Cells {
		most = max(most, n)
	}
	return most
}

// maxBoxes is how many boxes stand for a path at most: of one of hours, its beginning.
const maxBoxes = 2000

// boxes are where a target was along its path, in steps of at most a cell.
func boxes(t *track.Track) []geo.Rect {
	points, err := t.Path.Points()
	if err != nil || len(points) == 0 {
		return []geo.Rect{t.FirstRect, t.LastRect}
	}
	out := []geo.Rect{points[0].Rect}
	for i := 1; i < len(points) && len(out) < maxBoxes; i++ {
		from, to := points[i-1], points[i]
		if to.At-from.At > gap { // it was out of sight
			out = append(out, to.Rect)
			continue
		}
		far := 0
		for e := range to.Rect {
			far = max(far, to.Rect[e]-from.Rect[e], from.Rect[e]-to.Rect[e])
		}
		steps := far/(geo.Full/Columns) + 1
		for n := 1; n <= steps && len(out) < maxBoxes; n++ {
			var b geo.Rect
			for e := range b {
				b[e] = from.Rect[e] + (to.Rect[e]-from.Rect[e])*n/steps
			}
			out = append(out, b)
		}
	}
	return out
}

// gap is how long a target may not have been told of and still have gone straight
// from one place to the next. Paths leave out what lies on a straight way.
const gap = time.Hour
