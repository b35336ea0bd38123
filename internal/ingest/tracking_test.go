package ingest_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/watchpost/watchpost/internal/commit"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/ingest"
	"github.com/watchpost/watchpost/internal/ingest/capture"
	"github.com/watchpost/watchpost/internal/ingest/connlog"
	"github.com/watchpost/watchpost/internal/ingest/deviceauth"
	"github.com/watchpost/watchpost/internal/registry"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

const trackedCamera = "cam_02005e10a107_1"

// inBubble runs f with a server without a listener, in the time of the bubble.
func inBubble(t *testing.T, f func(t *testing.T, r *rig)) {
	synctest.Test(t, func(t *testing.T) {
		mem := &memory{dedup: map[[16]byte]bool{}, files: map[string][]byte{}}
		log := slog.New(slog.DiscardHandler)
		c := &commit.Committer{Store: rows{mem}, Images: mem, Log: log, Now: time.Now}
		c.Start()
		s := &ingest.Server{
			Committer: c, Registry: &registry.Registry{Now: time.Now}, Auth: &deviceauth.Policy{}, Log: log,
			ConnLog: connlog.New(connlog.Options{}), Capture: capture.New(capture.Options{}),
		}
		s.Start()
		defer func() {
			if err := errors.Join(s.Close(t.Context()), c.Close(t.Context())); err != nil {
				t.Error(err)
			}
		}()
		f(t, &rig{Server: s, t: t, memory: mem})
	})
}

// track posts where a target is, with the time as the device writes it.
func (r *rig) track(target, x int, deviceTime string) {
	r.t.Helper()
	r.trackOf(7, target, x, deviceTime)
}

// trackOf is track of one of many cameras.
func (r *rig) trackOf(camera, target, x int, deviceTime string) {
	r.t.Helper()
	body := fmt.Sprintf(`<config version="1.7"><currentTime>%s</currentTime><mac>02:00:5e:10:a1:%02x</mac><traject count="1"><item><targetId>%d</targetId>`+
		`<rect><x1>%d</x1><y1>1000</y1><x2>%d</x2><y2>3000</y2></rect><targetType>car</targetType></item></traject></config>`, deviceTime, camera, target, x, x+500)
	rec := httptest.NewRecorder()
	req := httptest.NewRequest(http.MethodPost, "/API", strings.NewReader(body))
	req.RemoteAddr = "127.0.0.1:40000"
	r.ServeHTTP(rec, req)
	if rec.Code != http.StatusOK {
		r.t.Fatalf("got %d %s", rec.Code, rec.Body)
	}
}

// written are the updates of tracks that were stored, as words.
func (r *rig) written() string {
	var out []string
	for _, u := range collect(r, func(b *store.Batch) []track.Update { return b.Tracks }) {
		out = append(out, fmt.Sprintf("%s %s %d", u.TargetID, u.Change, u.Posts))
	}
	return strings.Join(out, ", ")
}

func (r *rig) wantWritten(want string) {
	r.t.Helper()
	synctest.Wait()
	if got := r.written(); got != want {
		r.t.Errorf("written: got %q, want %q", got, want)
	}
}

// TestWhenTracksAreWritten: at once when they begin, within a second while they go
// on, and when they have ended.
func TestWhenTracksAreWritten(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		r.track(7, 0, micros())
		r.wantWritten("7 began 1")
		r.track(8, 0, micros())
		r.wantWritten("7 began 1, 8 began 1")
		for i := range 4 {
			time.Sleep(200 * time.Millisecond)
			r.track(7, 10*i, micros())
		}
		r.wantWritten("7 began 1, 8 began 1, 7 moved 3")
		time.Sleep(1600 * time.Millisecond)
		r.wantWritten("7 began 1, 8 began 1, 7 moved 3, 7 moved 5, 8 ended 1")
		time.Sleep(time.Minute)
		r.wantWritten("7 began 1, 8 began 1, 7 moved 3, 7 moved 5, 8 ended 1, 7 ended 5")
	})
}

// TestPathIsWrittenWithinASecond: whenever a crash comes, what is stored of a track
// lacks at most the last second.
func TestPathIsWrittenWithinASecond(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		for i := range 200 {
			r.track(7, 10*i, micros())
			synctest.Wait()
			all := collect(r, func(b *store.Batch) []track.Update { return b.Tracks })
			last := all[len(all)-1]
			points, err := last.Path.Points()
			if err != nil {
				t.Fatal(err)
			}
			end := last.FirstSeen.Add(points[len(points)-1].At)
			if missing := time.Since(end); missing > time.Second || !end.Equal(last.LastSeen) {
				t.Fatalf("after post %d the path ends %v ago, and the track %v", i, missing, time.Since(last.LastSeen))
			}
			time.Sleep(140 * time.Millisecond)
		}
	})
}

// TestTracksOfManyCamerasAreSpread: cameras whose targets came at the same moment are
// not all written at the same moment for ever.
func TestTracksOfManyCamerasAreSpread(t *testing.T) {
	const cameras = 100
	inBubble(t, func(t *testing.T, r *rig) {
		before := 0
		for i := range 60 {
			for n := range cameras {
				r.trackOf(n, 1, 10*i, micros())
			}
			time.Sleep(140 * time.Millisecond)
			if i == 40 {
				r.memory.mu.Lock()
				before = len(r.memory.batches)
				r.memory.mu.Unlock()
			}
		}
		r.memory.mu.Lock()
		defer r.memory.mu.Unlock()
		written := 0
		for _, b := range r.memory.batches[before:] {
			if written += len(b.Tracks); len(b.Tracks) > cameras/3 {
				t.Errorf("%d of %d tracks were written at once", len(b.Tracks), cameras)
			}
		}
		if written < 3*cameras {
			t.Errorf("%d tracks were written in 2.8 s, want each of %d three times at least", written, cameras)
		}
	})
}

// TestTracksOutliveAStoreWithoutRoom: what began and ended meanwhile is written when
// the store takes it again, once.
func TestTracksOutliveAStoreWithoutRoom(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		set := func(err error) {
			r.memory.mu.Lock()
			defer r.memory.mu.Unlock()
			r.memory.fail = err
		}
		set(store.ErrFull)
		r.track(7, 0, micros())
		time.Sleep(10 * time.Second)
		r.track(8, 0, micros())
		time.Sleep(time.Second)
		r.wantWritten("")
		set(nil)
		time.Sleep(time.Second)
		r.wantWritten("7 began 1, 7 ended 1, 8 began 1")
	})
}

func TestTracksEndWithTheServer(t *testing.T) {
	var mem *memory
	inBubble(t, func(t *testing.T, r *rig) {
		mem = r.memory
		r.track(7, 0, micros())
		time.Sleep(100 * time.Millisecond)
		r.track(7, 100, micros())
	})
	last := mem.batches[len(mem.batches)-1]
	i := slices.IndexFunc(last.Tracks, func(u track.Update) bool { return u.Change == track.Ended })
	if i < 0 || !last.Tracks[i].Ended || last.Tracks[i].Posts != 2 {
		t.Errorf("got %+v, want a track of two posts that ended", last.Tracks)
	}
}

// TestClockOfSeconds: posts of one second, by a clock that counts no finer, are all
// of use.
func TestClockOfSeconds(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		start := time.Now()
		for i := range 20 {
			r.track(7, 100*i, fmt.Sprint(time.Now().Unix()))
			time.Sleep(140 * time.Millisecond)
		}
		got, version := r.InView(trackedCamera, 0)
		if len(got) != 1 || got[0].Posts != 20 || !got[0].FirstSeen.Equal(start) || got[0].LastRect != (geo.Rect{1900, 1000, 2400, 3000}) {
			t.Errorf("got %+v", got)
		}
		if none, same := r.InView(trackedCamera, version); same != version || len(none) != 0 {
			t.Errorf("the version went from %d to %d without a post, with %v", version, same, none)
		}
		r.track(7, 0, fmt.Sprint(time.Now().Unix()))
		if _, next := r.InView(trackedCamera, 0); next == version {
			t.Error("the version stayed with a post")
		}
		time.Sleep(3 * time.Second)
		if got, _ := r.InView(trackedCamera, 0); len(got) != 0 {
			t.Errorf("after the silence: got %+v", got)
		}
		if got, _ := r.InView("cam_none", 0); len(got) != 0 {
			t.Errorf("a camera that is not there: got %+v", got)
		}
	})
}
