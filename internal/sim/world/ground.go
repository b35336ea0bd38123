package world

import (
	"math"

	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// The frame, in ten-thousandths and in the pixels of an overview, and the camera's
// focal length in those pixels.
const (
	full   = 10000
	width  = 1280
	height = 720
	focal  = 1000.0
)

// tall is a person of ordinary height, in metres.
const tall = 1.72

// ground is the floor of a place in perspective. A person who stands at the height y
// of the picture is rise*(y-horizon) high, both in pixels.
type ground struct{ horizon, rise float64 }

// groundOf fits what the places draw: doors, pillars and people agree in size.
func groundOf(p viewtrontest.Place) ground {
	switch p {
	case viewtrontest.Gate:
		return ground{horizon: 236, rise: 0.953}
	case viewtrontest.ShopDoor:
		return ground{horizon: 225, rise: 1.04}
	case viewtrontest.Corridor:
		return ground{horizon: 286, rise: 1.09}
	default:
		return ground{horizon: 181, rise: 0.83}
	}
}

// spot is a place on the ground, in metres: to the right of the camera, and away
// from it.
type spot struct{ x, z float64 }

// meter is how many pixels a metre has at a distance.
func (g ground) meter(z float64) float64 { return focal / z }

// nearest keeps what passes the camera from becoming endlessly large.
const nearest = 1.2

// spot is where on the ground a point of the frame in ten-thousandths lies.
func (g ground) spot(x, y float64) spot {
	m := g.rise * (y*height/full - g.horizon) / tall
	z := max(focal/m, nearest)
	return spot{x: (x*width/full - width/2) / g.meter(z), z: z}
}

// point is where in the frame a spot is seen, in ten-thousandths.
func (g ground) point(s spot) (x, y float64) {
	m := g.meter(s.z)
	return (width/2 + s.x*m) * full / width, (g.horizon + m*tall/g.rise) * full / height
}

// lies says whether a height of the frame is ground at all, near enough for
// targets to be noticed.
func (g ground) lies(y float64) bool { return y*height/full > g.horizon+8 }

func (s spot) to(o spot, share float64) spot {
	return spot{s.x + (o.x-s.x)*share, s.z + (o.z-s.z)*share}
}

func (s spot) distance(o spot) float64 { return math.Hypot(o.x-s.x, o.z-s.z) }
