package event

import (
	"slices"
	"time"
)

// Review is how far people are with an event. The zero value is of one that nobody
// has looked at.
type Review struct {
	State ReviewState `json:"state"`
	At    time.Time   `json:"at"`             // of the last change
	By    string      `json:"by,omitempty"`   // who that was, "" where nobody has a name
	Note  string      `json:"note,omitempty"` // what they said
}

// ReviewState is how far that is. The zero value is New.
type ReviewState int

// The states, each further than the one before it.
const (
	New ReviewState = iota
	Seen
	Handled
)

// MaxNote is how many characters a note may have.
const MaxNote = 2000

var reviewStates = [...]string{"new", "seen", "handled"}

// ReviewStates returns every state as text.
func ReviewStates() []string { return reviewStates[:] }

// ParseReviewState reads the form that String writes.
func ParseReviewState(text string) (s ReviewState, ok bool) {
	i := slices.Index(reviewStates[:], text)
	return ReviewState(max(i, 0)), i >= 0
}

// Valid says whether s is one of the states.
func (s ReviewState) Valid() bool { return s >= New && s <= Handled }

func (s ReviewState) String() string {
	if !s.Valid() {
		return "unknown"
	}
	return reviewStates[s]
}

// MarshalText writes the word.
func (s ReviewState) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the word; what it does not know is New.
func (s *ReviewState) UnmarshalText(b []byte) error {
	*s, _ = ParseReviewState(string(b))
	return nil
}

// Change is something that somebody did to an event.
type Change struct {
	N    int64 // rises
	At   time.Time
	By   string
	What ChangeKind
	Note string // what was said with it
}

// ChangeKind is what was done.
type ChangeKind string

// The changes of an event.
const (
	ChangeNew     ChangeKind = "new" // again
	ChangeSeen    ChangeKind = "seen"
	ChangeHandled ChangeKind = "handled"
	ChangeNote    ChangeKind = "note"  // another note alone
	ChangePlate   ChangeKind = "plate" // it was another plate than the device had read
)
