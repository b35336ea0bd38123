package api

import (
	"fmt"
	"net/http"
	"time"

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
	After  timestamp   `json:"after"`
	Before timestamp   `json:"before,omitzero"`
	Counts []countJSON `json:"counts"`
	Next   string      `json:"next,omitempty"`
}

var buckets = map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}

// counts handles GET /api/v1/counts.
func (s *Server) counts(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	name := "hour"
	if given := words(q, "bucket", []string{"minute", "hour", "day"}); len(given) == 1 {
		name = given[0]
	} else if len(given) > 1 {
		q.bad("bucket", "given more than once")
	}
	cq := store.CountQuery{
		Bucket: buckets[name], Cameras: q.list("camera"), Types: words(q, "type", event.Types()),
		Targets: words(q, "target", event.TargetTypes()),
	}
	cq.After, cq.Before = q.between()
	if cq.After.IsZero() {
		until := cq.Before
		if until.IsZero() {
			until = s.Now().Add(cq.Bucket) // the running bucket counts
		}
		cq.After = until.UTC().Truncate(cq.Bucket).Add(-defaultBuckets * cq.Bucket)
	}
	out := countList{Bucket: name, After: timestamp(cq.After), Before: timestamp(cq.Before)}
	if q.err != nil {
		return q.err
	}
	if at := q.time("cursor"); q.err != nil {
		return store.ErrCursor
	} else if !at.IsZero() {
		cq.After = at
	}
	found, err := s.Store.Counts(r.Context(), cq)
	if err != nil {
		return fmt.Errorf("count events: %w", err)
	}
	found, out.Next = wholeBuckets(found, cq.Bucket)
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
func wholeBuckets(counts []store.Count, bucket time.Duration) (whole []store.Count, next string) {
	if len(counts) < maxCounts {
		return counts, ""
	}
	last := counts[len(counts)-1].Start
	if counts[0].Start.Equal(last) {
		return counts, last.Add(bucket).UTC().Format(time.RFC3339)
	}
	n := len(counts)
	for counts[n-1].Start.Equal(last) {
		n--
	}
	return counts[:n], last.UTC().Format(time.RFC3339)
}
