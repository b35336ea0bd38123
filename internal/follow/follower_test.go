package follow_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/commit"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/follow"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/live"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

// ledger is a store and a committer in memory.
type ledger struct {
	live live.Bus

	mu        sync.Mutex
	entries   []journal.Entry
	incidents map[incident.ID]*incident.Incident
	members   map[incident.Member]incident.ID
	followed  int64
	fail      error         // of what is submitted
	hold      chan struct{} // what is submitted waits for it
	submitted int
}

func newLedger() *ledger {
	return &ledger{incidents: map[incident.ID]*incident.Incident{}, members: map[incident.Member]incident.ID{}}
}

// store stores an entry, and tells the bus unless it is quiet.
func (l *ledger) store(quiet bool, e journal.Entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.append(quiet, e)
}

func (l *ledger) append(quiet bool, e journal.Entry) {
	e.Seq = int64(len(l.entries) + 1)
	l.entries = append(l.entries, e)
	if !quiet {
		l.live.Publish(e)
	}
}

func (l *ledger) Submit(j *commit.Job) error {
	l.mu.Lock()
	hold := l.hold
	l.submitted++
	l.mu.Unlock()
	if hold != nil {
		go func() { <-hold; l.write(j) }()
		return nil
	}
	l.write(j)
	return nil
}

func (l *ledger) write(j *commit.Job) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fail != nil {
		j.Done(l.fail)
		return
	}
	f := j.Batch.Follow
	for _, c := range f.Incidents {
		if c.What == incident.Merged {
			delete(l.incidents, c.Incident.ID)
			for m, of := range l.members {
				if of == c.Incident.ID {
					l.members[m] = c.Into
				}
			}
		} else {
			l.incidents[c.Incident.ID] = c.Incident
		}
		for _, m := range c.Members {
			l.members[m] = c.Incident.ID
		}
		l.append(false, journal.Entry{At: c.Incident.LastAt, Kind: journal.KindIncident, Incident: &c})
	}
	l.followed = f.UpTo
	j.Done(nil)
}

func (l *ledger) Journal(_ context.Context, after int64, limit int) ([]journal.Entry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	from := l.entries[min(max(after, 0), int64(len(l.entries))):]
	return slices.Clone(from[:min(limit, len(from))]), nil
}

func (l *ledger) Bounds(context.Context) (int64, int64, error) { panic("nobody asks") }

func (l *ledger) Followed(context.Context) (int64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.followed, nil
}

func (l *ledger) Unfinished(_ context.Context, since time.Time) ([]*incident.Incident, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []*incident.Incident
	for _, in := range l.incidents {
		if in.Open() || !in.ClosedAt.Before(since) {
			out = append(out, in)
		}
	}
	return out, nil
}

// run runs a Follower until stop is called, which returns what Run did.
func (l *ledger) run() (stop func() error) {
	f := &follow.Follower{Store: l, Committer: l, Live: &l.live, Log: slog.New(slog.DiscardHandler), Now: time.Now}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx) }()
	return func() error { cancel(); return <-done }
}

// seen is an event of a target, now.
func seen(n int, target string) journal.Entry {
	now := time.Now()
	id := event.NewID(now)
	return journal.Entry{At: now, Kind: journal.KindEvent, Event: &event.Event{
		ID: id, ReceivedAt: now, DeviceID: "dev_a", CameraID: fmt.Sprint("cam_", n), Type: "region_intrusion",
		Targets: []event.Target{{ID: target, Type: event.TargetPerson}},
	}}
}

// check checks that every event belongs to an incident, and how many there are.
func (l *ledger) check(t *testing.T, incidents int) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	events := 0
	for _, e := range l.entries {
		if e.Event == nil {
			continue
		}
		events++
		if _, ok := l.members[incident.Member{Kind: incident.MemberEvent, ID: e.Event.ID.String()}]; !ok {
			t.Errorf("event %d belongs to no incident", e.Seq)
		}
	}
	counted := 0
	for _, in := range l.incidents {
		counted += in.Events
	}
	if counted != events {
		t.Errorf("the incidents count %d events, want %d: each once", counted, events)
	}
	if len(l.incidents) != incidents {
		t.Errorf("%d incidents, want %d", len(l.incidents), incidents)
	}
}

func TestFollowsWhatIsStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLedger()
		stop := l.run()
		synctest.Wait()
		l.store(false, seen(1, "7"))
		synctest.Wait()
		l.check(t, 1) // at once
		l.store(false, seen(1, "7"))
		l.store(false, seen(1, "8"))
		synctest.Wait()
		l.check(t, 2)
		time.Sleep(incident.Quiet + time.Second)
		synctest.Wait()
		for in := range maps.Values(l.incidents) {
			if in.Open() {
				t.Error("still open after the quiet")
			}
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestGoesOnAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLedger()
		stop := l.run()
		synctest.Wait()
		l.store(false, seen(1, "7"))
		id := event.NewID(time.Now())
		begun := track.Track{ID: id, DeviceID: "dev_a", CameraID: "cam_2", TargetID: "9", FirstSeen: time.Now(), LastSeen: time.Now()}
		l.store(false, journal.Entry{At: time.Now(), Kind: journal.KindTrack, Track: &journal.TrackChange{Change: track.Began, Track: begun}})
		synctest.Wait()
		l.store(false, seen(1, "7")) // right before the end
		if err := stop(); err != nil {
			t.Error(err)
		}
		l.check(t, 2)
		time.Sleep(5 * time.Second)
		l.store(true, seen(1, "7")) // by a server that follows nothing
		gone := begun
		gone.LastSeen, gone.Ended = time.Now(), true
		l.store(true, journal.Entry{At: time.Now(), Kind: journal.KindTrack, Track: &journal.TrackChange{Change: track.Ended, Track: gone}})
		l.store(true, journal.Entry{At: time.Now(), Kind: journal.KindTrack, Track: &journal.TrackChange{Change: track.Ended, Track: track.Track{ID: event.NewID(time.Now())}}})
		stop = l.run()
		synctest.Wait()
		l.check(t, 2)
		of := l.incidents[l.members[incident.Member{Kind: incident.MemberTrack, ID: id.String()}]]
		if of == nil || of.Open() || !of.ClosedAt.Equal(gone.LastSeen) {
			t.Errorf("the incident of the track is %+v, want it closed with the track", of)
		}
		written := l.submitted
		if err := stop(); err != nil {
			t.Error(err)
		}
		stop = l.run()
		synctest.Wait()
		if err := stop(); err != nil {
			t.Error(err)
		}
		if l.submitted > written+1 {
			t.Errorf("%d more were written although nothing had happened", l.submitted-written)
		}
		l.check(t, 2)
	})
}

// TestTracksAreAsTheyWere: the journal gives tracks as they are by now.
func TestTracksAreAsTheyWere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLedger()
		now := time.Now()
		long := track.Track{ID: event.NewID(now), DeviceID: "dev_a", CameraID: "cam_1", TargetID: "7", FirstSeen: now, LastSeen: now.Add(time.Hour), Ended: true}
		l.store(true, journal.Entry{At: now, Kind: journal.KindTrack, Track: &journal.TrackChange{Change: track.Began, Track: long}})
		time.Sleep(30 * time.Minute)
		l.store(true, seen(1, "7"))
		time.Sleep(30 * time.Minute)
		l.store(true, journal.Entry{At: time.Now(), Kind: journal.KindTrack, Track: &journal.TrackChange{Change: track.Ended, Track: long}})
		stop := l.run()
		synctest.Wait()
		l.check(t, 1)
		for in := range maps.Values(l.incidents) {
			if !in.StartedAt.Equal(now) || !in.ClosedAt.Equal(long.LastSeen) || in.Tracks != 1 {
				t.Errorf("got %+v", in)
			}
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestFallsBehind holds that nothing is left out when more comes than can be
// written.
func TestFallsBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLedger()
		stop := l.run()
		synctest.Wait()
		l.hold = make(chan struct{})
		const n = 10_000
		for i := range n {
			l.store(false, seen(i%50, fmt.Sprint(i)))
		}
		synctest.Wait()
		if l.submitted != 1 {
			t.Errorf("%d were submitted at once, want one at a time", l.submitted)
		}
		close(l.hold)
		synctest.Wait()
		l.check(t, n)
		if l.submitted > n/100 {
			t.Errorf("%d events were written in %d steps, want few", n, l.submitted)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestStoreFailsForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLedger()
		stop := l.run()
		synctest.Wait()
		l.fail = store.ErrFull
		l.store(false, seen(1, "7"))
		time.Sleep(10 * time.Second)
		l.store(false, seen(1, "7"))
		l.store(false, seen(2, "7"))
		l.mu.Lock()
		l.fail = nil
		l.mu.Unlock()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		l.check(t, 2)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestCrash holds that what was committed and not followed is followed by the next
// run, once.
func TestCrash(t *testing.T) {
	for _, why := range []error{commit.ErrClosed, store.ErrDamaged} {
		t.Run(why.Error(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLedger()
				stop := l.run()
				synctest.Wait()
				l.store(false, seen(1, "7"))
				synctest.Wait()
				l.fail = why
				l.store(false, seen(1, "7"))
				l.store(false, seen(2, "7"))
				synctest.Wait()
				if err := stop(); err != nil && !errors.Is(err, why) {
					t.Errorf("got %v", err)
				}
				l.fail = nil
				stop = l.run()
				synctest.Wait()
				l.check(t, 2)
				if err := stop(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestAlarmsAreFollowed holds that the interval of an alarm keeps its incident open.
func TestAlarmsAreFollowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLedger()
		stop := l.run()
		synctest.Wait()
		a := alarm.Alarm{ID: 1, DeviceID: "dev_a", CameraID: "cam_1", Kind: "intrusion", StartedAt: time.Now(), LastAt: time.Now()}
		l.store(false, seen(1, "7"))
		l.store(false, journal.Entry{At: a.StartedAt, Kind: journal.KindAlarm, Alarm: &a})
		time.Sleep(time.Minute)
		synctest.Wait()
		if in := slices.Collect(maps.Values(l.incidents)); len(in) != 1 || !in[0].Open() || in[0].Alarms != 1 {
			t.Errorf("got %+v, want one that is open", in)
		}
		over := a
		over.EndedAt, over.End = time.Now(), alarm.Cleared
		l.store(false, journal.Entry{At: over.EndedAt, Kind: journal.KindAlarm, Alarm: &over})
		synctest.Wait()
		if in := slices.Collect(maps.Values(l.incidents)); len(in) != 1 || in[0].Open() {
			t.Errorf("got %+v, want it closed with its alarm", in)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}
