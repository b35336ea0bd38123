// Package connlog remembers the last requests to the device listener, refused
// ones too: what came, from where, how it was understood and answered, and one
// sentence of advice where something was wrong.
package connlog

import "sync"

// Options of a Log; 0 means the default.
type Options struct {
	All       int // entries kept over all devices; 2,000
	PerDevice int // entries kept of each device; 500
	// Total bounds the entries of all devices together; 50,000. With many
	// devices each has fewer than PerDevice.
	Total int
}

// Log holds the entries. It is safe for concurrent use.
type Log struct {
	perDevice, total int

	mu      sync.Mutex
	next    int64
	all     ring
	devices map[string]*ring
}

// New returns an empty log.
func New(o Options) *Log {
	if o.All <= 0 {
		o.All = 2000
	}
	if o.PerDevice <= 0 {
		o.PerDevice = 500
	}
	if o.Total <= 0 {
		o.Total = 50_000
	}
	return &Log{
		perDevice: o.PerDevice, total: o.Total,
		all: ring{max: o.All}, devices: make(map[string]*ring),
	}
}

// Add remembers an entry and returns its number. A tracking post that follows
// another of its device, answered alike, is counted with it.
func (l *Log) Add(e Entry) int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e.Count < 1 {
		e.Count = 1
	}
	if e.Until.IsZero() {
		e.Until = e.At
	}
	var d *ring
	if e.DeviceID != "" {
		if d = l.devices[e.DeviceID]; d == nil {
			d = &ring{}
			l.devices[e.DeviceID] = d
		}
		if last := d.newest(); last != nil && foldable(last, &e) {
			fold(last, &e)
			if a := l.all.find(last.ID); a != nil {
				fold(a, &e)
			}
			return last.ID
		}
	}
	l.next++
	e.ID = l.next
	l.all.add(e)
	if d != nil {
		d.max = min(l.perDevice, max(l.total/len(l.devices), 8))

		d.add(e)

	}
	return e.ID
}

func foldable(last, e *Entry) bool {
	return e.Kind == "tracking" && last.Kind == e.Kind && last.Status == e.Status && e.Advice == last.Advice
}

func fold(last, e *Entry) {
	last.Count += e.Count
	last.Until = e.Until
	last.Bytes += e.Bytes
	last.Duration = max(last.Duration, e.Duration)
}

// All returns up to limit entries, newest first; those before an entry's number
// when before is not 0.
func (l *Log) All(limit int, before int64) []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.list(limit, before)
}

// Device is All for one device.
func (l *Log) Device(id string, limit int, before int64) []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	d := l.devices[id]
	if d == nil {
		return []Entry{}
	}
	return d.list(limit, before)
}
