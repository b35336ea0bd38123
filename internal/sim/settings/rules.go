package settings

import (
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

// Rules are the Event settings: what the camera detects at all. A type without a
// rule that is on never fires.
type Rules struct {
	Zones   []Zone // intrusion, entrance, exiting, area counting, loitering, parking
	Lines   []Line // line crossing, line counting
	Motion  Switch
	Cells   MotionCells
	VSD     Switch
	Plates  PlateRule
	Faces   Switch
	Sensors Switch
}

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
	Type   AlarmType // Perimeter, Entry, Exit, AreaCount, Loitering, Parking
	On     bool
	Name   string
	Points []viewtron.Point // 3 to 8, in ten-thousandths of the frame
	Filter Filter
	Dwell  time.Duration // of loitering and parking
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
}
