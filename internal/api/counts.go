package api

import (
	"fmt"
	"net/http"
	"time"

	"github.com/watchpost/watchpost/internal/bucket"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// maxCounts is how many rows a store returns at most.
const maxCounts = 10000

// defaultBuckets is how many buckets are told of when no time is given.
const defaultBuckets = 24

// countJSON is how many events of one kind arrived in one bucket.
type countJSON struct {
	Start   timestamp        `json:"start"`
	Camera  *cameraRef       `json:"camera,omitempty"`
	Type    event.Type       `json:"type"`
	Target  event.TargetType `json:"target,omitempty"`
	Events  int64            `json:"events"`
	Targets int64            `json:"targets,omitempty"`
}

type countList struct {
	Bucket string      `json:"bucket"`
	Zone   string      `json:"tz"`
	After  timestamp   `json:"after"`
	Before timestamp   `json:"before,omitzero"`
	Counts []countJSON `json:"counts"`
	Next   string      `json:"next,omitempty"`
}

var buckets = map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": bucket.Day, "week": bucket.Week, "month": bucket.Month}

// span is which buckets are asked for.
type span struct {
	name          string // of their length
	length        time.Duration
	zone          *time.Location
	spans         bucket.Spans
	after, before time.Time
	from          time.Time // where the page begins
}

// spanOf reads which buckets are asked for: by default the last ones, the running
// one included.
func (s *Server) spanOf(q *query) span {
	sp := span{name: "hour", zone: q.zone("tz")}
	if given := words(q, "bucket", []string{"minute", "hour", "day", "week", "month"}); len(given) == 1 {
		sp.name = given[0]
	} else if len(given) > 1 {
		q.bad("bucket", "given more than once")
	}
	sp.length = buckets[sp.name]
	sp.after, sp.before = q.between()
	var err error
	if sp.spans, err = bucket.Of(sp.length, sp.zone); err != nil {
		q.bad("bucket", "%v", err)
		return sp
	}
	if sp.after.IsZero() {
		if sp.before.IsZero() {
			sp.after = sp.spans.Back(s.Now(), defaultBuckets-1)
		} else {
			sp.after = sp.spans.Back(sp.before, defaultBuckets)
		}
	}
	sp.from = sp.after
	if q.err != nil {
		return sp
	}
	if at := q.time("cursor"); q.err != nil {
		q.err = store.ErrCursor
	} else if !at.IsZero() {
		sp.from = at
	}
	return sp
}

// zone returns the time zone that a parameter names, UTC without it.
func (q *query) zone(name string) *time.Location {
	v := q.one(name)
	if v == "" {
		return time.UTC
	}
	// The zone of the server would be another one on another machine.
	zone, err := time.LoadLocation(v)
	if err != nil || v == "Local" {
		q.bad(name, "%q is not a time zone such as Europe/Berlin", v)
		return time.UTC
	}
	return zone
}

// counts handles GET /api/v1/counts.
func (s *Server) counts(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	sp := s.spanOf(q)
	if len(q.values["zone"]) > 0 {
		return s.zoneCounts(w, r, q, sp)
	}
	cq := store.CountQuery{
		Bucket: sp.length, TimeZone: sp.zone, Cameras: q.list("camera"), Types: words(q, "type", event.Types()),
		Targets: words(q, "target", event.TargetTypes()), After: sp.from, Before: sp.before,
	}
	if q.err != nil {
		return q.err
	}
	out := countList{Bucket: sp.name, Zone: sp.zone.String(), After: timestamp(sp.after), Before: timestamp(sp.before)}
	found, err := s.Store.Counts(r.Context(), cq)
	if err != nil {
		return fmt.Errorf("count events: %w", err)
	}
	found, out.Next = wholeBuckets(found, sp.spans, func(c store.Count) time.Time { return c.Start })
	out.Counts = make([]countJSON, len(found))
	j := s.joiner(r.Context())
	cameras := make(map[string]*cameraRef)
	for i, c := range found {
		camera, ok := cameras[c.CameraID]
		if !ok {
			camera = j.cameraAlone(c.CameraID)
			cameras[c.CameraID] = camera
		}
		out.Counts[i] = countJSON{
			Start: timestamp(c.Start), Camera: camera, Type: c.Type, Target: c.Target, Events: c.Events, Targets: c.Targets,
		}
	}
	return writeJSON(w, out)
}

// wholeBuckets cuts a list that the store may have cut in the middle of a
// bucket, and says where the next one starts. When one bucket alone has more
// rows than are returned, its others are not told.
func wholeBuckets[T any](counts []T, spans bucket.Spans, start func(T) time.Time) (whole []T, next string) {
	n := len(counts)
	if n < maxCounts {
		return counts, ""
	}
	last := start(counts[n-1])
	if start(counts[0]).Equal(last) {
		return counts, spans.Next(last).Format(time.RFC3339)
	}
	for start(counts[n-1]).Equal(last) {
		n--
	}
	return counts[:n], last.UTC().Format(time.RFC3339)
}
