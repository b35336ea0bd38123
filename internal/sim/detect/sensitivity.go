package detect

import (
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

// The sensitivity of delivery, of 1 to 100, and how long a target is in view with it
// before a device is sure of it.
const (
	middling = 50
	sure     = 450 * time.Millisecond
)

// sureAfter is how long a target is in view at a sensitivity before a device is sure
// of it: a little less than usual when it is high, up to some seconds when it is low.
func sureAfter(sensitivity int) time.Duration {
	if sensitivity >= middling {
		return sure - time.Duration(sensitivity-middling)*6*time.Millisecond
	}
	return sure + time.Duration(middling-sensitivity)*50*time.Millisecond
}

// leastHeight is how high a target must be at a sensitivity, in ten-thousandths: a
// low one overlooks who is far away.
func leastHeight(sensitivity int) int32 { return int32(max(middling-sensitivity, 0)) * 40 }

// sensitivity is the filter's for a target, 0 if the filter does not let it through.
func sensitivity(f settings.Filter, of viewtron.TargetType) int {
	on, s := f.Person, f.PersonSensitivity
	switch of {
	case viewtron.TargetCar:
		on, s = f.Car, f.CarSensitivity
	case viewtron.TargetMotorcycle:
		on, s = f.Motor, f.MotorSensitivity
	}
	if !on {
		return 0
	}
	return max(s, 1)
}

// notices says whether a rule with a filter takes a target seriously. At the
// sensitivity of delivery, and above, it does so at once.
func notices(f settings.Filter, t *track, at time.Duration, s *world.Sight) bool {
	of := sensitivity(f, s.Stay.Type)
	if of == 0 || s.Box.Y2-s.Box.Y1 < leastHeight(of) {
		return false
	}
	return of >= middling || at-t.first >= sureAfter(of)
}

// leastMotion is how much of the picture must move at a sensitivity of motion of 0 to
// 8, in ten-thousandths of its area.
func leastMotion(sensitivity int) int64 {
	steps := [...]int64{1200, 600, 250, 100, 40, 15, 7, 3, 0}
	return steps[min(max(sensitivity, 0), len(steps)-1)]
}

// area is how much of the picture a box takes, in ten-thousandths.
func area(b viewtron.Box) int64 { return int64(b.X2-b.X1) * int64(b.Y2-b.Y1) / 10000 }
