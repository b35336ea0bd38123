package web

import (
	"net/http"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// bar is what came in one hour of the last day, by class.
type bar struct {
	X, W   float64 // of 100
	Parts  []barPart
	Hour   string // "08"
	Total  int64
	URL    string // the timeline of this hour
	Chosen bool
}

// barPart is one class of a bar, in units of a picture 100 high.
type barPart struct {
	Class event.TargetType
	Y, H  float64
}

const barHours = 24

// density is how much came in each of the last hours, of what the filter lets
// through but for the time.
func (s *Server) density(v *view, r *http.Request, f filter) ([]bar, error) {
	now := v.now
	if !f.Before.IsZero() && v.now.Sub(f.Before) > barHours*time.Hour {
		now = f.Before
	}
	end := now.Truncate(time.Hour).Add(time.Hour)
	begin := end.Add(-barHours * time.Hour)
	counts, err := s.Store.Counts(r.Context(), store.CountQuery{
		Bucket: time.Hour, Cameras: f.Cameras, Types: f.Types, After: begin, Before: end,
	})
	if err != nil {
		return nil, err
	}
	bars := make([]bar, barHours)
	sums := make([]map[event.TargetType]int64, barHours)
	var most int64 = 1
	for _, c := range counts {
		i := int(c.Start.Sub(begin) / time.Hour)
		if i < 0 || i >= barHours || !wanted(f, c.Target) {
			continue
		}
		if sums[i] == nil {
			sums[i] = make(map[event.TargetType]int64)
		}
		sums[i][c.Target] += c.Events
		bars[i].Total += c.Events
		most = max(most, bars[i].Total)
	}
	for i := range bars {
		b := &bars[i]
		start := begin.Add(time.Duration(i) * time.Hour)
		b.X, b.W = float64(i)*100/barHours, 100.0/barHours
		b.Hour = start.In(v.zone).Format("15")
		b.URL = v.url("after", start.UTC().Format(time.RFC3339), "before", start.Add(time.Hour).UTC().Format(time.RFC3339), "cursor", "", "day", "")
		b.Chosen = !f.Before.IsZero() && start.Before(f.Before) && start.Add(time.Hour).After(f.After)
		y := 100.0
		for _, class := range event.TargetTypes() {
			n := sums[i][class]
			if n == 0 {
				continue
			}
			h := max(float64(n)*100/float64(most), 1.5)
			y -= h
			b.Parts = append(b.Parts, barPart{class, max(y, 0), h})
		}
	}
	return bars, nil
}

// wanted says whether a count is of a class that the filter lets through. Counts
// of no class are of events, which are counted by their classes too.
func wanted(f filter, t event.TargetType) bool {
	if t == "" {
		return false
	}
	for _, w := range f.Targets {
		if w == t {
			return true
		}
	}
	return len(f.Targets) == 0
}
