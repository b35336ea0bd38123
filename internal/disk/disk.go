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

// Used is the part of the file system that is taken, 0 to 1.
func (u Usage) Used() float64 {
	if u.Total <= 0 {
		return 0
	}
	return 1 - float64(u.Available)/float64(u.Total)
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

// Watermarks: parts of the file system that are taken. A part alone says little
// of a large disk, of which some per cent are room for weeks; so they count only
// while less than plenty is available.
const (
	lowMark  = .85
	highMark = .92
	fullMark = .97
	plenty   = 10 // times the room that must stay free
)

// Floor is the room that must stay free: what was asked for, but never more than
// a twentieth of the file system.
func Floor(u Usage, keepFree int64) int64 { return min(keepFree, u.Total/20) }

// StateOf says how urgent room is where keepFree bytes should stay free. was is
// the last state: a state is left only when there is clearly more room again.
func StateOf(u Usage, keepFree int64, was State) State {
	floor := Floor(u, keepFree)
	slack, room := 0.0, u.Available
	if was > OK {
		slack = .01
		room -= floor / 4
	}
	used := u.Used() + slack
	few := u.InodesFree > 0 && u.InodesFree < u.Inodes/50 || u.Inodes > 0 && u.InodesFree == 0
	switch {
	case room < floor/2, used >= fullMark && room < floor, u.Inodes > 0 && u.InodesFree < 16:
		return Full
	case room < floor, used >= highMark && room < 2*floor, few:
		return High
	case room < floor*3/2, used >= lowMark && room < plenty*floor && used >= highMark:
		return Low
	}
	return OK
}
