package sim

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/watchpost/watchpost/internal/sim/camera"
	"github.com/watchpost/watchpost/internal/sim/deviceapi"
	"github.com/watchpost/watchpost/internal/sim/lockout"
	"github.com/watchpost/watchpost/internal/sim/page"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

// Camera is a simulated camera with its page and API.
type Camera struct{ unit[settings.Camera] }

// NewCamera is a camera that begins with these settings and looks at a view. It
// listens, and waits for its Run; one that is not run must be closed.
func NewCamera(ctx context.Context, begin settings.Camera, view *world.View, o Options) (*Camera, error) {
	config, err := configOf(begin, settings.CloneCamera, settings.CheckCamera, o.Reboot)
	if err != nil {
		return nil, err
	}
	aging, relays := o.clock(), &deviceapi.Relays{}
	e := camera.New(camera.Options{
		Config: config, View: view, Clock: aging, Dial: o.Dial, Faults: o.Faults, Seed: o.Seed, Boot: o.Boot, OnPost: o.OnPost,
		OnAlarm: linkCamera(relays, config), OnBoot: relays.Release,
	})
	local := func(at time.Time) time.Time { return config.Saved().Clock.At(at) }
	commands := deviceapi.NewCamera(config, cameraAPI{e, film{aging, []*world.View{view}, local}})
	pages := func(lock *lockout.Guard) http.Handler {
		return page.Camera{Config: config, Engine: e, Outputs: relays, Lock: lock}.Handler()
	}
	c := &Camera{unit[settings.Camera]{Config: config, engine: e, relays: relays}}
	if err := c.assemble(ctx, &o, pages, commands); err != nil {
		return nil, err
	}
	return c, nil
}

// cameraAPI is a camera as its API wants it: with channels, of which it has one, and
// with what it recorded.
type cameraAPI struct {
	*camera.Camera
	film
}

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
