package sim

import (
	"context"
	"net/http"
	"time"

	"github.com/watchpost/watchpost/internal/sim/clock"
	"github.com/watchpost/watchpost/internal/sim/deviceapi"
	"github.com/watchpost/watchpost/internal/sim/lockout"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
)

// unit is what a simulated device of any kind is: settings, an engine that obeys
// them, and a page and an API that change them. Its methods may be called at any
// time by any goroutine.
type unit[T any] struct {
	*site
	// Config is what it has been told.
	Config *settings.Config[T]
	engine engine
	relays *deviceapi.Relays
}

// engine is what posts.
type engine interface {
	Run(context.Context) error
	Reboot()
	Rebooting() bool
}

// api is a device's API, which shares failed logins and alarm outputs with its page.
type api interface {
	http.Handler
	SetLock(*lockout.Guard)
	SetRelays(*deviceapi.Relays)
}

// configOf holds the settings that a device begins with, which must be right.
func configOf[T any](begin T, clone func(T) T, check func(*T) error, reboot bool) (*settings.Config[T], error) {
	if err := check(&begin); err != nil {
		return nil, err
	}
	config := settings.NewConfig(begin, clone, check)
	config.Reboot = reboot
	return config, nil
}

// assemble puts a device together, which listens from then on. Its pages count failed
// logins together with its API.
func (u *unit[T]) assemble(ctx context.Context, o *Options, pages func(*lockout.Guard) http.Handler, commands api) (err error) {
	lock := &lockout.Guard{}
	commands.SetLock(lock)
	commands.SetRelays(u.relays)
	u.site, err = o.open(ctx, pages(lock), commands, u.engine.Rebooting)
	return err
}

// Run is the device's life until ctx ends. It returns an error only when its page
// fails.
func (u *unit[T]) Run(ctx context.Context) error { return u.run(ctx, u.engine.Run) }

// Reboot begins a reboot and returns; what was saved is in force afterwards.
func (u *unit[T]) Reboot() { u.engine.Reboot() }

// OutputOn says whether an alarm output is active; they count from 1.
func (u *unit[T]) OutputOn(output int) bool { return u.relays.On(output) }

// film is what a device has recorded: all that its views showed since it was turned
// on.
type film struct {
	clock *clock.Clock
	views []*world.View             // of its channels, in their order
	local func(time.Time) time.Time // the device's own time
}

// Since is when the recordings begin.
func (f film) Since() time.Time { return f.clock.At(0) }

// Recorded is a JPEG of what a channel saw at a moment.
func (f film) Recorded(channel int, at time.Time) ([]byte, error) {
	if channel > len(f.views) {
		return nil, deviceapi.ErrNoVideo
	}
	return f.views[channel-1].Frame(max(0, f.clock.Age(at)), f.local(at)).JPEG(world.Quality), nil
}
