package ingest

import (
	"sync"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/presence"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/internal/zone"
)

// SetZones puts the zones of a camera in force; who stands in one is in it at once.
// Those of cameras that have not been heard of are asked for when they are; see
// Server.Zones.
func (s *Server) SetZones(cameraID string, zones []zone.Zone) {
	v := s.tracking.view(cameraID)
	if v == nil {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.zones.Set(zones, s.now())
	for _, t := range v.presence.Targets(nil) {
		if !t.LastRect.Empty() {
			v.zones.Move(t.ID, t.Type, t.LastSeen, t.LastRect.Foot())
		}
	}
	if v.zones.HasPassages() {
		v.heat()
	}
}

// Occupancy is how many targets of each type are in each area of a camera now.
func (s *Server) Occupancy(cameraID string) map[zone.ID]map[event.TargetType]int {
	v := s.tracking.view(cameraID)
	if v == nil {
		return nil
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.zones.Occupancy()
}

// pass has the zones of the view watch what presence tells. A place that comes late
// is not looked at: the target has gone on.
func (v *view) pass(c *presence.Change) {
	switch {
	case c.Kind == track.Ended:
		v.zones.End(c.Track)
	case !c.Late && !c.Rect.Empty():
		v.zones.Move(c.Track, c.Type, c.At, c.Rect.Foot())
	}
	if v.zones.HasPassages() {
		v.heat()
	}
}

// passing are passages that wait to be written, with the tracks that made them or
// after them.
type passing struct {
	mu   sync.Mutex
	list []zone.Passage
}

// take takes the passages of one camera, whose view is locked.
func (p *passing) take(c *zone.Camera) {
	if !c.HasPassages() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list = bounded(c.Passages(p.list))
}

// all are the passages that wait; they wait no longer.
func (p *passing) all() []zone.Passage {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := p.list
	p.list = nil
	return list
}

// again has passages wait again that could not be written.
func (p *passing) again(list []zone.Passage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list = bounded(append(list, p.list...))
}

// bounded leaves out the oldest of too many.
func bounded(list []zone.Passage) []zone.Passage { return list[max(0, len(list)-maxUnwritten):] }
