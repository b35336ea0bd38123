package ingest

import (
	"sync"
	"time"

	"github.com/watchpost/watchpost/internal/commit"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/presence"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/viewtron"
)

// FlushTracks is how often tracks are written. It is the most that a crash
// loses of what tracking posts told.
const FlushTracks = 500 * time.Millisecond

// tracking holds the targets in view of every camera.
type tracking struct {
	silence time.Duration
	urgent  chan struct{} // a target has begun

	mu      sync.RWMutex
	cameras map[string]*view
}

// view is one camera's targets, with the lock that presence needs.
type view struct {
	mu       sync.Mutex
	presence presence.Camera
	sights   []presence.Sight // reused
	urgent   func()           // has what is new written now
}

func newTracking(silence time.Duration) *tracking {
	return &tracking{silence: silence, cameras: make(map[string]*view), urgent: make(chan struct{}, 1)}
}

// wake has what is new written now.
func (t *tracking) wake() {
	select {
	case t.urgent <- struct{}{}:
	default:
	}
}

// observe takes a tracking post that arrived at the given time, and that the device
// made at a time of its own clock, zero when it did not tell.
func (t *tracking) observe(deviceID, cameraID string, at, deviceTime time.Time, points []viewtron.TrackPoint) {
	t.mu.RLock()
	v := t.cameras[cameraID]
	t.mu.RUnlock()
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

// told is the place for whoever follows targets: it is given what their camera's
// presence tells, in order, under the lock of the view.
func (v *view) told(changes []presence.Change) {
	for i := range changes {
		if changes[i].Kind == track.Began {
			v.urgent()
			return
		}
	}
}

func (t *tracking) add(deviceID, cameraID string) *view {
	t.mu.Lock()
	defer t.mu.Unlock()
	v := t.cameras[cameraID]
	if v == nil {
		v = &view{urgent: t.wake, presence: presence.Camera{
			DeviceID: deviceID, CameraID: cameraID, Silence: t.silence,
			NewID: event.NewID,
		}}
		t.cameras[cameraID] = v
	}
	return v
}

// changed ends what has been silent by now, and returns the tracks to write.
// With end, every track ends.
func (t *tracking) changed(now time.Time, end bool) []track.Update {
	t.mu.RLock()
	defer t.mu.RUnlock()
	var out []track.Update
	for _, v := range t.cameras {
		v.mu.Lock()
		if end {
			v.told(v.presence.EndAll())
		} else {
			v.told(v.presence.Tick(now))
		}
		out = v.presence.Changed(out)
		v.mu.Unlock()
	}
	return out
}

// flushTracks writes the tracks that changed; with end, every track ends.
func (s *Server) flushTracks(end bool) {
	tracks := s.tracking.changed(s.now(), end)
	if len(tracks) == 0 {
		return
	}
	job := &commit.Job{Batch: store.Batch{Tracks: tracks}, Done: func(err error) {
		if err != nil {
			s.Log.Error("write tracks", "tracks", len(tracks), "err", err)
		}
	}}
	if err := s.Committer.Submit(job); err != nil {
		s.Log.Error("write tracks", "tracks", len(tracks), "err", err)
	}
}
