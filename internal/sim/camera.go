package sim

import (
	"context"
	"errors"

	"github.com/watchpost/watchpost/internal/sim/camera"
	"github.com/watchpost/watchpost/internal/sim/deviceapi"
	"github.com/watchpost/watchpost/internal/sim/page"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

// Camera is a simulated camera with its page and API. Its methods may be called at
// any time by any goroutine.
type Camera struct {
	*site
	// Config is what it has been told, which its page and API change.
	Config *settings.Config[settings.Camera]
	engine *camera.Camera
	relays *deviceapi.Relays
}

// NewCamera is a camera that begins with these settings and looks at a view. It
// listens, and waits for its Run; one that is not run must be closed.
func NewCamera(ctx context.Context, begin settings.Camera, view *world.View, o Options) (*Camera, error) {
	if err := settings.CheckCamera(&begin); err != nil {
		return nil, err
	}
	config := settings.NewConfig(begin, settings.CloneCamera, settings.CheckCamera)
	config.Reboot = o.Reboot
	relays := &deviceapi.Relays{}
	c := &Camera{Config: config, relays: relays, engine: camera.New(camera.Options{
		Config: config, View: view, Clock: o.clock(), Dial: o.Dial, Faults: o.Faults, Seed: o.Seed, Boot: o.Boot, OnPost: o.OnPost,
		OnAlarm: linkCamera(relays, config), OnBoot: relays.Release,
	})}
	api := deviceapi.NewCamera(config, cameraAPI{c.engine})
	api.SetRelays(relays)
	var err error
	c.site, err = o.open(ctx, page.Camera{Config: config, Engine: c.engine}.Handler(), api, c.engine.Rebooting)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Run is the camera's life until ctx ends. It returns an error only when its page
// fails.
func (c *Camera) Run(ctx context.Context) error { return c.run(ctx, c.engine.Run) }

// OutputOn says whether an alarm output is active; they count from 1.
func (c *Camera) OutputOn(output int) bool { return c.relays.On(output) }

// Reboot begins a reboot and returns; what was saved is in force afterwards.
func (c *Camera) Reboot() { c.engine.Reboot() }

// cameraAPI is a camera as its API wants it: with channels, of which it has one.
type cameraAPI struct{ *camera.Camera }

var _ deviceapi.CameraEngine = cameraAPI{}

func (c cameraAPI) Snapshot(int) ([]byte, error) {
	picture, err := c.Camera.Snapshot()
	if errors.Is(err, camera.ErrOff) {
		return nil, deviceapi.ErrNoVideo
	}
	return picture, err
}

func (c cameraAPI) Alarms(int) []viewtron.Detection { return c.Camera.Alarms() }

func (c cameraAPI) Counts() (entered, left deviceapi.Count) {
	in, out := c.Camera.Counts()
	return deviceapi.Count{Person: in.Person, Car: in.Car, Bike: in.Motor}, deviceapi.Count{Person: out.Person, Car: out.Car, Bike: out.Motor}
}
