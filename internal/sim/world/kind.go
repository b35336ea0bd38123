package world

import "github.com/watchpost/watchpost/viewtron"

// kind is what an actor is.
type kind uint8

const (
	person kind = iota
	car
	motorcycle
)

// kinds are the names of kinds in scenarios.
var kinds = [...]string{person: "person", car: "car", motorcycle: "motorcycle"}

func (k kind) target() viewtron.TargetType {
	return [...]viewtron.TargetType{person: viewtron.TargetPerson, car: viewtron.TargetCar, motorcycle: viewtron.TargetMotorcycle}[k]
}

// speed is how fast a kind goes if the scenario does not say, in metres a second.
func (k kind) speed() float64 {
	return [...]float64{person: 1.35, car: 4.5, motorcycle: 5.5}[k]
}

// spread is how far to either side one of a kind may go of its path, in metres.
func (k kind) spread() float64 {
	return [...]float64{person: 0.3, car: 0.1, motorcycle: 0.25}[k]
}

// size is how large somebody is, in metres: high, wide from an end, and long.
type size struct{ high, wide, long float64 }

// sizeOf varies people by their looks.
func (k kind) sizeOf(look uint64) size {
	switch k {
	case car:
		return size{high: 1.46, wide: 1.82, long: 4.4}
	case motorcycle:
		return size{high: 1.62, wide: 0.8, long: 2.1}
	}
	high := tall * (0.95 + 0.1*share(look, 91))
	return size{high: high, wide: high * 0.41, long: high * 0.41}
}

// seen is how wide somebody is from a side.
func (s size) seen(t turn) float64 {
	if t == front || t == back {
		return s.wide
	}
	return s.long
}
