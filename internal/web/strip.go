package web

import (
	"fmt"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/journal"
)

// The heartbeat strip: the last day in cells of half an hour.
const (
	stripSpan  = 24 * time.Hour
	stripCells = 48
	cellWidth  = 6 // of which a sixth is the gap
	cellHeight = 22
)

// hearing is what was heard of a device in a part of a day.
type hearing string

const (
	heard  hearing = "heard"
	partly hearing = "partly" // and silent for a part of it
	silent hearing = "silent"
	never  hearing = "never" // it was not known yet
)

// span is a time between two moments.
type span struct{ from, to time.Time }

// strip is the last day of a device. Its source is the journal, which tells when a
// device was heard first, fell silent and came back; between those it is as it was
// told last. The time in which this server itself did not run is not told apart.
type strip struct {
	Cells []stripCell
	Words string // for who does not see it
}

// stripCell is half an hour.
type stripCell struct {
	X     int
	State hearing
	Title string
}

// strip makes the strip of a device from its changes of the last day, oldest first.
func (v *view) strip(d device.Device, changes []journal.Entry) strip {
	begin := v.now.Add(-stripSpan).Truncate(stripSpan / stripCells).Add(stripSpan / stripCells)
	quiet := silences(d, changes, v.now.Add(-stripSpan), v.now)
	var out strip
	for i := range stripCells {
		from := begin.Add(time.Duration(i) * stripSpan / stripCells)
		to := from.Add(stripSpan / stripCells)
		c := stripCell{X: i * cellWidth, State: hearingOf(d, quiet, span{from, to}, v.now)}
		c.Title = v.T("strip.cell", from.In(v.zone).Format("15:04"), to.In(v.zone).Format("15:04"), v.T("strip."+string(c.State)))
		out.Cells = append(out.Cells, c)
	}
	var sum time.Duration
	for _, q := range quiet {
		sum += q.to.Sub(q.from)
	}
	switch n := len(quiet); {
	case n > 0:
		last := quiet[n-1]
		out.Words = v.T("strip.words.silent", v.Span(sum), v.When(last.from), v.When(last.to))
	case d.FirstSeen.After(v.now.Add(-stripSpan)):
		out.Words = v.T("strip.words.new", v.When(d.FirstSeen))
	default:
		out.Words = v.T("strip.words.heard")
	}
	return out
}

// silences are the times in which a device was silent.
func silences(d device.Device, changes []journal.Entry, begin, now time.Time) (out []span) {
	var since time.Time // since when it is silent; zero while it is heard
	if len(changes) == 0 && !d.Online {
		since = later(d.LastSeen, begin)
	}
	for i, e := range changes {
		switch e.Device.Change {
		case journal.Offline:
			if since.IsZero() {
				since = later(e.Device.LastSeen, begin)
			}
		case journal.Online:
			if i == 0 {
				since = begin // what came before is not told any more
			}
			if !since.IsZero() && e.At.After(since) {
				out = append(out, span{since, e.At})
			}
			since = time.Time{}
		case journal.FirstContact:
			since, out = time.Time{}, nil // it was forgotten before
		}
	}
	if !since.IsZero() && now.After(since) {
		out = append(out, span{since, now})
	}
	return out
}

// hearingOf is what was heard in a part of the day.
func hearingOf(d device.Device, quiet []span, part span, now time.Time) hearing {
	part.from = later(part.from, d.FirstSeen)
	if part.to.After(now) {
		part.to = now
	}
	whole := part.to.Sub(part.from)
	if whole <= 0 {
		return never
	}
	var sum time.Duration
	for _, q := range quiet {
		from, to := later(q.from, part.from), q.to
		if to.After(part.to) {
			to = part.to
		}
		sum += max(to.Sub(from), 0)
	}
	switch {
	case sum >= whole*99/100:
		return silent
	case sum > 0:
		return partly
	}
	return heard
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Paths are the cells as one path for each state, for lists of many devices.
func (s strip) Paths() (out []stripPath) {
	for _, state := range []hearing{heard, partly, silent, never} {
		var b strings.Builder
		for _, c := range s.Cells {
			if c.State == state {
				fmt.Fprintf(&b, "M%d 0h%dv%dh-%dz", c.X, cellWidth-1, cellHeight, cellWidth-1)
			}
		}
		if b.Len() > 0 {
			out = append(out, stripPath{state, b.String()})
		}
	}
	return out
}

// stripPath is all that was heard alike.
type stripPath struct {
	State hearing
	D     string
}
