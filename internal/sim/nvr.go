package sim

import (
	"context"
	"errors"

	"github.com/watchpost/watchpost/internal/sim/deviceapi"
	"github.com/watchpost/watchpost/internal/sim/page"
	"github.com/watchpost/watchpost/internal/sim/recorder"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
)

// NVR is a simulated recorder with its page and API. Its methods may be called at
// any time by any goroutine.
type NVR struct {
	*site
	// Config is what it has been told, which its page and API change.
	Config *settings.Config[settings.Recorder]
	engine *recorder.Recorder
	relays *deviceapi.Relays
}

// NewNVR is a recorder that begins with these settings; its channels look at the
// views, in their order. It listens, and waits for its Run; one that is not run
// must be closed.
func NewNVR(ctx context.Context, begin settings.Recorder, views []*world.View, o Options) (*NVR, error) {
	if err := settings.CheckRecorder(&begin); err != nil {
		return nil, err
	}
	config := settings.NewConfig(begin, settings.CloneRecorder, settings.CheckRecorder)
	config.Reboot = o.Reboot
	relays := &deviceapi.Relays{}
	n := &NVR{Config: config, relays: relays, engine: recorder.New(recorder.Options{
		Config: config, Views: views, Clock: o.clock(), Dial: o.Dial, Faults: o.Faults, Seed: o.Seed, Boot: o.Boot, OnPost: o.OnPost,
		OnAlarm: linkRecorder(relays, config), OnBoot: relays.Release,
	})}
	api := deviceapi.NewRecorder(config, recorderAPI{n.engine})
	api.SetRelays(relays)
	var err error
	n.site, err = o.open(ctx, page.Recorder{Config: config, Engine: n.engine}.Handler(), api, n.engine.Rebooting)
	if err != nil {
		return nil, err
	}
	return n, nil
}

// Run is the recorder's life until ctx ends. It returns an error only when its page
// fails.
func (n *NVR) Run(ctx context.Context) error { return n.run(ctx, n.engine.Run) }

// OutputOn says whether an alarm output is active; they count from 1.
func (n *NVR) OutputOn(output int) bool { return n.relays.On(output) }

// Reboot begins a reboot and returns; what was saved is in force afterwards.
func (n *NVR) Reboot() { n.engine.Reboot() }

// recorderAPI is a recorder as its API wants it.
type recorderAPI struct{ *recorder.Recorder }

var _ deviceapi.RecorderEngine = recorderAPI{}

func (r recorderAPI) Snapshot(channel int) ([]byte, error) {
	picture, err := r.Recorder.Snapshot(channel)
	if errors.Is(err, recorder.ErrOff) || errors.Is(err, recorder.ErrNoVideo) {
		return nil, deviceapi.ErrNoVideo
	}
	return picture, err
}
