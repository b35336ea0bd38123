package track

import (
	"cmp"
	"encoding/binary"
	"errors"
	"iter"
	"math"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/geo"
)

// Tolerance is how far a box edge that is replayed from a path may be from where it
// was, in frame units.
const Tolerance = 50

// Point is where a target was at a time after its track began, whole milliseconds.
type Point struct {
	At   time.Duration
	Rect geo.Rect
}

// Path is where a target went, packed: about ten bytes for each point that is
// needed to replay all others, with straight ways between them, within Tolerance.
// Paths that follow each other are one when their bytes are joined.
//
// A point is the unsigned varint of twice its distance in time from the point
// before, in milliseconds, and then the signed varints of how much the left and the
// upper edge, the width and the height changed. A path's first point stands by
// itself, as after a point at the beginning that covers nothing; it is odd where
// others are even.
type Path []byte

// ErrPath means that bytes are no path.
var ErrPath = errors.New("not a path")

// standsAlone marks a point that needs none before it.
const standsAlone = 1

// longest is more than any track takes, in milliseconds.
const longest = int64(100 * 365 * 24 * time.Hour / time.Millisecond)

// All goes through the points, oldest first. What is not a path ends with ErrPath.
func (p Path) All() iter.Seq2[Point, error] {
	return func(yield func(Point, error) bool) {
		r := reader{rest: p}
		for len(r.rest) > 0 {
			if !r.next() {
				yield(Point{}, ErrPath)
				return
			}
			if !yield(r.point(), nil) {
				return
			}
		}
	}
}

// Points are all points, oldest first.
func (p Path) Points() ([]Point, error) {
	out := make([]Point, 0, len(p)/8+1)
	for pt, err := range p.All() {
		if err != nil {
			return nil, err
		}
		out = append(out, pt)
	}
	return out, nil
}

// Join joins paths of one track, each of which may begin with points that the one
// before ends with: they are told once.
func Join(before, after Path) Path {
	end := int64(-1)
	for r := (reader{rest: before}); r.next(); {
		end = r.ms
	}
	r := reader{rest: after}
	var kept Packer
	for r.next() {
		if r.ms > end {
			kept.keep(spot{r.ms, r.box})
		}
	}
	return append(slices.Clone(before), kept.packed...)
}

// reader is a path on its way to points.
type reader struct {
	rest  []byte
	begun bool
	box   box
	ms    int64
}

// box is a rectangle of the frame.
type box [4]uint16

func boxOf(r geo.Rect) box {
	r = geo.Clamp(r)
	return box{uint16(r[0]), uint16(r[1]), uint16(r[2]), uint16(r[3])}
}

func (b box) rect() geo.Rect { return geo.Rect{int(b[0]), int(b[1]), int(b[2]), int(b[3])} }

func (r *reader) point() Point {
	return Point{At: time.Duration(r.ms) * time.Millisecond, Rect: r.box.rect()}
}

// next reads a point; false when there is none.
func (r *reader) next() bool {
	u, n := binary.Uvarint(r.rest)
	if n <= 0 {
		return false
	}
	r.rest = r.rest[n:]
	ms, before := int64(u>>1), r.ms
	var from box
	if u&standsAlone == 0 {
		if !r.begun || ms > longest {
			return false
		}
		from, ms = r.box, ms+before
	}
	// Time never stands, and no number is out of the frame.
	if ms > longest || r.begun && ms <= before {
		return false
	}
	var v [4]int64 // left, top, width, height
	for i := range v {
		d, n := binary.Varint(r.rest)
		if n <= 0 || d < -geo.Full || d > geo.Full {
			return false
		}
		r.rest = r.rest[n:]
		v[i] = d
	}
	x, y := int64(from[0])+v[0], int64(from[1])+v[1]
	w, h := int64(from[2])-int64(from[0])+v[2], int64(from[3])-int64(from[1])+v[3]
	if x < 0 || y < 0 || w < 0 || h < 0 || x+w > geo.Full || y+h > geo.Full {
		return false
	}
	r.begun, r.ms = true, ms
	r.box = box{uint16(x), uint16(y), uint16(x + w), uint16(y + h)}
	return true
}

// appendPoint packs a point. alone makes it stand by itself.
func appendPoint(b []byte, before spot, s spot, alone bool) []byte {
	if alone {
		before = spot{}
		b = binary.AppendUvarint(b, uint64(s.ms)<<1|standsAlone)
	} else {
		b = binary.AppendUvarint(b, uint64(s.ms-before.ms)<<1)
	}
	from, to := before.box, s.box
	b = binary.AppendVarint(b, int64(to[0])-int64(from[0]))
	b = binary.AppendVarint(b, int64(to[1])-int64(from[1]))
	b = binary.AppendVarint(b, int64(to[2])-int64(to[0])-int64(from[2])+int64(from[0]))
	return binary.AppendVarint(b, int64(to[3])-int64(to[1])-int64(from[3])+int64(from[1]))
}

// Replay is where the target was at a time, on the straight way between the points
// around it; before the first and after the last it stands there. There must be a
// point.
func Replay(points []Point, at time.Duration) geo.Rect {
	i, exact := slices.BinarySearchFunc(points, at, func(p Point, at time.Duration) int { return cmp.Compare(p.At, at) })
	switch {
	case exact:
		return points[i].Rect
	case i == 0:
		return points[0].Rect
	case i == len(points):
		return points[i-1].Rect
	}
	a, b := &points[i-1], &points[i]
	share := float64(at-a.At) / float64(b.At-a.At)
	var out geo.Rect
	for e := range out {
		out[e] = a.Rect[e] + int(math.Round(share*float64(b.Rect[e]-a.Rect[e])))
	}
	return out
}
