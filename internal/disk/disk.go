// Package disk knows how much room there is.
package disk

import "fmt"

// Usage is a file system's room, in bytes.
type Usage struct {
	Total     int64
	Available int64 // to this process
	// Inodes are how many files can be made, and InodesFree how many more; 0 and
	// 0 where the file system makes them as needed.
	Inodes, InodesFree int64
}

// Of returns the room of the file system that path is on.
func Of(path string) (Usage, error) {
	u, err := of(path)
	if err != nil {
		return Usage{}, fmt.Errorf("room on the disk of %s: %w", path, err)
	}
	return u, nil
}

// State says how urgent room is.
type State int

// The states. Low: retention should run. High: it should hurry. Full: nothing
// more may be written.
const (
	OK State = iota
	Low
	High
	Full
)

func (s State) String() string { return [...]string{"ok", "low", "high", "full"}[s] }

// Watermarks, as parts of a small file system that are available: 15, 8 and 3 per
// cent. Of a large one a part says little, since a few per cent are room for
// weeks: there the room that must stay free takes the place of the 8 per cent.
const (
	lowMark  = 15
	highMark = 8
	fullMark = 3
)

// Floor is the room that must stay free: what was asked for, but never more than
// 8 per cent of the file system.
func Floor(u Usage, keepFree int64) int64 { return min(keepFree, u.Total/100*highMark) }

// StateOf says how urgent room is where keepFree bytes should stay free. was is
// the last state: it is left only when there is clearly more room again.
func StateOf(u Usage, keepFree int64, was State) State {
	floor := Floor(u, keepFree)
	below := func(mark int64, s State) bool {
		limit := floor / highMark * mark
		if was >= s {
			limit += floor / 8
		}
		return u.Available < limit
	}
	inodes := u.Inodes > 0
	switch {
	case below(fullMark, Full), inodes && u.InodesFree < 16:
		return Full
	case below(highMark, High), inodes && u.InodesFree < u.Inodes/100*fullMark:
		return High
	case below(lowMark, Low):
		return Low
	}
	return OK
}

// Wanted is the room at which all is well again, in bytes.
func Wanted(u Usage, keepFree int64) int64 { return Floor(u, keepFree) * 2 }

// WantedInodes is how many more files it should be possible to make, for all to
// be well again.
func WantedInodes(u Usage) int64 { return u.Inodes / 100 * highMark }
