package incident_test

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/track"
)

var t0 = time.Date(2026, 5, 12, 11, 0, 0, 0, time.UTC)

func at(ms int) time.Time { return t0.Add(time.Duration(ms) * time.Millisecond) }

// rig is a machine with what it has told.
type rig struct {
	*incident.Machine
	n         uint64
	incidents map[incident.ID]*incident.Incident
	members   map[incident.Member]incident.ID
	told      []string // what became of which, in order
	names     map[incident.ID]string
}

func newRig() *rig {
	r := &rig{incidents: map[incident.ID]*incident.Incident{}, members: map[incident.Member]incident.ID{}, names: map[incident.ID]string{}}
	r.Machine = incident.New(func(t time.Time) incident.ID {
		r.n++
		id := event.NewID(t)
		id[6], id[7] = 0, 0
		binary.BigEndian.PutUint64(id[8:], r.n)
		return id
	})
	return r
}

// take takes what changed, as a store would.
func (r *rig) take() {
	for _, c := range r.Changes() {
		id := c.Incident.ID
		if r.names[id] == "" {
			r.names[id] = strconv.Itoa(len(r.names) + 1)
		}
		r.told = append(r.told, r.names[id]+" "+string(c.What))
		if c.What == incident.Merged {
			delete(r.incidents, id)
			for m, of := range r.members {
				if of == id {
					r.members[m] = c.Into
				}
			}
			continue
		}
		r.incidents[id] = c.Incident
		for _, m := range c.Members {
			r.members[m] = id
		}
	}
}

// apply applies inputs one by one, each taken before the next.
func (r *rig) apply(inputs ...incident.Input) {
	for _, in := range inputs {
		r.Apply(in)
		r.take()
	}
}

func (r *rig) tick(t time.Time) { r.Tick(t); r.take() }

// parts are the members of each incident, sorted.
func (r *rig) parts() string {
	by := map[incident.ID][]string{}
	for m, id := range r.members {
		name := m.ID
		if m.Kind != incident.MemberAlarm {
			e, err := event.ParseID(m.ID)
			if err != nil {
				panic(err)
			}
			name = strings.TrimRight(string(e[8:]), "\x00")
		}
		by[id] = append(by[id], name)
	}
	var out []string
	for _, list := range by {
		slices.Sort(list)
		out = append(out, strings.Join(list, "+"))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// only is the one incident there is.
func (r *rig) only(t *testing.T) *incident.Incident {
	t.Helper()
	if len(r.incidents) != 1 {
		t.Fatalf("%d incidents, want 1: %s", len(r.incidents), r.parts())
	}
	for _, in := range r.incidents {
		return in
	}
	return nil
}

// id is an event's ID by its name, of up to 8 letters.
func id(name string) event.ID {
	var out event.ID
	copy(out[8:], name)
	return out
}

// ev is an event of camera a about a target at a place.
func ev(name string, ms int, typ event.Type, target string, x int) incident.Input {
	e := &event.Event{ID: id(name), DeviceID: "dev_a", CameraID: "cam_a_1", ReceivedAt: at(ms), Type: typ, Source: event.SourceCamera}
	if target != "" || x >= 0 {
		e.Targets = []event.Target{{ID: target, Type: event.TargetPerson}}
		if x >= 0 {
			e.Targets[0].Rect = &geo.Rect{x, 3000, x + 500, 5000}
		}
	}
	return incident.Input{Event: e}
}

// nvr makes an input that of the recorder.
func nvr(in incident.Input) incident.Input {
	if e := in.Event; e != nil {
		e.DeviceID, e.CameraID, e.Source = "dev_n", "cam_n_3", event.SourceNVR
	}
	if a := in.Alarm; a != nil {
		a.DeviceID, a.CameraID = "dev_n", "cam_n_3"
	}
	return in
}

// on and off are an alarm that begins and ends.
func on(n int64, ms int, kind string) incident.Input {
	return incident.Input{Alarm: &alarm.Alarm{ID: n, DeviceID: "dev_a", CameraID: "cam_a_1", Kind: kind, StartedAt: at(ms), LastAt: at(ms)}}
}

func off(n int64, from, ms int, kind string) incident.Input {
	in := on(n, from, kind)
	in.Alarm.EndedAt, in.Alarm.End = at(ms), alarm.Cleared
	return in
}

// tr is a track of a target that began at one time and was last seen at another.
func tr(target string, from, to int, ended bool, x int) incident.Input {
	return incident.Input{Track: &track.Track{
		ID: id("track" + target), DeviceID: "dev_a", CameraID: "cam_a_1", TargetID: target, Type: event.TargetPerson,
		FirstSeen: at(from), LastSeen: at(to), Ended: ended, LastRect: geo.Rect{x, 3000, x + 500, 5000},
	}}
}

const intrusion, crossing = "region_intrusion", "line_crossing"

// TestWhatBelongsTogether goes through the ways in which things do.
func TestWhatBelongsTogether(t *testing.T) {
	tests := []struct {
		name   string
		inputs []incident.Input
		want   string // the parts, by their first names
	}{
		{"nothing else", []incident.Input{ev("e1", 0, intrusion, "7", 1000)}, "e1"},
		{"the two posts of an entry", []incident.Input{ev("e1", 0, intrusion, "7", 1000), ev("e2", 900, intrusion, "7", 1100)}, "e1+e2"},
		{"another target is another incident", []incident.Input{ev("e1", 0, intrusion, "7", 1000), ev("e2", 100, intrusion, "8", 5000)}, "e1 e2"},
		{"the alarm of an event", []incident.Input{ev("e1", 0, intrusion, "7", 1000), on(1, 178, "intrusion"), off(1, 178, 20_000, "intrusion")}, "1+e1"},
		{"the alarm before its event", []incident.Input{on(1, 0, "intrusion"), ev("e1", 40, intrusion, "7", 1000)}, "1+e1"},
		{"track, event, alarm", []incident.Input{
			tr("7", 0, 0, false, 900), ev("e1", 460, intrusion, "7", 1000), on(1, 640, "intrusion"),
			tr("7", 0, 8000, true, 4000), off(1, 640, 20_000, "intrusion"),
		}, "1+e1+track7"},
		{"track, alarm, event", []incident.Input{tr("7", 0, 0, false, 900), on(1, 440, "intrusion"), ev("e1", 460, intrusion, "7", 1000)}, "1+e1+track7"},
		{"an alarm goes to who raised it", []incident.Input{
			tr("7", 0, 0, false, 900), tr("8", 100, 100, false, 6000), on(1, 440, "intrusion"), ev("e1", 460, intrusion, "7", 1000),
		}, "1+e1+track7 track8"},
		{"an alarm is of its own kind", []incident.Input{
			ev("e1", 0, intrusion, "7", 1000), ev("e2", 100, crossing, "8", 5000), on(1, 178, "intrusion"), on(2, 278, "line_crossing"),
		}, "1+e1 2+e2"},
		{"recorders raise the alarm of zones for lines", []incident.Input{on(1, 0, "intrusion"), ev("e1", 10, crossing, "7", 1000)}, "1+e1"},
		{"one pair of alarms over two visits", []incident.Input{
			tr("7", 0, 0, false, 900), ev("e1", 460, intrusion, "7", 1000), on(1, 640, "intrusion"), tr("7", 0, 7000, true, 900),
			tr("8", 13_800, 13_800, false, 900), ev("e2", 14_650, intrusion, "8", 1000), tr("8", 13_800, 21_700, true, 900),
			off(1, 640, 32_000, "intrusion"),
		}, "1+e1+track7 e2+track8"},
		{"an event that comes after its track has ended", []incident.Input{tr("7", 0, 0, false, 900), tr("7", 0, 300, true, 900), ev("e1", 2500, intrusion, "7", 1000)}, "e1+track7"},
		{"the same target after half a minute", []incident.Input{ev("e1", 0, intrusion, "7", 1000), ev("e2", 35_000, intrusion, "7", 1000)}, "e1+e2"},
		{"the same number after an hour is somebody else", []incident.Input{ev("e1", 0, intrusion, "7", 1000), ev("e2", 3_600_000, intrusion, "7", 1000)}, "e1 e2"},
		{"the same target after a long stay", []incident.Input{tr("7", 0, 0, false, 900), ev("e1", 300_000, intrusion, "7", 1000)}, "e1+track7"},
		{"motion, then the track of who moves", []incident.Input{ev("e1", 0, "motion", "", -1), tr("7", 300, 300, false, 900), ev("e2", 700, intrusion, "7", 1000)}, "e1+e2+track7"},
		{"motion while somebody is in view", []incident.Input{tr("7", 0, 0, false, 900), ev("e1", 30_000, "motion", "", -1)}, "e1+track7"},
		{"motion long after", []incident.Input{ev("e1", 0, intrusion, "7", 1000), ev("e2", 8_000, "motion", "", -1)}, "e1 e2"},
		{"no number, the same place", []incident.Input{ev("e1", 0, intrusion, "7", 1000), ev("e2", 500, "face", "", 1200)}, "e1+e2"},
		{"no number, another place", []incident.Input{ev("e1", 0, intrusion, "7", 1000), ev("e2", 500, "face", "", 8000)}, "e1 e2"},
		{"other plates are other cars", []incident.Input{reads("e1", 0, "KLM 4821"), reads("e2", 900, "WLD7204"), reads("e3", 1500, "KLM4821")}, "e1+e3 e2"},
		{"a plate misread is the same", []incident.Input{reads("e1", 0, "KLM4821"), reads("e2", 900, "K1M482I")}, "e1+e2"},
		{"a lost channel is nobody's alarm", []incident.Input{tr("7", 0, 0, false, 900), on(1, 100, "channel_offline"), ev("e1", 200, "motion", "", -1)}, "1 e1+track7"},
		{"several targets in one event", []incident.Input{
			tr("7", 0, 0, false, 900), tr("8", 10, 10, false, 6000), both(ev("e1", 500, "crowd_density", "7", 1000), "8"), ev("e2", 900, intrusion, "8", 6000),
		}, "e1+track7 e2+track8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig()
			r.apply(tt.inputs...)
			if got := r.parts(); got != tt.want {
				t.Errorf("one by one: got %s, want %s", got, tt.want)
			}
			all := newRig()
			all.Apply(tt.inputs...)
			all.take()
			if got := all.parts(); got != tt.want {
				t.Errorf("all at once: got %s, want %s", got, tt.want)
			}
		})
	}
}

// reads is an event that reads a plate of a target without a number.
func reads(name string, ms int, text string) incident.Input {
	in := ev(name, ms, "license_plate", "", 4000)
	in.Event.Targets[0].Type, in.Event.Targets[0].Plate = event.TargetPlate, &event.Plate{Text: text}
	return in
}

// both gives an event another target.
func both(in incident.Input, target string) incident.Input {
	in.Event.Targets = append(in.Event.Targets, event.Target{ID: target, Type: event.TargetPerson})
	return in
}

// TestOpensAndCloses follows what is told of one incident.
func TestOpensAndCloses(t *testing.T) {
	r := newRig()
	r.apply(tr("7", 0, 0, false, 900), ev("e1", 460, intrusion, "7", 1000), on(1, 640, "intrusion"))
	r.tick(at(5_000))
	r.apply(tr("7", 0, 8000, true, 900))
	r.tick(at(19_000))
	if in := r.only(t); !in.Open() {
		t.Error("closed while its alarm is on")
	}
	r.apply(off(1, 640, 20_640, "intrusion"))
	in := r.only(t)
	if in.Open() || !in.ClosedAt.Equal(at(20_640)) || !in.StartedAt.Equal(t0) || !in.LastAt.Equal(at(20_640)) {
		t.Errorf("started %v, last %v, closed %v", in.StartedAt, in.LastAt, in.ClosedAt)
	}
	if in.Events != 1 || in.Alarms != 1 || in.Tracks != 1 || !slices.Equal(in.Types, []event.Type{intrusion}) ||
		!slices.Equal(in.TargetTypes, []event.TargetType{event.TargetPerson}) || len(in.Targets) != 1 || in.Targets[0].ID != "7" {
		t.Errorf("got %+v", in)
	}
	r.apply(ev("e2", 30_000, intrusion, "7", 1000))
	r.tick(at(39_999))
	r.tick(at(40_000))
	want := "1 opened, 1 updated, 1 updated, 1 updated, 1 closed, 1 reopened, 1 closed"
	if got := strings.Join(r.told, ", "); got != want {
		t.Errorf("told %s, want %s", got, want)
	}
	if in := r.only(t); !in.ClosedAt.Equal(at(40_000)) || !in.LastAt.Equal(at(30_000)) {
		t.Errorf("last %v, closed %v", in.LastAt, in.ClosedAt)
	}
}

// TestAlarmThatMovesLeavesNothingBehind: an alarm opens an incident at once, which
// is gone when the alarm turns out to be another's.
func TestAlarmThatMovesLeavesNothingBehind(t *testing.T) {
	r := newRig()
	r.apply(on(1, 0, "intrusion"))
	first := r.only(t).ID
	r.apply(tr("7", 5_000, 5_000, false, 900)) // too late to be of the alarm
	r.apply(on(2, 5_400, "line_crossing"), ev("e1", 5_500, crossing, "8", 7000))
	if got := r.parts(); got != "1 2+e1 track7" {
		t.Errorf("got %s", got)
	}
	if r.incidents[first] == nil {
		t.Error("the first alarm's incident is gone")
	}
	if want := "1 opened, 2 opened, 2 updated, 3 opened, 2 updated"; strings.Join(r.told, ", ") != want {
		t.Errorf("told %v, want %s", r.told, want)
	}
}

// TestCameraAndRecorder holds that the same sight is one incident, whoever tells
// it first.
func TestCameraAndRecorder(t *testing.T) {
	tests := []struct {
		name   string
		inputs []incident.Input
		want   string
	}{
		{"camera first", []incident.Input{ev("e1", 0, intrusion, "7", 1000), nvr(ev("e2", 300, intrusion, "7", 1100))}, "e1+e2"},
		{"recorder first", []incident.Input{nvr(ev("e2", 0, intrusion, "7", 1100)), ev("e1", 300, intrusion, "7", 1000)}, "e1+e2"},
		{"with track and alarms", []incident.Input{
			tr("7", 0, 0, false, 900), nvr(on(2, 450, "intrusion")), nvr(ev("e2", 460, intrusion, "7", 1100)), ev("e1", 470, intrusion, "7", 1000), on(1, 640, "intrusion"),
			off(1, 640, 20_000, "intrusion"), nvr(off(2, 450, 19_000, "intrusion")),
		}, "1+2+e1+e2+track7"},
		{"both had begun before they were known to be one", []incident.Input{
			nvr(ev("e2", 0, intrusion, "7", 9000)), tr("7", 100, 100, false, 900), nvr(ev("e3", 300, intrusion, "7", 1000)), ev("e1", 400, intrusion, "7", 1000),
		}, "e1+e2+e3+track7"},
		{"another box is another camera", []incident.Input{ev("e1", 0, intrusion, "7", 1000), nvr(ev("e2", 300, intrusion, "7", 3000))}, "e1 e2"},
		{"another number is another target", []incident.Input{ev("e1", 0, intrusion, "7", 1000), nvr(ev("e2", 300, intrusion, "8", 1000))}, "e1 e2"},
		{"another time is another target", []incident.Input{ev("e1", 0, intrusion, "7", 1000), nvr(ev("e2", 3_000, intrusion, "7", 1000))}, "e1 e2"},
		{"two cameras are never the same", []incident.Input{ev("e1", 0, intrusion, "7", 1000), other(ev("e2", 300, intrusion, "7", 1000))}, "e1 e2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig()
			r.apply(tt.inputs...)
			if got := r.parts(); got != tt.want {
				t.Errorf("got %s, want %s; told %v", got, tt.want, r.told)
			}
			if len(r.incidents) != len(strings.Fields(tt.want)) {
				t.Errorf("%d incidents, want %d", len(r.incidents), len(strings.Fields(tt.want)))
			}
		})
	}
}

// other makes an input that of another camera.
func other(in incident.Input) incident.Input {
	in.Event.DeviceID, in.Event.CameraID = "dev_b", "cam_b_1"
	return in
}

// TestTwinsAreLearned holds that cameras which coincided a few times are the same
// from then on, even where a post tells no box.
func TestTwinsAreLearned(t *testing.T) {
	r := newRig()
	for i := range 3 {
		ms, target := i*60_000, fmt.Sprint(i)
		r.apply(ev(fmt.Sprint("a", i), ms, intrusion, target, 1000))
		if i == 2 {
			r.apply(nvr(ev("e1", ms+50, intrusion, "none", -1)))
		}
		r.apply(nvr(ev(fmt.Sprint("b", i), ms+100, intrusion, target, 1000)))
	}
	r.apply(ev("e2", 300_000, intrusion, "9", 1000), nvr(ev("e3", 300_100, intrusion, "9", -1)))
	if got := r.parts(); !strings.Contains(got, "e2+e3") {
		t.Errorf("got %s, want e2 and e3 in one", got)
	}
	if got := len(r.incidents); got != 5 {
		t.Errorf("%d incidents, want 3 pairs, one alone and one more pair", got)
	}
}

// TestRestored holds that a machine goes on where an earlier one was.
func TestRestored(t *testing.T) {
	before := newRig()
	before.apply(tr("7", 0, 0, false, 900), ev("e1", 460, intrusion, "7", 1000), on(1, 640, "intrusion"), ev("e2", 700, crossing, "8", 7000))
	after := newRig()
	after.incidents, after.members, after.names = before.incidents, before.members, before.names
	var kept []*incident.Incident
	for _, in := range before.incidents {
		kept = append(kept, in)
	}
	after.Restore(kept)
	after.apply(tr("7", 0, 8000, true, 900), off(1, 640, 20_000, "intrusion"), ev("e3", 21_000, crossing, "8", 7000))
	after.tick(at(60_000))
	if got := after.parts(); got != "1+e1+track7 e2+e3" {
		t.Errorf("got %s", got)
	}
	for _, in := range after.incidents {
		if in.Open() {
			t.Errorf("still open: %+v", in)
		}
	}
}

// TestBounded holds that a camera that never ends anything is not remembered
// without bound, and that nothing is lost.
func TestBounded(t *testing.T) {
	r := newRig()
	const n = 3 * incident.MaxIncidents
	for i := range n {
		r.apply(tr(fmt.Sprint(i), i, i, false, 900))
	}
	if got := r.Open(); got != incident.MaxIncidents {
		t.Errorf("%d open, want %d", got, incident.MaxIncidents)
	}
	if len(r.members) != n || len(r.incidents) != n {
		t.Errorf("%d members in %d incidents, want %d each: none may be lost", len(r.members), len(r.incidents), n)
	}
	for i := range 100 {
		e := ev(fmt.Sprint("x", i), n+i, intrusion, fmt.Sprint("t", i), 100*i)
		e.Event.Zones = []event.Zone{{Kind: "area", Points: []geo.Point{{i, i}}}}
		for j := range 100 {
			e.Event.Targets = append(e.Event.Targets, event.Target{ID: fmt.Sprint(n - 1), Type: event.TargetPlate, Plate: &event.Plate{Text: fmt.Sprint(i, j)}})
		}
		r.apply(e)
	}
	for _, in := range r.incidents {
		if len(in.Targets) > incident.MaxTargets || len(in.Zones) > incident.MaxZones || len(in.Plates) > incident.MaxPlates {
			t.Errorf("%d targets, %d zones, %d plates", len(in.Targets), len(in.Zones), len(in.Plates))
		}
	}
}

// TestClockSetBack holds that what comes after our clock was set back is judged by
// the clock as it is now.
func TestClockSetBack(t *testing.T) {
	r := newRig()
	r.apply(ev("e1", 7_200_000, intrusion, "7", 1000))
	r.tick(at(7_200_100))
	r.tick(at(1_000)) // two hours back
	r.apply(ev("e2", 2_000, "motion", "", -1))
	r.tick(at(12_000))
	if got := r.parts(); got != "e1+e2" {
		t.Errorf("got %s, want what is close in time in one", got)
	}
	if in := r.only(t); in.Open() {
		t.Error("open as if the future had not come yet")
	}
}

// TestBestPicture holds that a target's own picture is better than the scene, and
// a large one better than a small one.
func TestBestPicture(t *testing.T) {
	r := newRig()
	for i, images := range [][]event.Image{
		{{N: 0, Kind: event.ImageSource, Width: 1280, Height: 720}},
		{{N: 0, Kind: event.ImageSource, Width: 1280, Height: 720}, {N: 1, Kind: event.ImageTarget, Width: 100, Height: 200}},
		{{N: 1, Kind: event.ImageTarget, Width: 120, Height: 200}, {N: 2, Kind: event.ImageTarget, Width: 500, Height: 500, Flag: "damaged"}},
		{{N: 1, Kind: event.ImageTarget, Width: 110, Height: 200}},
	} {
		e := ev(fmt.Sprint("e", i+1), i*100, intrusion, "7", 1000)
		e.Event.Images = images
		r.apply(e)
	}
	if p := r.only(t).Picture; p == nil || p.Event != id("e3") || p.N != 1 {
		t.Errorf("got %+v, want image 1 of e3", p)
	}
}
