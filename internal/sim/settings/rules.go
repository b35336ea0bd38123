package settings

import (
	"slices"
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

// Rules are the Event settings: what the camera detects at all. A type without a
// rule that is on never fires.
type Rules struct {
	Zones    []Zone // intrusion, entrance, exiting, area counting, loitering, parking, objects
	Lines    []Line // line crossing, line counting
	Motion   Switch
	Cells    MotionCells
	VSD      Switch
	Plates   PlateRule
	Faces    Switch
	Match    MatchRule
	Sensors  Switch
	Abnormal VideoException
	Sound    SoundException
	// Schedules are when a type is detected, in the device's own time; one that is
	// not among them is detected 24x7.
	Schedules map[AlarmType]Schedule
	// AlarmOut says of a type whether its alarm keeps the alarm output active.
	AlarmOut map[AlarmType]bool
}

// At says whether a type is detected at a moment, in the device's own time.
func (r *Rules) At(t AlarmType, local time.Time) bool { return r.Schedules[t].At(local) }

// Switch is a detection that needs no drawing.
type Switch struct {
	On   bool
	Hold time.Duration // of its alarm
}

// MotionCells is where and how finely motion is looked for.
type MotionCells struct {
	Sensitivity int // 0 to 8
	// Rows are the grid from the top, each of MotionColumns characters, "1" where
	// motion counts. A row that is empty counts as a whole.
	Rows [MotionRows]string
}

// The size of the grid of motion detection.
const (
	MotionRows    = 18
	MotionColumns = 22
)

// Covers says whether motion counts at a point of the frame, in ten-thousandths.
func (m MotionCells) Covers(p viewtron.Point) bool {
	row := m.Rows[min(max(int(p.Y)*MotionRows/10000, 0), MotionRows-1)]
	column := min(max(int(p.X)*MotionColumns/10000, 0), MotionColumns-1)
	return column >= len(row) || row[column] == '1'
}

// Zone is a polygon and the detection that watches it.
type Zone struct {
	Type   AlarmType // Perimeter, Entry, Exit, AreaCount, Loitering, Parking, Object
	On     bool
	Name   string
	Points []viewtron.Point // 3 to 8, in ten-thousandths of the frame
	Filter Filter
	Dwell  time.Duration // of loitering, parking and objects
	Hold   time.Duration // of the alarm, 20 s as delivered
}

// Line is a directed line and the detection that watches it.
type Line struct {
	Type       AlarmType // Tripwire, LineCount
	On         bool
	Name       string
	Start, End viewtron.Point
	Direction  string // "none" for both, "rightortop", "leftorbotton"
	Filter     Filter
	Hold       time.Duration
}

// Filter is which targets a rule looks at, with sensitivities of 1 to 100.
type Filter struct {
	Person, Car, Motor                                  bool
	PersonSensitivity, CarSensitivity, MotorSensitivity int
}

// PlateRule is the licence plate detection.
type PlateRule struct {
	On          bool
	Sensitivity int
	Region      viewtron.Box
	Repeat      time.Duration // a plate is not read again within it
	Direction   string        // "noLimit", "approach", "leave"
	// MinWidth and MaxWidth bound the plates that are read, in ten-thousandths of
	// the picture's width; a MaxWidth of 0 is no bound.
	MinWidth, MaxWidth int32
}

// MatchRule is the face match: faces are looked up in a list.
type MatchRule struct {
	Switch
	List []KnownFace
}

// KnownFace is an entry of the list of faces. People of a simulated world are known
// by their looks, as fingerprints of a face would have it.
type KnownFace struct {
	Name string
	Look uint64 // as scenarios have it
}

// MaxFaces is how many faces a list has room for.
const MaxFaces = 1000

// Knows says whether a look is on the list.
func (m *MatchRule) Knows(look uint64) bool {
	return slices.ContainsFunc(m.List, func(f KnownFace) bool { return f.Look == look })
}

// VideoException is the detection of a camera that was tampered with, and what it
// looks for.
type VideoException struct {
	Switch
	SceneChange, Blur, ColorCast bool
}

// SoundException is the detection of sounds: the lower the Sensitivity of 1 to 100,
// the louder they must be.
type SoundException struct {
	Switch
	Sensitivity int
}
