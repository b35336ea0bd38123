// Package page serves the web pages of simulated devices: those of a camera,
// whose HTTP POST settings have a place for three servers, and those of a
// recorder, with its Test button. They are laid out as the devices' own, so that
// a setup guide can be followed on them word by word, and work without
// JavaScript; a few small modules make them quicker and draw on the picture.
//
// All paths are lower case, so that a device's API, whose commands begin with a
// capital, fits beside them on one listener.
package page

import (
	"context"
	"net/http"
	"time"

	"github.com/watchpost/watchpost/internal/sim/lockout"
	"github.com/watchpost/watchpost/internal/sim/settings"
)

// CameraEngine is what a camera's pages ask of the camera behind them. Its
// methods may be called at any time, from several goroutines.
type CameraEngine interface {
	// Online says whether the server with this ID answered the last heartbeat.
	Online(serverID int) bool
	// Snapshot is what the camera sees now, as JPEG.
	Snapshot() ([]byte, error)
	// PressInput closes the contact of the alarm input for a moment.
	PressInput() error
	// Reboot begins a reboot and returns; Rebooting is true from then on until the
	// camera is back. What was saved is in force then.
	Reboot()
	Rebooting() bool
}

// RecorderEngine is what a recorder's pages ask of the recorder behind them. Its
// methods may be called at any time, from several goroutines.
type RecorderEngine interface {
	// Test sends one heartbeat with these settings, which are checked but not
	// saved. The error says in plain words why the receiver did not take it.
	Test(ctx context.Context, post settings.RecorderPost) error
	// Reboot and Rebooting are as in CameraEngine.
	Reboot()
	Rebooting() bool
}

// Camera is the pages of a camera. Config, Engine and Outputs must be set.
type Camera struct {
	Config  *settings.Config[settings.Camera]
	Engine  CameraEngine
	Now     func() time.Time // time.Now if nil
	Outputs Outputs
	// Lock counts failed logins; one of the pages' own if nil.
	Lock *lockout.Guard
}

// Recorder is the pages of a recorder. Config, Engine and Outputs must be set.
type Recorder struct {
	Config  *settings.Config[settings.Recorder]
	Engine  RecorderEngine
	Now     func() time.Time // time.Now if nil
	Outputs Outputs
	// Lock counts failed logins; one of the pages' own if nil.
	Lock *lockout.Guard
}

// Handler serves the camera's pages. Each Handler has its own sessions.
func (c Camera) Handler() http.Handler {
	d := &device{
		kind:      "camera",
		now:       orNow(c.Now),
		lock:      orOwn(c.Lock),
		identity:  func() settings.Identity { return c.Config.Saved().Identity },
		account:   func() settings.Account { return c.Config.Saved().Account },
		pending:   c.Config.Pending,
		reboot:    c.Engine.Reboot,
		rebooting: c.Engine.Rebooting,
	}
	p := &cameraPages{device: d, config: c.Config, engine: c.Engine, relays: c.Outputs}
	d.places = cameraPlaces(c.Config.Saved().Model)
	return d.handler(p.routes())
}

// Handler serves the recorder's pages. Each Handler has its own sessions.
func (r Recorder) Handler() http.Handler {
	d := &device{
		kind:      "recorder",
		now:       orNow(r.Now),
		lock:      orOwn(r.Lock),
		identity:  func() settings.Identity { return r.Config.Saved().Identity },
		account:   func() settings.Account { return r.Config.Saved().Account },
		pending:   r.Config.Pending,
		reboot:    r.Engine.Reboot,
		rebooting: r.Engine.Rebooting,
	}
	p := &recorderPages{device: d, config: r.Config, engine: r.Engine, relays: r.Outputs}
	d.places = recorderPlaces()
	return d.handler(p.routes())
}

func orNow(now func() time.Time) func() time.Time {
	if now == nil {
		return time.Now
	}
	return now
}

func orOwn(lock *lockout.Guard) *lockout.Guard {
	if lock == nil {
		return &lockout.Guard{}
	}
	return lock
}
