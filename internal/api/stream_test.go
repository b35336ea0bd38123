package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/track"
)

// connection is a client's end of a stream: it breaks after a number of bytes,
// or blocks until its deadline once it is told to stall.
type connection struct {
	mu       sync.Mutex
	header   http.Header
	status   int
	got      []byte
	breakAt  int // 0 is never
	stalled  chan struct{}
	deadline time.Time
}

var errCut = errors.New("connection cut")

func (c *connection) Header() http.Header {
	if c.header == nil {
		c.header = make(http.Header)
	}
	return c.header
}

func (c *connection) WriteHeader(status int) { c.status = status }
func (c *connection) Flush()                 {}

func (c *connection) SetWriteDeadline(t time.Time) error {
	c.deadline = t
	return nil
}

func (c *connection) Write(b []byte) (int, error) {
	if c.stalled != nil {
		select {
		case <-c.stalled:
		case <-time.After(time.Until(c.deadline)):
			return 0, errCut
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.breakAt > 0 && len(c.got)+len(b) > c.breakAt {
		n := c.breakAt - len(c.got)
		c.got = append(c.got, b[:n]...)
		return n, errCut
	}
	c.got = append(c.got, b...)
	return len(b), nil
}

// sseFrame is a frame as it arrived whole.
type sseFrame struct {
	name, id, data, comment string
}

// frames returns what has arrived whole.
func (c *connection) frames() []sseFrame {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []sseFrame
	blocks := strings.Split(string(c.got), "\n\n")
	for _, block := range blocks[:len(blocks)-1] {
		var f sseFrame
		for line := range strings.SplitSeq(block, "\n") {
			name, value, _ := strings.Cut(line, ":")
			value = strings.TrimPrefix(value, " ")
			switch name {
			case "event":
				f.name = value
			case "id":
				f.id = value
			case "data":
				f.data = value
			case "":
				f.comment = ":"
			}
		}
		out = append(out, f)
	}
	return out
}

// told are the frames that tell something, as "name id".
func (c *connection) told() []string {
	var out []string
	for _, f := range c.frames() {
		if f.data != "" {
			out = append(out, f.name+" "+f.id)
		}
	}
	return out
}

// stream runs a stream until its end and returns the client's end of it.
func stream(h http.Handler, ctx context.Context, c *connection, query string, lastID string) {
	r := httptest.NewRequestWithContext(ctx, "GET", "/api/v1/stream"+query, nil)
	if lastID != "" {
		r.Header.Set("Last-Event-ID", lastID)
	}
	h.ServeHTTP(c, r)
}

// entry is a journal entry with a place alone.
func entry(seq int64) journal.Entry {
	return journal.Entry{Seq: seq, At: now, Kind: journal.KindEvent, Event: &event.Event{
		ID: event.NewID(now), ReceivedAt: now, OccurredAt: now, DeviceID: deviceID, CameraID: cameraID, Type: "motion", Category: event.CategoryMotion,
	}}
}

// TestStreamResume: over connections cut at any byte, with two writers whose
// entries reach the bus late and out of order, a client that comes back with the
// last id it read is told everything once, in order.
func TestStreamResume(t *testing.T) {
	for seed := range uint64(60) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rnd := rand.New(rand.NewPCG(seed, 1))
				w := &world{}
				s := w.server()
				h := s.Handler()
				total := 200 + rnd.IntN(1500)
				var writers sync.WaitGroup
				writers.Go(func() {
					rnd := rand.New(rand.NewPCG(seed, 2))
					for seq := int64(1); seq <= int64(total); {
						var batch []journal.Entry
						for range 1 + rnd.IntN(40) {
							if seq > int64(total) {
								break
							}
							batch = append(batch, entry(seq))
							seq++
						}
						w.append(batch...)
						late := time.Duration(rnd.IntN(3)) * time.Millisecond
						writers.Go(func() {
							time.Sleep(late)
							s.Live.Publish(batch...)
						})
						time.Sleep(time.Duration(rnd.IntN(2)) * time.Millisecond)
					}
				})
				var got []int64
				last := "0"
				for tries := 0; len(got) < total && tries < 500; tries++ {
					ctx, cancel := context.WithTimeout(t.Context(), time.Duration(1+rnd.IntN(40))*time.Millisecond)
					c := &connection{breakAt: 1 + rnd.IntN(60000)}
					if rnd.IntN(2) == 0 {
						stream(h, ctx, c, "", last)
					} else {
						stream(h, ctx, c, "?last_event_id="+last, "")
					}
					cancel()
					for _, f := range c.frames() {
						if f.data != "" {
							n, err := strconv.ParseInt(f.id, 10, 64)
							if err != nil {
								t.Fatal(err)
							}
							if got = append(got, n); n != int64(len(got)) {
								t.Fatalf("frame %d has id %d", len(got), n)
							}
						}
						if f.id != "" {
							last = f.id
						}
					}
				}
				writers.Wait()
				if len(got) != total {
					t.Errorf("got %d frames, want %d", len(got), total)
				}
				if n := s.Live.Subscribers(); n != 0 {
					t.Errorf("%d subscriptions left", n)
				}
			})
		})
	}
}

// follow starts a stream and waits until it has nothing more to do.
func follow(t *testing.T, h http.Handler, c *connection, query, lastID string) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		stream(h, ctx, c, query, lastID)
	}()
	synctest.Wait()
	return func() {
		cancel()
		<-done
	}
}

func TestStreamStart(t *testing.T) {
	for _, tt := range []struct {
		name, query, last string
		journal           bool
		want              []string // told
		id                string   // of the last frame
	}{
		{"from now on", "", "", true, nil, "48216"},
		{"behind an id", "", "48214", true, []string{"alarm 48215", "device 48216"}, "48216"},
		{"behind an id in the query", "?last_event_id=48215", "", true, []string{"device 48216"}, "48216"},
		{"the header is newer than the query", "?last_event_id=48213", "48215", true, []string{"device 48216"}, "48216"},
		{"up to date", "", "48216", true, nil, "48216"},
		{"just before the oldest", "", "48212", true, []string{"event 48213", "event 48214", "alarm 48215", "device 48216"}, "48216"},
		{"older than what is kept", "", "5", true, []string{"gap 48212", "event 48213", "event 48214", "alarm 48215", "device 48216"}, "48216"},
		{"of another journal", "", "99999", true, []string{"gap 48216"}, "48216"},
		{"all was removed", "", "7", false, []string{"gap 0"}, "0"},
		{"nothing yet", "", "", false, nil, "0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				if !tt.journal {
					w.journal = nil
				}
				var c connection
				follow(t, w.server().Handler(), &c, tt.query, tt.last)()
				if got := c.told(); !slices.Equal(got, tt.want) {
					t.Errorf("told %v, want %v", got, tt.want)
				}
				frames := c.frames()
				if got := frames[len(frames)-1].id; got != tt.id {
					t.Errorf("id reached: got %s, want %s", got, tt.id)
				}
				for _, f := range frames {
					if want := `"after":` + tt.last; f.name == "gap" && !strings.Contains(f.data, want) {
						t.Errorf("gap: got %s, want %s in it", f.data, want)
					}
				}
				for name, want := range map[string]string{"Content-Type": "text/event-stream", "X-Accel-Buffering": "no", "Cache-Control": "no-store"} {
					if got := c.header.Get(name); got != want {
						t.Errorf("%s: got %q, want %q", name, got, want)
					}
				}
			})
		})
	}
}

// TestStreamFrames: the data are the objects of the REST answers, as described.
func TestStreamFrames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.journal = append(w.journal, trackEntry(w, 48217), incidentEntry(w, 48218))
		h := w.server().Handler()
		var c connection
		follow(t, h, &c, "", "1")()
		doc := description(t, true)
		schemas := map[string]string{"event": "Event", "alarm": "Alarm", "device": "DeviceChange", "track": "Track", "incident": "IncidentChange", "gap": "Gap"}
		seen := make(map[string]bool)
		for _, f := range c.frames() {
			if f.data == "" {
				continue
			}
			seen[f.name] = true
			var v any
			if err := json.Unmarshal([]byte(f.data), &v); err != nil {
				t.Fatal(err)
			}
			if err := doc.Components.Schemas[schemas[f.name]].Value.VisitJSON(v, openapi3.EnableFormatValidation()); err != nil {
				t.Errorf("%s: %v", f.name, err)
			}
			if f.id == "48213" && f.data+"\n" != wantEvent {
				t.Errorf("event: got %s", f.data)
			}
			if f.name == "alarm" {
				rest := decodeJSON(t, call(h, "GET", "/api/v1/alarms"))["alarms"].([]any)[0]
				if !reflect.DeepEqual(v, rest) {
					t.Errorf("alarm: got %v, want %v", v, rest)
				}
			}
		}
		if len(seen) != len(schemas) {
			t.Errorf("seen %v, want all of %v", seen, schemas)
		}
	})
}

// trackEntry tells of the world's first track.
func trackEntry(w *world, seq int64) journal.Entry {
	return journal.Entry{Seq: seq, At: now, Kind: journal.KindTrack, Track: &journal.TrackChange{Change: track.Ended, Track: w.tracks[0]}}
}

func TestStreamFilters(t *testing.T) {
	other := entry(48217)
	other.Event.CameraID, other.Event.DeviceID = "cam_x_1", "dev_x"
	other.Event.Images = []event.Image{{Flag: "missing"}}
	for _, tt := range []struct {
		name, query string
		want        string // last digits of the ids
	}{
		{"all", "", "3456789"},
		{"topic", "topics=alarm", "5"},
		{"topics", "topics=event,device", "3467"},
		{"incidents", "topics=incident", "9"},
		{"tracks", "topics=track", "8"},
		{"device", "device=" + deviceID, "345689"},
		{"camera leaves out devices", "camera=" + cameraID, "34589"},
		{"camera and topic", "camera=cam_x_1&topics=event", "7"},
		{"another camera of an incident", "camera=cam_x_1", "79"},
		{"type leaves out all but events and incidents", "type=motion,region_intrusion", "379"},
		{"category", "category=plate", "49"},
		{"target", "target=face", "3"},
		{"plate", "plate=jp116d", "49"},
		{"another plate", "plate=jp116", ""},
		{"group", "group=WHITELIST", "4"},
		{"has an image", "has=image", "349"},
		{"has a plate", "has=plate", "49"},
		{"has a face", "has=face", "39"},
		{"has both", "has=face,plate", "9"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				w.journal = append(w.journal, other, trackEntry(w, 48218), incidentEntry(w, 48219))
				var c connection
				follow(t, w.server().Handler(), &c, "?last_event_id=48212&"+tt.query, "")()
				got := ""
				for _, f := range c.told() {
					got += f[len(f)-1:]
				}
				if got != tt.want {
					t.Errorf("got %q, want %q", got, tt.want)
				}
			})
		})
	}
}

func TestStreamHeartbeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{}
		s := w.server()
		var c connection
		stop := follow(t, s.Handler(), &c, "?topics=alarm", "")
		defer stop()
		time.Sleep(14 * time.Second)
		synctest.Wait()
		if n := len(c.frames()); n != 1 {
			t.Fatalf("after 14 s: %d frames, want the greeting alone", n)
		}
		e := entry(1)
		w.append(e)
		s.Live.Publish(e) // filtered out, yet passed
		time.Sleep(32 * time.Second)
		synctest.Wait()
		frames := c.frames()
		if want := (sseFrame{comment: ":", id: "1"}); len(frames) != 4 || frames[1] != want || frames[3] != want {
			t.Errorf("after 46 s: got %+v, want three heartbeats with id 1", frames[1:])
		}
	})
}

// TestStreamCutOff: a client that reads too slowly for the bus is told everything
// all the same.
func TestStreamCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{}
		s := w.server()
		c := &connection{}
		stop := follow(t, s.Handler(), c, "", "")
		c.stalled = make(chan struct{})
		for seq := int64(1); seq <= 2000; seq++ {
			e := entry(seq)
			w.append(e)
			s.Live.Publish(e)
		}
		synctest.Wait()
		if n := s.Live.Subscribers(); n != 0 {
			t.Fatalf("%d subscribers, want the slow one cut off", n)
		}
		close(c.stalled)
		synctest.Wait()
		stop()
		told := c.told()
		for i, f := range told {
			if want := fmt.Sprintf("event %d", i+1); f != want {
				t.Fatalf("frame %d: got %q", i, f)
			}
		}
		if len(told) != 2000 {
			t.Errorf("got %d frames, want 2000", len(told))
		}
	})
}

// TestL12StalledClientIsDropped: one that reads nothing is dropped after 30 s.
func TestL12StalledClientIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{}
		s := w.server()
		c := &connection{}
		ended := make(chan time.Time)
		h := s.Handler()
		go func() {
			stream(h, t.Context(), c, "", "")
			ended <- time.Now()
		}()
		synctest.Wait()
		c.stalled = make(chan struct{})
		start := time.Now()
		e := entry(1)
		w.append(e)
		s.Live.Publish(e)
		if took := (<-ended).Sub(start); took > 30*time.Second {
			t.Errorf("dropped after %v", took)
		}
	})
}

func TestStreamPlaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newWorld().server()
		s.MaxStreams = 2
		h := s.Handler()
		first := follow(t, h, &connection{}, "", "")
		second := follow(t, h, &connection{}, "", "")
		rec := httptest.NewRecorder()
		h.ServeHTTP(streamable{rec}, httptest.NewRequest("GET", "/api/v1/stream", nil))
		wantProblem(t, rec, "too_many_streams")
		if rec.Header().Get("Retry-After") == "" {
			t.Error("no Retry-After")
		}
		first()
		third := connection{}
		follow(t, h, &third, "", "")()
		if third.status != 200 {
			t.Errorf("after one has left: got %d", third.status)
		}
		second()
	})
}

func TestStreamOfBrokenStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.err = errDisk
		rec := httptest.NewRecorder()
		w.server().Handler().ServeHTTP(streamable{rec}, httptest.NewRequest("GET", "/api/v1/stream", nil))
		wantProblem(t, rec, "internal")
	})
	t.Run("later", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld()
			s := w.server()
			h := s.Handler()
			aborted := make(chan any)
			go func() {
				defer func() { aborted <- recover() }()
				stream(h, t.Context(), &connection{}, "", "")
			}()
			synctest.Wait()
			w.mu.Lock()
			w.err = errDisk
			w.mu.Unlock()
			s.Live.Publish(entry(48300)) // what lies between must be read
			if got := <-aborted; got != http.ErrAbortHandler {
				t.Errorf("got %v, want the connection cut", got)
			}
		})
	})
}

// countingDevices counts look-ups, of which each encoding of an event needs one.
type countingDevices struct {
	fakeDevices
	mu sync.Mutex
	n  int
}

func (c *countingDevices) Device(ctx context.Context, id string) (device.Device, error) {
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
	return c.fakeDevices.Device(ctx, id)
}

// TestFramesAreShared: an entry is encoded once for all streams, and what is not
// held any more is encoded again.
func TestFramesAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.journal = nil
		s := w.server()
		devices := &countingDevices{fakeDevices: fakeDevices{w}}
		s.Devices = devices
		h := s.Handler()
		clients := make([]connection, 20)
		for i := range clients {
			defer follow(t, h, &clients[i], "", "")()
		}
		const entries = 100
		for seq := int64(1); seq <= entries; seq++ {
			e := entry(seq)
			w.append(e)
			s.Live.Publish(e)
		}
		synctest.Wait()
		for i := range clients {
			if n := len(clients[i].told()); n != entries {
				t.Errorf("client %d: got %d frames, want %d", i, n, entries)
			}
		}
		if devices.n != entries {
			t.Errorf("encoded %d times, want %d", devices.n, entries)
		}
		for seq := int64(entries + 1); seq <= entries+api.HeldFrames; seq++ {
			e := entry(seq)
			w.append(e)
			s.Live.Publish(e)
			synctest.Wait()
		}
		var late connection
		follow(t, h, &late, "?last_event_id=0", "")()
		if got, want := len(late.told()), entries+api.HeldFrames; got != want {
			t.Errorf("late client: got %d frames, want %d", got, want)
		}
		if want := entries + api.HeldFrames + entries; devices.n != want {
			t.Errorf("encoded %d times, want %d", devices.n, want)
		}
	})
}

// TestStreamOverHTTP: the stream works through a real server and ends with its
// context.
func TestStreamOverHTTP(t *testing.T) {
	w := newWorld()
	s := w.server()
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", server.URL+"/api/v1/stream?last_event_id=48214", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got := ""
	buf := make([]byte, 4096)
	for !strings.Contains(got, "id: 48217") {
		n, err := resp.Body.Read(buf)
		if err != nil {
			t.Fatalf("%v after %s", err, got)
		}
		got += string(buf[:n])
		if strings.Contains(got, "id: 48216") && !strings.Contains(got, "id: 48217") {
			e := journal.Entry{Seq: 48217, At: now, Kind: journal.KindAlarm, Alarm: &alarm.Alarm{ID: 3, DeviceID: deviceID, CameraID: cameraID, Kind: "fire", StartedAt: now, LastAt: now}}
			w.append(e)
			s.Live.Publish(e)
		}
	}
	cancel()
	io.Copy(io.Discard, resp.Body)
}
