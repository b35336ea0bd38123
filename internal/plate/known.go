package plate

import (
	"slices"
	"time"
)

// Group is a group that people put plates into. It has nothing to do with the lists
// and groups of devices, which stand beside it.
type Group struct {
	ID    string // ULID
	Name  string // compared without case
	Color Color
	// Plates is how many are in it. It tells of all cameras: for who is limited to
	// some it is 0.
	Plates int64
}

// Color is what the plates of a group are marked with, always beside its name.
type Color string

// Colors returns every color.
func Colors() []Color {
	return []Color{"green", "teal", "blue", "violet", "pink", "red", "orange", "yellow", "gray"}
}

// Valid says whether c is one of the colors.
func (c Color) Valid() bool { return slices.Contains(Colors(), c) }

// Known is what people know of a plate, beside what devices say.
type Known struct {
	Text      string // normalised
	Group     string // id, "" for none
	Owner     string
	Note      string
	ChangedAt time.Time
	ChangedBy string // name of the user or token, "" when nobody was logged in
}

// Empty says whether nothing is known, which is kept as no row at all.
func (k *Known) Empty() bool { return k.Group == "" && k.Owner == "" && k.Note == "" }

// Bounds of what people may write down.
const (
	MaxGroups = 100
	MaxKnown  = 50_000
	MaxName   = 60   // characters of a group's name
	MaxOwner  = 120  // characters
	MaxNote   = 2000 // characters
)
