package incident_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
)

// scene is what some visits post, in the order of time, and what belongs to each
// visit.
type scene struct {
	inputs []incident.Input
	visits []string
}

// stage is a scene that is being made.
type stage struct {
	*rand.Rand
	scene
	alarms int64
}

// randomScene is a scene of visits that begin some time apart, each with a track,
// events and alarms, or with some of them.
func randomScene(seed uint64, visits, apart int) scene {
	s := &stage{Rand: rand.New(rand.NewPCG(seed, 1))}
	for i := range visits {
		s.visit(i, i*apart+s.IntN(500))
	}
	slices.SortStableFunc(s.inputs, func(a, b incident.Input) int { return moment(a) - moment(b) })
	slices.Sort(s.visits)
	return s.scene
}

func (s *stage) visit(i, begin int) {
	stay := 1000 + s.IntN(6000)
	target := fmt.Sprint(100 + i)
	x := s.IntN(9000)
	var members []string
	typ := []event.Type{intrusion, crossing, "face", "license_plate"}[i%4]
	kind := []string{"intrusion", "line_crossing", "face", "plate"}[i%4]
	tracked := s.IntN(3) > 0
	if tracked {
		for ms := 0; ms < stay; ms += 500 {
			s.inputs = append(s.inputs, tr(target, begin, begin+ms, false, x))
		}
		s.inputs = append(s.inputs, tr(target, begin, begin+stay, true, x))
		members = append(members, "track"+target)
	}
	if !tracked || s.IntN(4) > 0 {
		for n := range 1 + s.IntN(3) {
			name := fmt.Sprintf("e%d.%d", i, n)
			s.inputs = append(s.inputs, ev(name, begin+500+n*s.IntN(900), typ, target, x))
			members = append(members, name)
		}
		if s.IntN(2) == 0 {
			s.alarms++
			from := begin + 400 + s.IntN(400)
			s.inputs = append(s.inputs, on(s.alarms, from, kind), off(s.alarms, from, from+s.IntN(15_000), kind))
			members = append(members, fmt.Sprint(s.alarms))
		}
	}
	slices.Sort(members)
	s.visits = append(s.visits, strings.Join(members, "+"))
}

// moment is when an input happened, in milliseconds.
func moment(in incident.Input) int {
	switch {
	case in.Event != nil:
		return int(in.Event.ReceivedAt.Sub(t0).Milliseconds())
	case in.Track != nil:
		return int(in.Track.LastSeen.Sub(t0).Milliseconds())
	case in.Alarm.EndedAt.IsZero():
		return int(in.Alarm.StartedAt.Sub(t0).Milliseconds())
	}
	return int(in.Alarm.EndedAt.Sub(t0).Milliseconds())
}

// shuffled are inputs in another order.
func shuffled(r *rand.Rand, inputs []incident.Input) []incident.Input {
	out := slices.Clone(inputs)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// TestOrderDoesNotMatter holds that what happened gives the same incidents in
// whatever order it is told, even while visits overlap and much happens in the
// same moment.
func TestOrderDoesNotMatter(t *testing.T) {
	for seed := range uint64(200) {
		s := randomScene(seed, 12, 700)
		r := rand.New(rand.NewPCG(seed, 2))
		round := func(in incident.Input) { // several to a moment
			if in.Event != nil {
				in.Event.ReceivedAt = at(moment(in) / 300 * 300)
			}
		}
		for _, in := range s.inputs {
			round(in)
		}
		one, two := newRig(), newRig()
		one.Apply(s.inputs...)
		one.tick(at(600_000))
		two.Apply(shuffled(r, s.inputs)...)
		two.tick(at(600_000))
		if one.parts() != two.parts() || !reflect.DeepEqual(one.incidents, two.incidents) {
			t.Fatalf("seed %d:\n%s\n%s", seed, one.parts(), two.parts())
		}
	}
}

// TestVisitsBecomeIncidents holds that each visit is one incident, although its
// posts pass one another on the way.
func TestVisitsBecomeIncidents(t *testing.T) {
	for seed := range uint64(300) {
		s := randomScene(seed, 10, 20_000)
		r := rand.New(rand.NewPCG(seed, 3))
		late := make(map[int]int, len(s.inputs)) // when each is told
		order := make([]int, len(s.inputs))
		for i := range s.inputs {
			order[i], late[i] = i, moment(s.inputs[i])
			if s.inputs[i].Event != nil || s.inputs[i].Alarm != nil && s.inputs[i].Alarm.EndedAt.IsZero() {
				late[i] += r.IntN(1000)
			}
		}
		slices.SortStableFunc(order, func(a, b int) int { return late[a] - late[b] })
		rig := newRig()
		next := 0
		for _, i := range order {
			for ; next < late[i]; next += 250 {
				rig.tick(at(next))
			}
			rig.apply(s.inputs[i])
		}
		rig.tick(at(600_000))
		if got, want := rig.parts(), strings.Join(s.visits, " "); got != want {
			t.Fatalf("seed %d:\ngot  %s\nwant %s", seed, got, want)
		}
		if len(rig.incidents) != len(s.visits) {
			t.Fatalf("seed %d: %d incidents for %d visits", seed, len(rig.incidents), len(s.visits))
		}
	}
}

// TestNothingIsLost holds that everything belongs to exactly one incident, that
// the incidents count it right, and that all are closed in the end, although the
// machine is started anew again and again.
func TestNothingIsLost(t *testing.T) {
	for seed := range uint64(100) {
		s := randomScene(seed, 30, 900)
		r := rand.New(rand.NewPCG(seed, 4))
		all := map[incident.Member]bool{}
		rig := newRig()
		for _, in := range s.inputs {
			if in.Event != nil && r.IntN(3) == 0 {
				in.Event.Targets = nil
			}
			if in.Event != nil && r.IntN(3) == 0 {
				in = nvr(in)
			}
			rig.apply(in)
			all[memberOf(in)] = true
			if r.IntN(10) == 0 {
				again := newRig()
				again.n, again.incidents, again.members, again.names = rig.n, rig.incidents, rig.members, rig.names
				again.Restore(slices.Collect(maps.Values(rig.incidents)))
				rig = again
			}
		}
		rig.tick(at(600_000))
		count := map[incident.ID][3]int{}
		for m, of := range rig.members {
			if !all[m] {
				t.Fatalf("seed %d: %v was never told", seed, m)
			}
			c := count[of]
			c[slices.Index([]incident.MemberKind{incident.MemberEvent, incident.MemberAlarm, incident.MemberTrack}, m.Kind)]++
			count[of] = c
		}
		if len(rig.members) != len(all) {
			t.Fatalf("seed %d: %d of %d belong to an incident", seed, len(rig.members), len(all))
		}
		for id, in := range rig.incidents {
			if got := [3]int{in.Events, in.Alarms, in.Tracks}; got != count[id] || in.Open() {
				t.Fatalf("seed %d: an incident counts %v and has %v; open %v", seed, got, count[id], in.Open())
			}
		}
	}
}

func memberOf(in incident.Input) incident.Member {
	switch {
	case in.Event != nil:
		return incident.Member{Kind: incident.MemberEvent, ID: in.Event.ID.String()}
	case in.Alarm != nil:
		return incident.Member{Kind: incident.MemberAlarm, ID: fmt.Sprint(in.Alarm.ID)}
	}
	return incident.Member{Kind: incident.MemberTrack, ID: in.Track.ID.String()}
}
