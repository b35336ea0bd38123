package world

import (
	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// plate is the text of a plate, in one of several forms. Letters and digits that
// look alike are not used.
func plate(seed uint64) string {
	const letters, digits = "ABCDEFGHJKLMNPRSTUVWXYZ", "123456789"
	form := [...]string{"aaa9999", "aa99aaa", "9aaa999", "aa99aa"}[pick(4, seed, 1)]
	out := []byte(form)
	for i, c := range out {
		from := letters
		if c == '9' {
			from = digits
		}
		out[i] = from[pick(len(from), seed, 2, uint64(i))]
	}
	return string(out)
}

// vehicle is what a device makes of a car.
func vehicle(f *viewtrontest.Figure) *viewtron.Vehicle {
	makes := [...][2]string{
		{"Volvo", "Volvo_V60"}, {"Skoda", "Skoda_Octavia"}, {"Toyota", "Toyota_Corolla"}, {"Ford", "Ford_Focus"},
		{"Honda", "Honda_Civic"}, {"Renault", "Renault_Megane"},
	}
	m := makes[pick(len(makes), f.Look, 11)]
	return &viewtron.Vehicle{Type: "sedan", Color: f.Color(), Brand: m[0], Model: m[1]}
}

// face is what a device makes of a face. Glasses are as drawn.
func face(f *viewtrontest.Figure) *viewtron.Face {
	return &viewtron.Face{
		Age:     [...]string{"young", "middleAged", "middleAged", "old"}[pick(4, f.Look, 12)],
		Sex:     [...]string{"male", "female"}[pick(2, f.Look, 13)],
		Glasses: map[bool]string{true: "yes", false: "no"}[f.Glasses()],
		Mask:    "no",
	}
}
