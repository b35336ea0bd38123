package viewtron

// tracking reads a position post: every item, whatever its count attribute says.
// Velocity and direction are 0 in all that was seen, point and trajectlength are
// empty, and nothing marks the end of a track (Q34).
func (d *document) tracking(m *Message, list elem) {
	m.Kind, m.Layout = KindTracking, LayoutCamera
	n := 0
	for range list.items(MaxItems) {
		n++
	}
	if n == 0 {
		return
	}
	m.Tracking = make([]TrackPoint, 0, n)
	for it := range list.items(MaxItems) {
		p := TrackPoint{}
		for c := range it.children() {
			switch name := c.name(); {
			case equalFold(name, "targetId"):
				p.ID = c.text()
			case equalFold(name, "rect"):
				p.Box = d.box(c, UnitFrame)
			case equalFold(name, "targetType"):
				p.RawType = c.text()
				p.Type = ParseTargetType(p.RawType)
			case equalFold(name, "velocity"):
				p.Velocity = d.number(c)
			case equalFold(name, "direction"):
				p.Direction = d.number(c)
			}
		}
		m.Tracking = append(m.Tracking, p)
	}
}
