package incident

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/track"
)

// Input is a sign of something: an event, an alarm that began or ended, or a
// track that began, went on or ended. Exactly one of them is set. None is
// changed.
type Input struct {
	Event *event.Event
	Alarm *alarm.Alarm // with EndedAt once it has ended
	Track *track.Track // as of now
}

// at is when it happened, by our clock.
func (in *Input) at() time.Time {
	switch {
	case in.Event != nil:
		return in.Event.ReceivedAt
	case in.Alarm != nil && in.Alarm.EndedAt.IsZero():
		return in.Alarm.StartedAt
	case in.Alarm != nil:
		return in.Alarm.EndedAt
	}
	return in.Track.LastSeen
}

// rank is the order of what happens at one moment: who is there, what happened,
// the alarm of it, and what has ended.
func (in *Input) rank() int {
	switch {
	case in.Track != nil && !in.Track.Ended:
		return 0
	case in.Event != nil:
		return 1
	case in.Alarm != nil && in.Alarm.EndedAt.IsZero():
		return 2
	case in.Alarm != nil:
		return 3
	}
	return 4
}

// name tells inputs of one moment and rank apart.
func (in *Input) name() string {
	switch {
	case in.Event != nil:
		return in.Event.ID.String()
	case in.Alarm != nil:
		return strconv.FormatInt(in.Alarm.ID, 10)
	}
	return in.Track.ID.String()
}

// sorted puts inputs into the order in which they happened, which does not depend
// on the order in which they came.
func sorted(inputs []Input) []Input {
	out := slices.Clone(inputs)
	slices.SortStableFunc(out, func(a, b Input) int {
		if c := a.at().Compare(b.at()); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.name(), b.name()))
	})
	return out
}

// MemberKind is what a member of an incident is.
type MemberKind string

// The kinds of members.
const (
	MemberEvent MemberKind = "event"
	MemberAlarm MemberKind = "alarm"
	MemberTrack MemberKind = "track"
)

// Member is something that belongs to an incident.
type Member struct {
	Kind MemberKind
	ID   string // a ULID; of an alarm its number
}

func alarmMember(id int64) Member { return Member{MemberAlarm, strconv.FormatInt(id, 10)} }

// What says what became of an incident.
type What string

// What may become of an incident. One that was merged is no more: all that it had
// belongs to another.
const (
	Opened   What = "opened"
	Updated  What = "updated"
	Closed   What = "closed"
	Reopened What = "reopened"
	Merged   What = "merged"
	Reviewed What = "reviewed" // or no longer: a person's doing
)

// Change is what became of an incident since changes were last taken.
type Change struct {
	What     What      `json:"what"`
	Incident *Incident `json:"incident"`      // as of now; the caller's
	Into     ID        `json:"into,omitzero"` // where it went, of one that was merged
	Members  []Member  `json:"-"`             // that it has got since
}
