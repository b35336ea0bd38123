package viewtrontest

import "github.com/watchpost/watchpost/viewtron"

// Glasses says whether a person is drawn with glasses.
func (f *Figure) Glasses() bool {
	return !f.Item && f.Type != viewtron.TargetCar && f.Type != viewtron.TargetMotorcycle && f.look(10, 0, 1, 2, 3) == rgb(0)
}

// Color is a word for the colour that a car is drawn in, "" for any other figure.
func (f *Figure) Color() string {
	if f.Item || f.Type != viewtron.TargetCar {
		return ""
	}
	words := [...]string{"blue", "red", "silver", "black", "green", "white", "red", "blue"}
	return words[f.choice(1, len(words))]
}
