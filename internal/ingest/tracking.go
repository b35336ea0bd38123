package ingest

import (
	"sync"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/presence"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/internal/zone"
	"github.com/watchpost/watchpost/viewtron"
)

// tracking holds the targets in view of every camera.
type tracking struct {
	silence time.Duration
	zones   func(cameraID string) []zone.Zone // nil for none
	passing passing

	mu      sync.RWMutex
	cameras map[string]*view

	hot hot
	trackWriter
}

// view is one camera's targets, with the lock that presence needs.
type view struct {
	mu       sync.Mutex
	presence presence.Camera
	sights   []presence.Sight // reused
	written  time.Time        // when what is new was taken last, to be written
	hot      *hot
	isHot    bool
	zones    zone.Camera
	passing  *passing
}

func newTracking(silence time.Duration) *tracking {
	return &tracking{
		silence: silence, cameras: make(map[string]*view),
		hot: hot{wake: make(chan struct{}, 1)}, trackWriter: newTrackWriter(),
	}
}

// observe takes a tracking post that arrived at the given time, and that the device
// made at a time of its own clock, zero when it did not tell.
func (t *tracking) observe(deviceID, cameraID string, at, deviceTime time.Time, points []viewtron.TrackPoint) {
	v := t.view(cameraID)
	if v == nil {
		v = t.add(deviceID, cameraID)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.sights = v.sights[:0]
	for i := range points {
		p := &points[i]
		s := presence.Sight{TargetID: p.ID, Type: targetTypes[p.Type]}
		if r := rectOf(p.Box, nil, nil); r != nil {
			s.Rect = *r
		}
		v.sights = append(v.sights, s)
	}
	v.told(v.presence.Observe(at, deviceTime, v.sights))
}

// trackingTime is the device's time of a tracking post, zero where it is of no use to
// put posts in order: one that counts seconds is the same for seven of them.
func trackingTime(t viewtron.Timestamp) time.Time {
	const digitsOfSeconds = 10
	if len(t.Raw) <= digitsOfSeconds {
		return time.Time{}
	}
	return t.UTC
}

// told is the place for whoever follows targets: it is given what their camera's
// presence tells, in order, under the lock of the view.
func (v *view) told(changes []presence.Change) {
	for i := range changes {
		if changes[i].Kind != track.Moved {
			v.heat()
		}
		if v.zones.Watching() {
			v.pass(&changes[i])
		}
	}
}

// heat has what is new of a view written at once.
func (v *view) heat() {
	if !v.isHot {
		v.isHot = true
		v.hot.add(v)
	}
}

// view is nil for a camera without any tracking posts so far.
func (t *tracking) view(cameraID string) *view {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.cameras[cameraID]
}

func (t *tracking) add(deviceID, cameraID string) *view {
	t.mu.Lock()
	defer t.mu.Unlock()
	v := t.cameras[cameraID]
	if v == nil {
		v = &view{hot: &t.hot, passing: &t.passing, presence: presence.Camera{
			DeviceID: deviceID, CameraID: cameraID, Silence: t.silence, NewID: event.NewID,
		}}
		if t.zones != nil {
			v.zones.Set(t.zones(cameraID), time.Time{})
		}
		t.cameras[cameraID] = v
	}
	return v
}

// hot are the views in which targets began or ended, or passed a zone: that is
// written at once.
type hot struct {
	wake chan struct{}

	mu    sync.Mutex
	views []*view
}

func (h *hot) add(v *view) {
	h.mu.Lock()
	h.views = append(h.views, v)
	h.mu.Unlock()
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

func (h *hot) take() []*view {
	h.mu.Lock()
	defer h.mu.Unlock()
	views := h.views
	h.views = nil
	return views
}

// InView returns the tracks of the targets that are in view of a camera now, without
// their paths, and a number that changes when they do, and is never 0 while there are
// any. For the number that is known already it returns no tracks.
func (s *Server) InView(cameraID string, known uint64) (tracks []track.Track, version uint64) {
	v := s.tracking.view(cameraID)
	if v == nil {
		return nil, 0
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if version = v.presence.Version(); version == known {
		return nil, version
	}
	return v.presence.Targets(nil), version
}
