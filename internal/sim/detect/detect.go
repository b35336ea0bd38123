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
	// Incident is what the detection is of where nobody is: it has no Targets then.
	Incident *world.Incident
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
	posted map[int]bool             // the incidents that go on and were detected
	due    time.Duration            // when an item has been there for long enough, -1 if none is
	local  time.Time                // of the moment
	alarms alarms
}

// New is a detector that has seen nothing yet.
func New(rules settings.Rules) *Detector {
	return &Detector{rules: rules, tracks: map[int]*track{}, plates: map[string]time.Duration{}, posted: map[int]bool{}, due: -1}
}

// SetRules puts other rules in force. Who stands in a zone already is detected anew.
// Alarms that are on go off in their time.
func (d *Detector) SetRules(rules settings.Rules) {
	d.rules = rules
	for _, t := range d.tracks {
		t.zones = nil
	}
}

// Moment is what there is to be detected at a moment.
type Moment struct {
	At        time.Duration // since the world began
	Local     time.Time     // on the device's clock; with the zero time all schedules hold
	Sights    []world.Sight
	Incidents []world.Incident
}

// Step tells what is detected at a moment. Moments must rise. Real devices look about
// seven times a second; while nobody is in view it is enough to come when an incident
// begins or ends, and at [Detector.Next]. Alarms that go on or off do so at the
// moment.
func (d *Detector) Step(m Moment) (found []Detection, changed []Alarm) {
	d.local = m.Local
	d.forget(m.At)
	var faces, known []world.Sight
	for i := range m.Sights {
		s := &m.Sights[i]
		t := d.track(m.At, s)
		found = d.zones(found, t, m.At, s)
		found = d.lines(found, t, m.At, s)
		found = d.metadata(found, t, m.At, s)
		found = d.plate(found, t, m.At, s)
		if d.face(t, m.At, s) {
			faces = append(faces, *s)
			if d.rules.Match.Knows(s.Stay.Look) {
				known = append(known, *s)
			}
		}
		t.seen, t.foot = m.At, s.Foot
	}
	if len(faces) > 0 && d.watches(d.rules.Faces, settings.Face) {
		found = append(found, Detection{What: viewtron.FaceDetection, Targets: faces, First: true, Status: start})
	}
	if d.watches(d.rules.Match.Switch, settings.FaceMatch) {
		for i := range known {
			found = append(found, one(viewtron.FaceMatch, &known[i]))
		}
	}
	found = d.motion(found, m.At, m.Sights)
	found = d.incidents(found, &m)
	return found, d.alarms.update(m.At, found, d.hold)
}

// Next is when the detector must look again though nobody is there: an alarm goes off
// then that is on now, or an item has been there for long enough. It is -1 for never.
func (d *Detector) Next() time.Duration {
	next := d.alarms.next()
	if d.due >= 0 && (next < 0 || d.due < next) {
		next = d.due
	}
	return next
}

// scheduled says whether a type is to be detected at the moment.
func (d *Detector) scheduled(t settings.AlarmType) bool {
	return d.local.IsZero() || d.rules.At(t, d.local)
}

// watches says whether a detection that needs no drawing is at work at the moment.
func (d *Detector) watches(s settings.Switch, t settings.AlarmType) bool {
	return s.On && d.scheduled(t)
}

// hold is how long a detection keeps its alarm on.
func (d *Detector) hold(at time.Duration, f *Detection) time.Duration {
	switch {
	case f.Incident != nil && f.Zone == nil:
		return f.Incident.To - at + d.incidentHold(f.What)
	case f.Zone != nil:
		return f.Zone.Hold
	case f.Line != nil:
		return f.Line.Hold
	case f.What == viewtron.Motion:
		return d.rules.Motion.Hold
	case f.What == viewtron.FaceDetection:
		return d.rules.Faces.Hold
	case f.What == viewtron.FaceMatch:
		return d.rules.Match.Hold
	}
	return plateHold
}

// plateHold is how long a plate's alarm lasts, as captured.
const plateHold = 2 * time.Second
