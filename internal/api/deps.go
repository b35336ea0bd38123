package api

import (
	"context"
	"io"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/ingest/capture"
	"github.com/watchpost/watchpost/internal/ingest/connlog"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/internal/zone"
	"github.com/watchpost/watchpost/internal/zoning"
)

// Store is what the API needs of a database, by the contracts of package store.
type Store interface {
	store.Events
	store.Reviews
	store.Shares
	store.Plates
	store.KnownPlates
	store.Counts
	store.Quarantine
	store.Journal
	store.Audit
	store.Incidents
	Alarms(ctx context.Context, q store.AlarmQuery) (alarms []alarm.Alarm, next string, err error)
	Tracks(ctx context.Context, q store.TrackQuery) (tracks []track.Track, next string, err error)
	Track(ctx context.Context, id track.ID) (track.Track, error)
	Passages(ctx context.Context, q store.PassageQuery) (passages []zone.Passage, next string, err error)
	ZoneCounts(ctx context.Context, q store.ZoneCountQuery) ([]store.ZoneCount, error)
}

// Presence knows which targets are in view now.
type Presence interface {
	// InView returns the tracks of the targets in view of a camera, without their
	// paths, and a number that changes when they do. For the number that is known
	// already it returns no tracks.
	InView(cameraID string, known uint64) (tracks []track.Track, version uint64)
	// Occupancy is how many targets of each type are in each area of a camera.
	Occupancy(cameraID string) map[zone.ID]map[event.TargetType]int
}

// Zones keeps what is drawn, by the contract of zoning.Keeper.
type Zones interface {
	OfCamera(id string) []zone.Zone
	Zone(id zone.ID) (zone.Zone, error)
	Create(ctx context.Context, z zone.Zone) (zone.Zone, error)
	Change(ctx context.Context, z zone.Zone) (zone.Zone, error)
	Delete(ctx context.Context, id zone.ID) error
	Evaluate(id zone.ID, after time.Time) (zoning.Evaluation, error)
	Evaluation(id zone.ID) (zoning.Evaluation, error)
	Cancel(id zone.ID) (zoning.Evaluation, error)
}

// Devices knows devices and cameras as of now, by the contract of store.Devices.
// It answers from memory.
type Devices interface {
	Devices(ctx context.Context) ([]device.Device, error)
	Device(ctx context.Context, id string) (device.Device, error)
	Camera(ctx context.Context, id string) (device.Camera, error)
}

// Managed is what people may change of devices, by their ids: device.ErrNotFound when
// there is none, device.ErrName for what cannot be a name. A change is kept when they
// return.
type Managed interface {
	// Rename and RenameCamera give a name, or with "" the device's own again.
	Rename(ctx context.Context, id, name string) error
	RenameCamera(ctx context.Context, id, name string) error
	// Block has its posts refused, or taken again.
	Block(ctx context.Context, id string, blocked bool) error
	// Forget takes it out of all lists until it posts again; what it sent stays.
	Forget(ctx context.Context, id string) error
	// DeleteQuarantined removes a post that was not understood, with its body;
	// event.ErrNotFound when there is none.
	DeleteQuarantined(ctx context.Context, id string) error
}

// Images opens kept files, by the contract of images.Store.
type Images interface {
	Open(ctx context.Context, name string) (images.File, images.Info, error)
}

// Thumbnailer makes small JPEGs of kept ones, by the contract of thumb.Maker: with
// thumb.ErrPicture comes a placeholder for what cannot, or must not, be decoded.
type Thumbnailer interface {
	Thumbnail(ctx context.Context, name string, width int) ([]byte, error)
}

// Requests is the log of requests to the device listener, newest first: those
// with an ID below beforeID, or all when it is 0.
type Requests interface {
	All(limit int, beforeID int64) []connlog.Entry
	Device(id string, limit int, beforeID int64) []connlog.Entry
}

// Posts are the raw posts kept of each device for a while.
type Posts interface {
	List(device string) []capture.Summary
	// WriteTo writes them all to w, each as an HTTP request. open opens the
	// kept images that were cut out of them.
	WriteTo(ctx context.Context, w io.Writer, device string, open func(ctx context.Context, name string) (io.ReadCloser, error)) error
}

// Problem is a reason why this server is not in order.
type Problem struct {
	Code string // stable, such as "storage_full"
	Text string // one sentence for a person
	// Fatal says that it does not pass by itself.
	Fatal bool
}

// Finding is something about a device that a person should look at.
type Finding struct {
	Code string `json:"code"` // stable, such as "silent"
	Text string `json:"text"` // what is the matter, in a sentence
	Hint string `json:"hint"` // what to do about it
}

// Version says what is running.
type Version struct {
	Version string `json:"version"`
	Commit  string `json:"commit,omitempty"`
	Go      string `json:"go"`
}
