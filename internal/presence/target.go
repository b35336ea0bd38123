package presence

import (
	"strconv"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/track"
)

// target is a target that was in view lately. There are many, each for long, so it
// is small: see TestTargetsAreSmall.
type target struct {
	id     track.ID
	start  int64     // of its track
	types  [4]uint32 // packed places by type, in typeOrder
	best   box       // of the packed places
	bestMS uint32    // after the start
	num    uint32    // as it is called, where that is a number
	rare   *rare
	path   *buffer
	flags  flags
	typ    uint8 // of the last packed place
}

// rare is what few targets have.
type rare struct {
	name  string // as it is called, where that is no number
	types []track.TypeChange
}

type flags uint8

const (
	over      flags = 1 << iota // it was told that it has left
	unwritten                   // it was not yet written that it came
	dirty                       // something of it is not yet written
	named                       // it is called by a name
)

func (t *target) is(f flags) bool { return t.flags&f != 0 }
func (t *target) set(f flags)     { t.flags |= f }
func (t *target) clear(f flags)   { t.flags &^= f }

// maxTypes bounds the changes of type that are kept of a track.
const maxTypes = 32

var typeOrder = [4]event.TargetType{
	event.TargetPerson, event.TargetCar, event.TargetMotorcycle, event.TargetUnknown,
}

func typeIndex(t event.TargetType) uint8 {
	for i, o := range typeOrder {
		if t == o {
			return uint8(i)
		}
	}
	return uint8(len(typeOrder) - 1)
}

// key is what a target is called: most by a number.
type key struct {
	num   uint32
	name  string
	named bool
}

func keyOf(id string) key {
	n, err := strconv.ParseUint(id, 10, 32)
	if err != nil || len(id) > 1 && id[0] == '0' {
		return key{name: id, named: true}
	}
	return key{num: uint32(n)}
}

func newTarget(k key) *target {
	t := &target{num: k.num}
	if k.named {
		t.set(named)
		t.rare = &rare{name: strings.Clone(k.name)}
	}
	return t
}

// another is a target that is called the same and has done nothing yet.
func (t *target) another() target {
	o := target{num: t.num, flags: t.flags & named}
	if t.is(named) {
		o.rare = &rare{name: t.rare.name}
	}
	return o
}

func (t *target) called(k key) bool {
	return t.num == k.num && t.is(named) == k.named && (!k.named || t.rare.name == k.name)
}

func (t *target) targetID() string {
	if t.is(named) {
		return t.rare.name
	}
	return strconv.FormatUint(uint64(t.num), 10)
}

// begin gives a target its track.
func (t *target) begin(id track.ID) {
	t.id, t.path = id, &buffer{}
	t.set(unwritten | dirty)
}

// pack packs the places up to n that are earlier than the floor, but for the last:
// nothing comes any more that belongs before them.
func (t *target) pack(n int, floor int64) {
	b := t.path
	done := 0
	for done < n-1 && b.waiting[done].at < floor {
		t.packOne(&b.waiting[done])
		done++
	}
	b.remove(done)
}

func (t *target) packOne(s *spot) {
	b := t.path
	if b.packed == 0 {
		t.start, b.first, t.typ = s.at, s.box, s.typ
	}
	if t.bestScore() < s.box.score() {
		t.best, t.bestMS = s.box, uint32((s.at-t.start)/1000)
	}
	if s.typ != t.typ {
		if t.rare == nil {
			t.rare = new(rare)
		}
		t.rare.types = changed(t.rare.types, t.typ, s.typ, since(s.at, t.start))
		t.typ = s.typ
	}
	t.types[s.typ]++
	b.packed++
	b.last = s.at
	b.packer.Add(since(s.at, t.start), s.box.rect())
}

// changed adds a change of type.
func changed(list []track.TypeChange, from, to uint8, at time.Duration) []track.TypeChange {
	if len(list) == 0 {
		list = append(list, track.TypeChange{Type: typeOrder[from]})
	}
	if len(list) < maxTypes {
		list = append(list, track.TypeChange{At: at, Type: typeOrder[to]})
	}
	return list
}

func (t *target) bestScore() int64 {
	if t.path.packed == 0 {
		return -1
	}
	return t.best.score()
}

// majority is the type that most posts gave, those of places that wait among them;
// the newest among equals.
func (t *target) majority(places []spot) event.TargetType {
	counts := t.types
	for i := range places {
		counts[places[i].typ]++
	}
	best := places[len(places)-1].typ
	for i, n := range counts {
		if n > counts[best] {
			best = uint8(i)
		}
	}
	return typeOrder[best]
}

// shift moves a target along the camera's axis.
func (t *target) shift(by int64) {
	t.start += by
	t.path.last += by
	for i := range t.path.waiting {
		t.path.waiting[i].at += by
	}
}

// box is a rectangle of the frame.
type box [4]uint16

func boxOf(r geo.Rect) box {
	r = geo.Clamp(r)
	return box{uint16(r[0]), uint16(r[1]), uint16(r[2]), uint16(r[3])}
}

func (b box) rect() geo.Rect { return geo.Rect{int(b[0]), int(b[1]), int(b[2]), int(b[3])} }

// score is how good a picture would be: of a large box, and twice as good in the
// middle of the frame as at its edge.
func (b box) score() int64 {
	w, h := int64(b[2])-int64(b[0]), int64(b[3])-int64(b[1])
	aside := max(abs(int64(b[0])+int64(b[2])-geo.Full), abs(int64(b[1])+int64(b[3])-geo.Full))
	return w * h * (2*geo.Full - aside)
}
