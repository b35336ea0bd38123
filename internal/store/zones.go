package store

import (
	"context"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/internal/zone"
)

// Evaluation is what one track did at a zone, by the zone's shape of a version.
// What stood there of them before gives way. It is not written when the zone has
// another version by then.
type Evaluation struct {
	ZoneID   zone.ID
	Version  int
	TrackID  track.ID
	Passages []zone.Passage
}

// PassageQuery says which passages a list holds. Zero fields do not filter.
type PassageQuery struct {
	Page
	Zones         []zone.ID
	Tracks        []track.ID
	Targets       []event.TargetType
	Actions       []zone.Action
	Directions    []zone.Direction // of crossings; other actions have none
	After, Before time.Time        // At in [After, Before)
}

// ZoneCountQuery says what is counted.
type ZoneCountQuery struct {
	Bucket        time.Duration // as of a CountQuery
	TimeZone      *time.Location
	Zones         []zone.ID
	Targets       []event.TargetType
	After, Before time.Time // buckets that begin in [After, Before); at most 10,000 rows are returned
}

// ZoneCount is what targets of one type did at one zone in one bucket.
type ZoneCount struct {
	Start    time.Time
	ZoneID   zone.ID
	Target   event.TargetType
	In, Out  int64 // crossings of a line
	Entered  int64 // an area, those included that came into view inside
	Left     int64
	Dwelled  int64
	DwellSum time.Duration // how long those had been inside who left
}

// Zones keeps zones and what happened at them. Passages of zones that do not exist,
// or that are deleted, are neither written nor told.
type Zones interface {
	// Zones returns all that are not deleted, by camera and then the oldest first.
	Zones(ctx context.Context) ([]zone.Zone, error)
	// Passages returns passages, newest first.
	Passages(ctx context.Context, q PassageQuery) (passages []zone.Passage, next string, err error)
	// ZoneCounts reads the rollups of passages, by Start, zone, target. Rows in
	// which nothing is counted are left out.
	ZoneCounts(ctx context.Context, q ZoneCountQuery) ([]ZoneCount, error)
	// CountTracks is how many tracks of a camera began in [after, before).
	CountTracks(ctx context.Context, cameraID string, after, before time.Time) (int, error)
	// ForgetZones removes up to limit rows of what is left of deleted zones, and
	// says whether there is more.
	ForgetZones(ctx context.Context, limit int) (more bool, err error)
}
