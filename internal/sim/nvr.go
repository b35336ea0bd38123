package sim

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/watchpost/watchpost/internal/sim/deviceapi"
	"github.com/watchpost/watchpost/internal/sim/lockout"
	"github.com/watchpost/watchpost/internal/sim/page"
	"github.com/watchpost/watchpost/internal/sim/recorder"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
)

// NVR is a simulated recorder with its page and API.
type NVR struct{ unit[settings.Recorder] }

// NewNVR is a recorder that begins with these settings; its channels look at the
// views, in their order. It listens, and waits for its Run; one that is not run
// must be closed.
func NewNVR(ctx context.Context, begin settings.Recorder, views []*world.View, o Options) (*NVR, error) {
	config, err := configOf(begin, settings.CloneRecorder, settings.CheckRecorder, o.Reboot)
	if err != nil {
		return nil, err
	}
	aging, relays := o.clock(), &deviceapi.Relays{}
	e := recorder.New(recorder.Options{
		Config: config, Views: views, Clock: aging, Dial: o.Dial, Faults: o.Faults, Seed: o.Seed, Boot: o.Boot, OnPost: o.OnPost,
		OnAlarm: linkRecorder(relays, config), OnBoot: relays.Release,
	})
	local := func(at time.Time) time.Time { return config.Saved().Clock.At(at) }
	commands := deviceapi.NewRecorder(config, recorderAPI{e, film{aging, views, local}})
	pages := func(lock *lockout.Guard) http.Handler {
		return page.Recorder{Config: config, Engine: e, Outputs: relays, Lock: lock}.Handler()
	}
	n := &NVR{unit[settings.Recorder]{Config: config, engine: e, relays: relays}}
	if err := n.assemble(ctx, &o, pages, commands); err != nil {
		return nil, err
	}
	return n, nil
}

// recorderAPI is a recorder as its API wants it, with what it recorded.
type recorderAPI struct {
	*recorder.Recorder
	film
}

var _ deviceapi.RecorderEngine = recorderAPI{}

func (r recorderAPI) Snapshot(channel int) ([]byte, error) {
	picture, err := r.Recorder.Snapshot(channel)
	if errors.Is(err, recorder.ErrOff) || errors.Is(err, recorder.ErrNoVideo) {
		return nil, deviceapi.ErrNoVideo
	}
	return picture, err
}
