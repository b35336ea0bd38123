package ingest

import (
	"time"

	"github.com/watchpost/watchpost/internal/commit"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

// How tracks are written.
const (
	// WriteTracks is how often a track that goes on is written. Together with
	// lookAtTracks, and what the writing takes, it is less than a second: the most that
	// a crash loses of a path.
	WriteTracks = 700 * time.Millisecond
	// earlyTracks is how early it may be written instead, so that those of many
	// cameras are spread over the time and hold nothing up: of all views, one in
	// earlyShare at each look.
	earlyTracks = 500 * time.Millisecond
	earlyShare  = 5
	// lookAtTracks is how often it is looked for silence, and for what is to be
	// written.
	lookAtTracks = 100 * time.Millisecond
	// maxUnwritten is how many tracks that began or ended may wait for a store that
	// takes none.
	maxUnwritten = 20_000
)

// trackWriter has one job of tracks at a time at the committer: what comes meanwhile
// is written with the next, once, however often it changed.
type trackWriter struct {
	done    chan []track.Update // what a job could not write
	writing bool
	failed  []track.Update // to be tried again
}

func newTrackWriter() trackWriter {
	return trackWriter{done: make(chan []track.Update, 2)} // a job, and the one at the end
}

// writeTracks has written what is new: of hot views at once, of others now and
// then. With look, silence is noticed first.
func (s *Server) writeTracks(look bool) {
	t := s.tracking
	now := s.now()
	if t.writing {
		if look {
			s.boundTracks(now)
		}
		return
	}
	updates := t.failed
	t.failed = nil
	for _, v := range t.hot.take() {
		updates = v.take(updates, now)
	}
	if look {
		views := t.all()
		early := len(views)/earlyShare + 1
		for _, v := range views {
			updates = v.look(updates, now, &early)
		}
	}
	s.submitTracks(updates)
}

// all are the views, in no order.
func (t *tracking) all() []*view {
	t.mu.RLock()
	defer t.mu.RUnlock()
	views := make([]*view, 0, len(t.cameras))
	for _, v := range t.cameras {
		views = append(views, v)
	}
	return views
}

// take appends what is new of a view.
func (v *view) take(updates []track.Update, now time.Time) []track.Update {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.changed(updates, now)
}

func (v *view) changed(updates []track.Update, now time.Time) []track.Update {
	v.written, v.isHot = now, false
	v.passing.take(&v.zones)
	return v.presence.Changed(updates)
}

// look notices silence, and appends what is new of a view when it is due, or among
// the few that may be early.
func (v *view) look(updates []track.Update, now time.Time, early *int) []track.Update {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.told(v.presence.Tick(now))
	age := now.Sub(v.written)
	if !v.isHot && age >= 0 && age < WriteTracks {
		if age < earlyTracks || *early == 0 {
			return updates
		}
		*early--
	}
	return v.changed(updates, now)
}

// boundTracks forgets tracks that wait for a store that takes none, when there are
// too many.
func (s *Server) boundTracks(now time.Time) {
	n := 0
	views := s.tracking.all()
	for _, v := range views {
		v.mu.Lock()
		v.told(v.presence.Tick(now))
		v.passing.take(&v.zones)
		n += v.presence.Waiting()
		v.mu.Unlock()
	}
	if n <= maxUnwritten {
		return
	}
	for _, v := range views {
		v.mu.Lock()
		v.presence.Forget()
		v.mu.Unlock()
	}
	s.Log.Error("forget tracks that the store does not take", "tracks", n)
}

// endTracks ends all tracks and has them written.
func (s *Server) endTracks() {
	t := s.tracking
	updates := t.failed
	for _, v := range t.all() {
		v.mu.Lock()
		v.told(v.presence.EndAll())
		updates = v.changed(updates, s.now())
		v.mu.Unlock()
	}
	s.submitTracks(updates)
}

func (s *Server) submitTracks(updates []track.Update) {
	passages := s.tracking.passing.all()
	if len(updates)+len(passages) == 0 {
		return
	}
	s.tracking.writing = true
	job := &commit.Job{Batch: store.Batch{Tracks: updates, Passages: passages}, Done: func(err error) {
		if err == nil {
			s.tracking.done <- nil
			return
		}
		s.Log.Error("write tracks; what began and ended is tried again", "tracks", len(updates), "err", err)
		s.tracking.passing.again(passages)
		s.tracking.done <- lasting(updates)
	}}
	if err := s.Committer.Submit(job); err != nil {
		job.Done(err)
	}
}

// wrote notes the end of a job. What it could not write is tried again with what
// comes next.
func (t *trackWriter) wrote(failed []track.Update) {
	t.writing = false
	t.failed = failed[max(0, len(failed)-maxUnwritten):]
}

// lasting are the updates that later ones do not make up for.
func lasting(updates []track.Update) []track.Update {
	var out []track.Update
	for _, u := range updates {
		if u.Change != track.Moved || u.N > 0 || u.Ended {
			out = append(out, u)
		}
	}
	return out
}
