// Package store says what Watchpost needs of a database. Its parts are narrow,
// so that a user of it takes only what it uses; sqlite and postgres implement
// all of them, and storetest holds what each must pass.
//
// For all of them: methods may be called from many goroutines at once. What a
// call returns belongs to the caller. Reads of what was seen return no more than
// the scope of their context allows (access.ScopeOf): what is out of sight is as if
// it were not there. Times are UTC, whole microseconds. Lists
// are never nil. An unreachable or full database is an error that wraps
// ErrUnavailable; what is damaged wraps ErrDamaged and does not heal by itself.
package store

import (
	"context"
	"errors"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/bucket"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/internal/zone"
)

// Errors of a store.
var (
	// ErrUnavailable: not now (disk full, locked, unreachable); the same call
	// may succeed later.
	ErrUnavailable = errors.New("store unavailable")
	// ErrFull is an ErrUnavailable because there is no room.
	ErrFull = errFull{}
	// ErrDamaged: the storage failed in a way after which nothing it holds can
	// be promised (a sync failed, the file is corrupt). Stop using it.
	ErrDamaged = errors.New("store damaged")
	// ErrCursor: a cursor that this store did not give out.
	ErrCursor = errors.New("not a cursor of this list")
)

type errFull struct{}

func (errFull) Error() string        { return "no room left in the store" }
func (errFull) Is(target error) bool { return target == ErrUnavailable }

// Batch is what one group commit writes, all or nothing.
type Batch struct {
	Devices     []device.Device // rows to insert or replace; before all else. Their Cameras too
	Changes     []journal.DeviceChange
	Events      []*NewEvent // in the order of arrival
	Alarms      []alarm.Change
	Ends        []alarm.End // after Alarms: the open alarms that nobody ends otherwise
	Quarantined []Quarantined
	// Tracks are rows to insert or replace by ID. One that began or ended is told
	// by the journal.
	Tracks    []track.Update
	Zones     []zone.Zone // rows to insert or replace by ID; before what happened at them
	Passages  []zone.Passage
	Evaluated []Evaluation
	Follow    Follow // after all else
	Reviews   []Review
	At        time.Time // our clock, for entries that have no time of their own
}

// Empty says whether there is nothing to write.
func (b *Batch) Empty() bool {
	return len(b.Devices)+len(b.Changes)+len(b.Events)+len(b.Alarms)+len(b.Ends)+len(b.Quarantined)+len(b.Tracks)+
		len(b.Zones)+len(b.Passages)+len(b.Evaluated)+len(b.Follow.Incidents)+len(b.Reviews) == 0 && b.Follow.UpTo == 0
}

// NewEvent is an event on its way in.
type NewEvent struct {
	*event.Event // Write sets Seq
	// Dedup is what is equal in the same post sent again. Hashes that begin with a
	// time, its first byte first, let a store keep those of one moment together,
	// which spares it much of the work.
	Dedup [16]byte
	Raw   []byte // the XML without image data, nil when it is not to be kept
	// Duplicate is set by Write when an event with this Dedup was stored in
	// the last 48 hours or stands earlier in the batch: nothing was written.
	Duplicate bool
}

// Quarantined is a post that was not understood. Its body is kept under
// BodyName by the image store.
type Quarantined struct {
	ID          string // ULID
	ReceivedAt  time.Time
	DeviceID    string // "" when the post did not tell
	IP          string
	Method      string
	Path        string
	ContentType string
	Reason      string // starts with one of the words of viewtron's Reason…, "not-xml", "too-large"
	Bytes       int64  // of the whole body as received
	BodyName    string // "" when the body was not kept
	Kept        int64  // bytes kept of the body
}

// Committer writes.
type Committer interface {
	// Write writes b in one transaction, gives the events
	// their Seq or marks them Duplicate, folds the alarm changes into
	// intervals (true opens or extends, false closes; a false with none open
	// writes nothing), has the events counted for Counts, and returns the journal
	// entries it wrote, in order. On an error nothing was written. Calls
	// exclude each other. The counts themselves may be written later, as long as
	// Counts and a restart after a crash do not miss any. What was written is
	// seen by reads, but is on stable storage only after the next Sync.
	Write(ctx context.Context, b *Batch) ([]journal.Entry, error)
	// Sync returns when all that was written before it is on stable storage. It
	// may run beside a Write. After an error, which wraps ErrDamaged, nothing
	// more is written: what had been written since the last Sync may be lost.
	Sync(ctx context.Context) error
}

// EventQuery says which events a list holds. Zero fields do not filter; the
// values within one list are alternatives, the fields are all required.
type EventQuery struct {
	Cameras                     []string
	Devices                     []string
	Types                       []event.Type
	Categories                  []event.Category
	Targets                     []event.TargetType // one target of the event is of one of these
	Plate                       string             // exact, after plate.Normalize
	Fuzzy                       string             // as a plate.Query; of its matches the best thousand count
	Groups                      []string           // of the first plate; case does not matter
	States                      []event.ReviewState
	HasImage, HasPlate, HasFace bool
	After, Before               time.Time     // ReceivedAt in [After, Before)
	Hours                       *bucket.Clock // ReceivedAt in this part of a day
	Cursor                      string        // of an earlier page
	Limit                       int           // 1…500
	// Above and Below are bounds of Seq, neither included; 0 is none. There need be no
	// events of these numbers.
	Above, Below int64
	// Rising asks for the lowest numbers of the list instead of the highest: what comes
	// next above Above. The page is newest first all the same, and has no Next.
	Rising bool
}

// EventPage is part of a list, newest first by Seq. It may hold fewer events than
// asked for, even none, and still have a next one: where filters meet in few of
// many events, a read ends after about a second with what it found.
type EventPage struct {
	Events []*event.Event
	Next   string // cursor of the next page, "" when there is none
	// Reached is what to ask for in place of the cursor, as Below, or as Above when the
	// list rises; 0 when there is no next page.
	Reached int64
}

// Events reads events.
type Events interface {
	// Event returns event.ErrNotFound when there is none.
	Event(ctx context.Context, id event.ID) (*event.Event, error)
	Events(ctx context.Context, q EventQuery) (EventPage, error)
	// Raw returns the XML kept of an event, event.ErrNotFound when none was.
	Raw(ctx context.Context, id event.ID) ([]byte, error)
	// Pin keeps an event from retention, or lets it go.
	Pin(ctx context.Context, id event.ID, pinned bool) error
	// PinAll does so with several. Those that are not there are skipped.
	PinAll(ctx context.Context, ids []event.ID, pinned bool) error
}

// Devices reads and renames devices.
type Devices interface {
	// Devices returns all, by name then id, each with its cameras by channel.
	Devices(ctx context.Context) ([]device.Device, error)
	// Device returns device.ErrNotFound when there is none.
	Device(ctx context.Context, id string) (device.Device, error)
	// Camera returns device.ErrNotFound when there is none.
	Camera(ctx context.Context, id string) (device.Camera, error)
}

// Page is a cursor and how many at most (1…500).
type Page struct {
	Cursor string
	Limit  int
}

// AlarmQuery says which alarms a list holds.
type AlarmQuery struct {
	Page
	Cameras       []string
	Devices       []string
	Kinds         []string
	Open          *bool     // only open, or only ended
	After, Before time.Time // StartedAt in [After, Before)
}

// Alarms reads alarm intervals, newest first.
type Alarms interface {
	Alarms(ctx context.Context, q AlarmQuery) (alarms []alarm.Alarm, next string, err error)
}

// TrackQuery says which tracks a list holds.
type TrackQuery struct {
	Page
	Cameras       []string
	Target        string // target id as sent
	Types         []event.TargetType
	Paths         bool      // with their paths
	After, Before time.Time // FirstSeen in [After, Before)
}

// Tracks reads tracks, newest first.
type Tracks interface {
	Tracks(ctx context.Context, q TrackQuery) (tracks []track.Track, next string, err error)
	// Track returns one with its path, track.ErrNotFound when there is none.
	Track(ctx context.Context, id track.ID) (track.Track, error)
	// CloseTracks ends the tracks that an earlier run left open, when they were
	// seen last, and has the journal tell so.
	CloseTracks(ctx context.Context) error
}

// PlateSummary is one plate text with what is known of it from the events that
// are kept. A plate goes with the last event that read it.
type PlateSummary struct {
	Text       string // normalised: upper case, without blanks and dashes
	Reads      int64
	FirstSeen  time.Time
	LastSeen   time.Time
	Group      string // of the last read
	Owner      string
	LastEvent  event.ID
	LastCamera string
	// Match says why a search found it: "exact", "prefix", "substring", "ocr"
	// (equal but for letters that cameras confuse), "close" (one or two
	// letters off). Score is 1 for exact and falls with distance.
	Match string
	Score float64
}

// PlateQuery says which plates a list holds.
type PlateQuery struct {
	Page
	Exact  string // after plate.Normalize
	Prefix string
	Fuzzy  string // best match first
	Group  string // of the last read, as the device says
	Known  string // id of a plate.Group: only what people put into it
}

// Plates reads plates: most recently read first, or best match first.
type Plates interface {
	Plates(ctx context.Context, q PlateQuery) (plates []PlateSummary, next string, err error)
	// Plate returns event.ErrNotFound when text was never read.
	Plate(ctx context.Context, text string) (PlateSummary, error)
}

// CountQuery says what is counted.
type CountQuery struct {
	// Bucket is a minute, an hour, a day, a week or a month, by the lengths of package
	// bucket; Whole makes all quarters of an hour that begin in [After, Before) one bucket,
	// whose rows start with the first quarter that has something.
	Bucket        time.Duration
	TimeZone      *time.Location // whose hours and days; UTC when nil
	Cameras       []string
	Types         []event.Type
	Targets       []event.TargetType
	After, Before time.Time // buckets that begin in [After, Before); at most 10,000 rows are returned
	// Merged counts all cameras and types together: rows have neither.
	Merged bool
}

// Whole asks for one bucket.
const Whole time.Duration = -1

// Count is how many events of one kind arrived in one bucket. An event counts
// once for each target type it shows, and once with an empty Target.
type Count struct {
	Start    time.Time
	CameraID string
	Type     event.Type
	Target   event.TargetType // "" counts events
	Events   int64            // events (Target ""), or events showing the type
	Targets  int64            // targets of that type
}

// Counts reads the rollups, by Start, camera, type, target.
type Counts interface {
	Counts(ctx context.Context, q CountQuery) ([]Count, error)
}

// Quarantine reads what was not understood, newest first.
type Quarantine interface {
	Quarantined(ctx context.Context, p Page) (posts []Quarantined, next string, err error)
	// QuarantinedPost returns event.ErrNotFound when there is none.
	QuarantinedPost(ctx context.Context, id string) (Quarantined, error)
	// DeleteQuarantined removes one, and returns the name of its body, "" when none was
	// kept; event.ErrNotFound when there is none.
	DeleteQuarantined(ctx context.Context, id string) (bodyName string, err error)
}

// MaxDeviceChanges is how many changes of devices are read at once.
const MaxDeviceChanges = 20_000

// Heard reads when devices were heard and when they were silent.
type Heard interface {
	// DeviceChanges returns the changes of devices in sight since a time, oldest
	// first; of more than MaxDeviceChanges the newest.
	DeviceChanges(ctx context.Context, since time.Time) ([]journal.Entry, error)
}

// Journal reads what happened.
type Journal interface {
	// Journal returns up to limit entries after seq, oldest first.
	Journal(ctx context.Context, after int64, limit int) ([]journal.Entry, error)
	// Bounds returns the sequence numbers of the oldest entry kept and the
	// newest, 0 and 0 when the journal is empty.
	Bounds(ctx context.Context) (oldest, newest int64, err error)
}

// Retention removes what is old.
type Retention interface {
	// Expired returns up to limit of the oldest events that are not pinned and
	// were received before t (all of them when t is zero), with their images.
	Expired(ctx context.Context, t time.Time, limit int) ([]Expired, error)
	// Delete removes events and their raw XML, and incidents that have nothing left.
	// Ids that are not there are skipped.
	Delete(ctx context.Context, ids []event.ID) error
	// DeleteOld removes up to limit rows of journal entries, ended alarms,
	// ended tracks, passages, quarantined posts and counts by the minute older than t (those
	// by the hour and day stay), and closed incidents that have nothing left, and returns the names
	// of quarantined bodies that no row names any more. n is how many rows
	// went; fewer than limit means that nothing older is left.
	DeleteOld(ctx context.Context, t time.Time, limit int) (names []string, n int, err error)
	// Named says which of the names a row refers to, in their order.
	Named(ctx context.Context, names []string) ([]bool, error)
	// Shrink gives freed pages back to the file system, in a small step, and
	// says whether there is more to give.
	Shrink(ctx context.Context) (more bool, err error)
}

// Expired is an event that retention may take.
type Expired struct {
	ID     event.ID
	At     time.Time
	Images []string // names
	Bytes  int64
}

// Store is all of it.
type Store interface {
	Committer
	Events
	Reviews
	Shares
	Devices
	Alarms
	Tracks
	Plates
	Counts
	Zones
	Quarantine
	Journal
	Heard
	Incidents
	Followed
	Retention
	KnownPlates
	SavedFilters
	People
	Audit
	// Ping says whether the store can be read and written.
	Ping(ctx context.Context) error
	// Size is what the store occupies, in bytes.
	Size(ctx context.Context) (int64, error)
	Close() error
}

// Rebuilt says what rollups were made of anew.
type Rebuilt struct {
	Events, Passages int64
	// From is where the first bucket of events begins that was made anew, zero where
	// there are no events; what is older stays as it was counted.
	From time.Time
}
