// Package connlog remembers the last requests to the device listener, refused
// ones too: what came, from where, how it was understood and answered, and one
// sentence of advice where something was wrong.
package connlog

import (
	"slices"
	"sync"
)

// Options of a Log; 0 means the default.
type Options struct {
	All       int // entries kept over all devices; 2,000
	PerDevice int // entries kept of each device; 500
	// Total bounds the entries of all devices together; 100,000, which take about
	// 26 MB. With many devices each has fewer than PerDevice.
	Total int
}

// fewest is how many entries of a device are worth keeping. There is room for no
// more devices than can have them: those that were silent longest are forgotten.
const fewest = 4

// Log holds the entries. It is safe for concurrent use.
type Log struct {
	o Options

	mu      sync.Mutex
	next    int64
	all     ring
	devices map[string]*ring // never an empty one
	held    int              // entries in devices
	spare   []*record        // to be used again, so that a full log allocates nothing
}

// maxSpare bounds what is kept to be used again.
const maxSpare = 256

// New returns an empty log.
func New(o Options) *Log {
	if o.All <= 0 {
		o.All = 2000
	}
	if o.PerDevice <= 0 {
		o.PerDevice = 500
	}
	if o.Total <= 0 {
		o.Total = 100_000
	}
	return &Log{o: o, devices: make(map[string]*ring)}
}

func (l *Log) free(r *record) {
	if len(l.spare) < maxSpare {
		l.spare = append(l.spare, r)
	}
}

// nothing came before the first entry.
var nothing Entry

// record returns a record for an entry that follows last, which may be nil.
func (l *Log) record(e *Entry, last *record) *record {
	var r *record
	if n := len(l.spare); n > 0 {
		r = l.spare[n-1]
		l.spare = l.spare[:n-1]
	} else {
		r = new(record)
	}
	before := &nothing
	if last != nil {
		before = &last.Entry
	}
	r.Entry = own(e, before)
	return r
}

// Add remembers an entry and returns its number. A tracking post that follows
// another of its device, answered alike, is counted with it: in the list of the
// device, and in that of all while it is still there. Texts are cut to what
// Entry says, and nothing of the request's memory is held.
func (l *Log) Add(e Entry) int64 {
	if e.Count < 1 {
		e.Count = 1
	}
	if e.Until.IsZero() {
		e.Until = e.At
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var last *record
	d := l.devices[e.DeviceID]
	if d != nil {
		if last = d.newest(); foldable(&last.Entry, &e) {
			fold(&last.Entry, &e)
			return last.ID
		}
	}
	l.next++
	l.all.trim(l.o.All-1, l.free)
	kept := l.record(&e, last)
	kept.ID = l.next
	l.all.push(kept)
	if kept.DeviceID != "" {
		l.add(d, kept)
	}
	return kept.ID
}

// add puts an entry into the list of its device, and makes room for it.
func (l *Log) add(d *ring, e *record) {
	if d == nil {
		if len(l.devices) >= max(1, l.o.Total/fewest) {
			l.forgetQuiet()
		}
		d = new(ring)
		l.devices[e.DeviceID] = d
	}
	l.held -= d.trim(min(l.o.PerDevice, l.share())-1, l.free)
	d.push(e)
	l.held++
	if l.held > l.o.Total {
		// To less than there is room for, so that it is not done for each entry.
		for _, d := range l.devices {
			l.held -= d.trim(max(1, l.share()*3/4), l.free)
		}
	}
}

// share is how many entries each device may have.
func (l *Log) share() int { return max(1, l.o.Total/len(l.devices)) }

// forgetQuiet forgets the quarter of the devices that were silent longest.
func (l *Log) forgetQuiet() {
	newest := make([]int64, 0, len(l.devices))
	for _, d := range l.devices {
		newest = append(newest, d.newest().ID)
	}
	slices.Sort(newest)
	limit := newest[len(newest)/4]
	for id, d := range l.devices {
		if d.newest().ID <= limit {
			l.forget(id)
		}
	}
}

func (l *Log) forget(id string) {
	if d := l.devices[id]; d != nil {
		l.held -= d.trim(0, l.free)
		delete(l.devices, id)
	}
}

func foldable(last, e *Entry) bool {
	return e.Kind == "tracking" && last.Kind == e.Kind && last.Status == e.Status && last.Advice == e.Advice
}

func fold(last, e *Entry) {
	last.Count += e.Count
	last.Until = e.Until
	last.Bytes += e.Bytes
	last.Duration = max(last.Duration, e.Duration)
}

// All returns up to limit entries, newest first; those before an entry's number
// when beforeID is not 0.
func (l *Log) All(limit int, beforeID int64) []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.list(limit, beforeID)
}

// Device is All for one device.
func (l *Log) Device(id string, limit int, beforeID int64) []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	d := l.devices[id]
	if d == nil {
		return []Entry{}
	}
	return d.list(limit, beforeID)
}

// Forget drops what is remembered of a device, as when it is removed. The list of
// all keeps its entries until they are pushed out.
func (l *Log) Forget(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(id)
}
