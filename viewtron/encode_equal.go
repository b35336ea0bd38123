package viewtron

import (
	"bytes"
	"slices"
)

// Equal says whether two messages say the same. Reason and Findings, which tell
// how a post was read, do not count, nor does whether an empty list is nil. Extra
// counts in unknown posts, which hold nothing else, and in no others. Images are
// compared by their text.
func (m *Message) Equal(o *Message) bool {
	return m.Kind == o.Kind && m.Layout == o.Layout && m.Keepalive == o.Keepalive &&
		m.Version == o.Version && m.MessageType == o.MessageType && m.Device == o.Device &&
		m.Time.equal(o.Time) && slices.Equal(m.Alarms, o.Alarms) && slices.Equal(m.Tracking, o.Tracking) &&
		equalPointers(m.Event, o.Event, equalEvents) &&
		(m.Kind != KindUnknown || slices.Equal(m.Extra, o.Extra))
}

func equalEvents(a, b *Event) bool {
	return a.SmartType == b.SmartType && a.Detection == b.Detection && a.PlateLayout == b.PlateLayout &&
		a.PlateCount == b.PlateCount && a.RelativeTime == b.RelativeTime && a.Subscribe == b.Subscribe &&
		slices.EqualFunc(a.Rules, b.Rules, equalRules) &&
		slices.EqualFunc(a.Targets, b.Targets, equalTargets) &&
		equalPointers(a.Overview, b.Overview, equalImages)
}

func equalRules(a, b RuleHit) bool {
	return a.EventID == b.EventID && a.TargetID == b.TargetID && a.Status == b.Status &&
		a.Boundary == b.Boundary && a.Box == b.Box && a.TripForm == b.TripForm && slices.Equal(a.Points, b.Points)
}

func equalTargets(a, b Target) bool {
	return a.ID == b.ID && a.Type == b.Type && a.RawType == b.RawType && a.Box == b.Box &&
		equalPointers(a.Image, b.Image, equalImages) &&
		equalPointers(a.Plate, b.Plate, equalPlates) &&
		equalPointers(a.Vehicle, b.Vehicle, equalValues) &&
		equalPointers(a.Face, b.Face, equalValues)
}

func equalImages(a, b *Image) bool {
	return a.Width == b.Width && a.Height == b.Height && a.Length == b.Length &&
		a.DataType == b.DataType && a.AsSource == b.AsSource && bytes.Equal(a.Data, b.Data)
}

func equalPlates(a, b *Plate) bool {
	x, y := *a, *b
	x.Confidence, y.Confidence = nil, nil
	return x == y && equalPointers(a.Confidence, b.Confidence, equalValues)
}

func equalValues[T comparable](a, b *T) bool { return *a == *b }

// equalPointers compares what two pointers point to; nil equals nil alone.
func equalPointers[T any](a, b *T, equal func(a, b *T) bool) bool {
	if a == nil || b == nil {
		return a == b
	}
	return equal(a, b)
}
