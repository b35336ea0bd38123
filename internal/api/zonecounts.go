package api

import (
	"fmt"
	"net/http"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/zone"
)

// zoneCountJSON is what targets of one type did at one zone in one bucket: crossings
// of a line, stays in an area.
type zoneCountJSON struct {
	Start   timestamp        `json:"start"`
	Zone    zoneRef          `json:"zone"`
	Camera  *cameraRef       `json:"camera,omitempty"`
	Target  event.TargetType `json:"target"`
	In      *int64           `json:"in,omitempty"`
	Out     *int64           `json:"out,omitempty"`
	Entered *int64           `json:"entered,omitempty"`
	Left    *int64           `json:"left,omitempty"`
	Dwelled *int64           `json:"dwelled,omitempty"`
	Dwell   *float64         `json:"dwell_seconds,omitempty"`
}

type zoneCountList struct {
	Bucket string          `json:"bucket"`
	Zone   string          `json:"tz"`
	After  timestamp       `json:"after"`
	Before timestamp       `json:"before,omitzero"`
	Counts []zoneCountJSON `json:"counts"`
	Next   string          `json:"next,omitempty"`
}

// averageOf is how long those stayed who left, in seconds, nil when nobody did.
func averageOf(sum time.Duration, n int64) *float64 {
	if n <= 0 {
		return nil
	}
	v := seconds(sum / time.Duration(n))
	return &v
}

// zoneCounts answers counts with what targets did at zones.
func (s *Server) zoneCounts(w http.ResponseWriter, r *http.Request, q *query, sp span) error {
	zq := store.ZoneCountQuery{
		Bucket: sp.length, TimeZone: sp.zone, Zones: ids(q, "zone"), Targets: words(q, "target", zone.TargetTypes()),
		After: sp.from, Before: sp.before,
	}
	for _, name := range []string{"camera", "type"} {
		if len(q.values[name]) > 0 {
			q.bad(name, "cannot be given together with zone: what is counted of a zone has none")
		}
	}
	if q.err != nil {
		return q.err
	}
	out := zoneCountList{Bucket: sp.name, Zone: sp.zone.String(), After: timestamp(sp.after), Before: timestamp(sp.before), Counts: []zoneCountJSON{}}
	found, err := s.Store.ZoneCounts(r.Context(), zq)
	if err != nil {
		return fmt.Errorf("count passages: %w", err)
	}
	found, out.Next = wholeBuckets(found, sp.spans, func(c store.ZoneCount) time.Time { return c.Start })
	j, refs := s.joiner(r.Context()), zoneRefs{s: s}
	for i := range found {
		c := &found[i]
		z := refs.find(c.ZoneID)
		one := zoneCountJSON{Start: timestamp(c.Start), Zone: refs.of(c.ZoneID), Camera: j.cameraAlone(z.CameraID), Target: c.Target}
		if z.Kind == zone.Line {
			one.In, one.Out = &c.In, &c.Out
		} else {
			one.Entered, one.Left, one.Dwelled, one.Dwell = &c.Entered, &c.Left, &c.Dwelled, averageOf(c.DwellSum, c.Left)
		}
		out.Counts = append(out.Counts, one)
	}
	return writeJSON(w, out)
}
