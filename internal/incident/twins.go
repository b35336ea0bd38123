package incident

import (
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/track"
)

// What a camera sees, a recorder that it is connected to tells too, under a device
// and a camera of its own. That two cameras are the same is learned from sights
// that coincide: the same number of the target, the same box, at the same time.

const (
	// Coincide is how close in time a camera and a recorder tell the same sight.
	Coincide = 2 * time.Second
	// sameEdge is how far the edges of the same sight may be apart, in frame units:
	// targets move between two looks. A track is not where an event is to the moment.
	sameEdge, sameTrack = 500, 1500
	// enough is how many coincidences make two cameras the same, whatever boxes they
	// tell from then on.
	enough = 3
	// maxSights is how many sights of one number are remembered, maxPairs how many
	// pairs of cameras.
	maxSights, maxPairs = 32, 4096
)

// sight is a target as an event or a track tells it.
type sight struct {
	Camera
	recorder bool
	target   string
	typ      event.TargetType
	at       time.Time
	rect     *geo.Rect
	track    track.ID // of a track
}

func sightOf(e *event.Event, t *event.Target) sight {
	return sight{
		Camera: Camera{e.DeviceID, e.CameraID}, recorder: e.Source == event.SourceNVR,
		target: t.ID, typ: t.Type, at: e.ReceivedAt, rect: t.Rect,
	}
}

func sightOfTrack(t *track.Track) sight {
	return sight{
		Camera: Camera{t.DeviceID, t.CameraID}, target: t.TargetID, typ: t.Type, at: t.LastSeen, rect: boxOf(t), track: t.ID,
	}
}

func boxOf(t *track.Track) *geo.Rect {
	if t.LastRect.Empty() {
		return nil
	}
	r := t.LastRect
	return &r
}

// noted is a sight with the incident that it is in.
type noted struct {
	sight
	k *kept
}

// pair is a recorder's camera and a camera.
type pair struct{ recorder, camera string }

// twins knows which cameras are the same.
type twins struct {
	sights map[string][]noted // by the target's number
	pairs  map[pair]int       // how often they coincided
}

func newTwins() twins {
	return twins{sights: make(map[string][]noted), pairs: make(map[pair]int)}
}

func (w *twins) clear() { clear(w.sights) }

// tick forgets sights that nothing can coincide with any more.
func (w *twins) tick(now time.Time) {
	for id, list := range w.sights {
		list = slices.DeleteFunc(list, func(n noted) bool { return now.Sub(n.at) > Coincide+Near })
		if len(list) == 0 {
			delete(w.sights, id)
			continue
		}
		w.sights[id] = list
	}
}

// note remembers a sight.
func (w *twins) note(s sight, k *kept) {
	list := w.sights[s.target]
	if len(list) >= maxSights {
		list = slices.Delete(list, 0, len(list)-maxSights+1)
	}
	w.sights[s.target] = append(list, noted{s, k})
}

// move remembers where a track is now.
func (w *twins) move(t *track.Track) {
	list := w.sights[t.TargetID]
	for i := range list {
		if n := &list[i]; n.track == t.ID && t.LastSeen.After(n.at) {
			n.at, n.rect = t.LastSeen, boxOf(t)
		}
	}
}

// find is the incident of the same sight as the other kind of device tells it.
func (w *twins) find(s sight) *kept {
	for _, n := range slices.Backward(w.sights[s.target]) {
		if n.recorder == s.recorder || n.DeviceID == s.DeviceID || n.at.Sub(s.at).Abs() > Coincide {
			continue
		}
		p := pair{n.CameraID, s.CameraID}
		if s.recorder {
			p = pair{s.CameraID, n.CameraID}
		}
		switch {
		case w.same(&n.sight, &s):
			if w.pairs[p] < enough && len(w.pairs) < maxPairs {
				w.pairs[p]++
			}
			return n.k
		case w.pairs[p] >= enough:
			return n.k
		}
	}
	return nil
}

// same says whether two sights are one by their boxes. A target that one of them
// could not tell the kind of may be of any.
func (w *twins) same(a, b *sight) bool {
	if a.rect == nil || b.rect == nil || alike(a.typ) && alike(b.typ) && a.typ != b.typ {
		return false
	}
	room := sameEdge
	if !a.track.IsZero() || !b.track.IsZero() {
		room = sameTrack
	}
	for i := range a.rect {
		if d := a.rect[i] - b.rect[i]; d > room || -d > room {
			return false
		}
	}
	return true
}

// alike says whether a type tells what a target is: a face is a person's, a plate a
// vehicle's, and anything may be unknown.
func alike(t event.TargetType) bool {
	return t == event.TargetPerson || t == event.TargetCar || t == event.TargetMotorcycle
}
