// Package detect is what a device's rules make of what it sees: intrusions,
// crossings, counts, plates and the like, and the alarms that go on and off with
// them. It is pure: the same sights at the same moments give the same detections.
package detect

import (
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

// Detection is one event post.
type Detection struct {
	What    viewtron.Detection
	Targets []world.Sight  // one; faces that are seen together are of one detection
	Zone    *settings.Zone // of detections in a zone
	Line    *settings.Line // of those at a line
	// Entrance says of a count whether it is one in, along the arrow, or one out.
	Entrance bool
	// Toward is the side of a line that was gone to: RightOrTop or LeftOrBottom.
	Toward    string
	Direction viewtron.Direction // of plates
	// First says that the detection is new, not one more post of the same.
	First  bool
	Status string // "SMART_START", "SMART_PROCEDURE" of the second post of an entry
}

// The ways over a line, as the settings name them.
const (
	Both         = "none"
	RightOrTop   = "rightortop"
	LeftOrBottom = "leftorbotton"
)

// The statuses of posts.
const (
	start     = "SMART_START"
	procedure = "SMART_PROCEDURE"
)

// Detector applies rules to sights. It remembers only who is in view, which alarms
// are on and which plates were read just now.
type Detector struct {
	rules  settings.Rules
	tracks map[int]*track
	plates map[string]time.Duration // when a plate was read last
	alarms alarms
}

// New is a detector that has seen nothing yet.
func New(rules settings.Rules) *Detector {
	return &Detector{rules: rules, tracks: map[int]*track{}, plates: map[string]time.Duration{}}
}

// SetRules puts other rules in force. Who stands in a zone already is detected anew.
// Alarms that are on go off in their time.
func (d *Detector) SetRules(rules settings.Rules) {
	d.rules = rules
	for _, t := range d.tracks {
		t.zones = nil
	}
}

// Step tells what is detected at a moment, from what is in view at it. Moments must
// rise. Real devices look about seven times a second; while nobody is in view it is
// enough to come at [Detector.Next]. Alarms that go on or off do so at the moment.
func (d *Detector) Step(at time.Duration, sights []world.Sight) (found []Detection, changed []Alarm) {
	d.forget(at)
	var faces []world.Sight
	for i := range sights {
		s := &sights[i]
		t := d.track(at, s)
		found = d.zones(found, t, at, s)
		found = d.lines(found, t, s)
		found = d.metadata(found, t, at, s)
		found = d.plate(found, t, at, s)
		if d.face(t, at, s) {
			faces = append(faces, *s)
		}
		t.seen, t.foot = at, s.Foot
	}
	if len(faces) > 0 {
		found = append(found, Detection{What: viewtron.FaceDetection, Targets: faces, First: true, Status: start})
	}
	found = d.motion(found, at, sights)
	return found, d.alarms.update(at, found, d.hold)
}

// Next is when an alarm goes off that is on now, -1 if none is.
func (d *Detector) Next() time.Duration { return d.alarms.next() }

// hold is how long a detection keeps its alarm on.
func (d *Detector) hold(f *Detection) time.Duration {
	switch {
	case f.Zone != nil:
		return f.Zone.Hold
	case f.Line != nil:
		return f.Line.Hold
	case f.What == viewtron.Motion:
		return d.rules.Motion.Hold
	case f.What == viewtron.FaceDetection:
		return d.rules.Faces.Hold
	}
	return plateHold
}

// plateHold is how long a plate's alarm lasts, as captured.
const plateHold = 2 * time.Second
