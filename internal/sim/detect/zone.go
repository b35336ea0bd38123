package detect

import (
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

// presence is a target in one zone.
type presence struct {
	in    bool
	since time.Duration
	posts int           // of this entry
	last  time.Duration // when the last of them was
	foot  viewtron.Point
	left  bool // the zone just now
	came  bool // into it from outside, while watched
	known bool // the zone was watched before
}

// zones looks at the rules that have a zone.
func (d *Detector) zones(found []Detection, t *track, at time.Duration, s *world.Sight) []Detection {
	if t.zones == nil {
		t.zones = make([]presence, len(d.rules.Zones))
	}
	for i := range d.rules.Zones {
		z, p := &d.rules.Zones[i], &t.zones[i]
		if !z.On || z.Type == settings.Object || !d.scheduled(z.Type) {
			*p = presence{}
			continue
		}
		if !notices(z.Filter, t, at, s) {
			continue
		}
		now := Inside(z.Points, s.Foot)
		p.left = p.in && !now
		if now && !p.in {
			*p = presence{since: at, came: p.known}
		}
		p.in, p.known = now, true
		if !p.due(z, t, at, s) {
			continue
		}
		f := one(z.Type.Detection(), s)
		f.Zone, f.First, f.Entrance = z, p.posts == 0 || p.left, now
		if p.posts == 1 {
			f.Status = procedure
		}
		p.posts, p.last, p.foot = p.posts+1, at, s.Foot
		found = append(found, f)
	}
	return found
}

// due says whether a zone's detection is to be posted now.
func (p *presence) due(z *settings.Zone, t *track, at time.Duration, s *world.Sight) bool {
	switch z.Type {
	case settings.Exit:
		return p.left
	case settings.Entry:
		return p.in && p.came && p.posts == 0
	case settings.AreaCount:
		return p.in && p.posts == 0 && at-t.first >= sureAfter(sensitivity(z.Filter, s.Stay.Type))
	case settings.Loitering:
		return p.in && p.posts == 0 && at-p.since >= z.Dwell && s.Stay.Type == viewtron.TargetPerson
	case settings.Parking:
		return p.in && p.posts == 0 && at-p.since >= z.Dwell && s.Stay.Type != viewtron.TargetPerson
	case settings.Perimeter:
		return p.in && p.intrudes(z, t, at, s)
	}
	return false
}

// intrudes says whether an intrusion is posted: when it begins, once more within
// about a second, and while it lasts again some time after the alarm went off. A
// vehicle that has stopped is not posted again.
func (p *presence) intrudes(z *settings.Zone, t *track, at time.Duration, s *world.Sight) bool {
	vary := uint64(s.Stay.ID)*7919 + uint64(p.posts)*104729
	switch p.posts {
	case 0:
		return at-t.first >= sureAfter(sensitivity(z.Filter, s.Stay.Type))
	case 1:
		return at-p.last >= time.Duration(150+vary%850)*time.Millisecond
	}
	if s.Stay.Type != viewtron.TargetPerson && p.foot == s.Foot {
		return false
	}
	return at-p.last >= z.Hold+time.Duration(5000+vary%15000)*time.Millisecond
}
