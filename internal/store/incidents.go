package store

import (
	"context"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/track"
)

// Follow is what a part of the journal was made into.
type Follow struct {
	// Incidents are written by ID, with what they have gained; what was merged goes.
	Incidents []incident.Change
	// UpTo is the number of the last entry that is in them. An older one is no step
	// back.
	UpTo int64
}

// IncidentQuery says which incidents a list holds. Zero fields do not filter; the
// values within one list are alternatives, the fields are all required.
type IncidentQuery struct {
	Page
	Cameras       []string
	Devices       []string
	Types         []event.Type       // an event of it is of one of these
	Targets       []event.TargetType // one of its targets is
	Plate         string             // exact, after plate.Normalize
	With          []incident.MemberKind
	Open          *bool // only open, or only closed
	Reviewed      *bool // only reviewed, or only not
	States        []event.ReviewState
	After, Before time.Time // StartedAt in [After, Before)
}

// IncidentMembers are what belongs to an incident, each list from the first to the
// last, at most MaxMembers of each.
type IncidentMembers struct {
	Events []*event.Event
	Alarms []alarm.Alarm
	Tracks []track.Track
}

// MaxMembers is how many events, alarms and tracks of one incident are read.
const MaxMembers = 500

// Incidents reads incidents.
type Incidents interface {
	// Incidents lists them, newest first by when they began.
	Incidents(ctx context.Context, q IncidentQuery) (incidents []*incident.Incident, next string, err error)
	// Incident returns incident.ErrNotFound when there is none.
	Incident(ctx context.Context, id incident.ID) (*incident.Incident, error)
	// IncidentMembers returns empty lists where there is no such incident.
	IncidentMembers(ctx context.Context, id incident.ID) (IncidentMembers, error)
}

// Followed reads what is needed to go on following the journal.
type Followed interface {
	// Followed is the number up to which the journal has been made into incidents.
	Followed(ctx context.Context) (int64, error)
	// Unfinished are the incidents that are open, and those that were closed at or
	// after a time.
	Unfinished(ctx context.Context, since time.Time) ([]*incident.Incident, error)
}
