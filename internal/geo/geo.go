// Package geo holds places in a camera's frame. Both axes run from 0 to Full,
// left to right and top to bottom, whatever the picture's resolution.
package geo

// Full is the far edge of the frame on both axes.
const Full = 10000

// Point is a place in the frame, written as [x,y] in JSON.
type Point [2]int

// Rect is a box in the frame as left, top, right, bottom; in JSON [x1,y1,x2,y2].
type Rect [4]int

// Empty says whether r covers nothing.
func (r Rect) Empty() bool { return r[2] <= r[0] || r[3] <= r[1] }

// Contains says whether p lies in r, its edges included.
func (r Rect) Contains(p Point) bool {
	return p[0] >= r[0] && p[0] <= r[2] && p[1] >= r[1] && p[1] <= r[3]
}

// Center is the middle of r.
func (r Rect) Center() Point { return Point{(r[0] + r[2]) / 2, (r[1] + r[3]) / 2} }

// Foot is the middle of r's lower edge: where a standing target touches the ground.
func (r Rect) Foot() Point { return Point{(r[0] + r[2]) / 2, r[3]} }

// Scale turns pixels of a width x height picture into frame units, clamped to
// the frame. It returns false when the picture's size is not known.
func Scale(x1, y1, x2, y2, width, height int) (Rect, bool) {
	if width <= 0 || height <= 0 {
		return Rect{}, false
	}
	return Clamp(Rect{
		scale(x1, width), scale(y1, height), scale(x2, width), scale(y2, height),
	}), true
}

// Clamp cuts r to the frame and orders its corners.
func Clamp(r Rect) Rect {
	for i := range r {
		r[i] = min(max(r[i], 0), Full)
	}
	if r[0] > r[2] {
		r[0], r[2] = r[2], r[0]
	}
	if r[1] > r[3] {
		r[1], r[3] = r[3], r[1]
	}
	return r
}

func scale(v, size int) int { return int((int64(v)*Full + int64(size)/2) / int64(size)) }
