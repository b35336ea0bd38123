package zone

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
)

// Bounds of what can be drawn.
const (
	MaxName   = 100 // characters
	MaxPoints = 64  // of an area
	MaxZones  = 32  // of a camera
	MaxDwell  = 24 * time.Hour
)

// TargetTypes returns the types that a tracked target can have.
func TargetTypes() []event.TargetType {
	return []event.TargetType{event.TargetPerson, event.TargetCar, event.TargetMotorcycle, event.TargetUnknown}
}

// Check says what is wrong with a zone, all of it, each with the name of the field
// and what to do; nil when nothing is.
func (z *Zone) Check() error {
	return errors.Join(checkName(z.Name), checkColor(z.Color), z.checkShape(), z.checkTargets(), z.checkDwell())
}

func checkName(name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return errors.New("name: give the zone a name, such as \"Gate\"")
	case utf8.RuneCountInString(name) > MaxName:
		return fmt.Errorf("name: longer than %d characters; shorten it", MaxName)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		return errors.New("name: has a character that cannot be shown; leave it out")
	}
	return nil
}

func checkColor(color string) error {
	if color == "" {
		return nil
	}
	hex, ok := strings.CutPrefix(color, "#")
	if !ok || len(hex) != 6 || strings.Trim(hex, "0123456789abcdefABCDEF") != "" {
		return fmt.Errorf("color: %.20q is not a colour such as #1e90ff", color)
	}
	return nil
}

func (z *Zone) checkShape() error {
	switch z.Kind {
	case Area:
		if len(z.Points) < 3 || len(z.Points) > MaxPoints {
			return fmt.Errorf("points: an area has 3 to %d points, and here are %d", MaxPoints, len(z.Points))
		}
	case Line:
		if len(z.Points) != 2 {
			return fmt.Errorf("points: a line has 2 points, and here are %d; draw one line for each part", len(z.Points))
		}
	default:
		return fmt.Errorf("kind: %.20q is neither area nor line", z.Kind)
	}
	for i, p := range z.Points {
		if p[0] < 0 || p[0] > geo.Full || p[1] < 0 || p[1] > geo.Full {
			return fmt.Errorf("points[%d]: [%d,%d] is outside of the picture; both numbers are ten-thousandths of it, 0 to %d", i, p[0], p[1], geo.Full)
		}
		if before := (i + len(z.Points) - 1) % len(z.Points); z.Points[before] == p {
			return fmt.Errorf("points[%d]: is where points[%d] is; leave one of them out", i, before)
		}
	}
	if z.Kind == Line && (geo.Segment{A: z.Points[0], B: z.Points[1]}).Length() < Jitter {
		return errors.New("points: the line is shorter than a hundredth of the picture; draw a longer one")
	}
	if z.Kind == Area && flat(z.Points) {
		return errors.New("points: all lie on one line, so that nothing is inside; draw an area, or make the kind line")
	}
	return nil
}

// flat says whether all points lie on the line through the first two.
func flat(points []geo.Point) bool {
	a, b := points[0], points[1]
	for _, p := range points[2:] {
		if (b[0]-a[0])*(p[1]-a[1]) != (b[1]-a[1])*(p[0]-a[0]) {
			return false
		}
	}
	return true
}

func (z *Zone) checkTargets() error {
	for i, t := range z.Targets {
		if !slices.Contains(TargetTypes(), t) {
			return fmt.Errorf("targets[%d]: %.20q is none of person, car, motorcycle, unknown; leave all out to count every target", i, t)
		}
		if slices.Contains(z.Targets[:i], t) {
			return fmt.Errorf("targets[%d]: %s stands there twice; leave one out", i, t)
		}
	}
	return nil
}

func (z *Zone) checkDwell() error {
	switch {
	case z.MinDwell < 0 || z.MinDwell > MaxDwell:
		return fmt.Errorf("min_dwell_seconds: give 0 to %d seconds", int(MaxDwell.Seconds()))
	case z.MinDwell > 0 && z.Kind == Line:
		return errors.New("min_dwell_seconds: nobody stays on a line; leave it out, or draw an area")
	}
	return nil
}
