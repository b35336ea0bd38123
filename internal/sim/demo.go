package sim

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// Demo is a camera at a gate, which reads plates and tracks cars, and a recorder
// with the other views of the scenario "everything". Both post all that they can.
type Demo struct {
	gate *Camera
	site *NVR
}

// NewDemo is a demo that posts to a receiver's URL once it runs. Options.Listen is
// not used: the demo has no pages.
func NewDemo(ctx context.Context, receiver string, o Options) (*Demo, error) {
	o.Listen = ""
	scenario, err := world.Load("everything")
	if err != nil {
		return nil, err
	}
	gate, rest := apart(scenario.Views(o.Seed))
	if gate == nil {
		return nil, errors.New("the scenario of the demo has no gate")
	}
	camera := settings.NewCamera(0, settings.LPR)
	camera.Identity.Name = gate.Title
	camera.Plates = []settings.PlateEntry{
		{Number: "KLM4821", Group: settings.WhiteList}, {Number: "TX88ZB", Group: settings.BlackList}, {Number: "NB51KFE", Group: settings.TemporaryList},
	}
	recorder := NewRecorder(0, rest)
	recorder.Identity.Name = "Site Recorder"
	if err := errors.Join(PresetCamera(&camera, receiver), PresetRecorder(&recorder, receiver)); err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	d := &Demo{}
	if d.gate, err = NewCamera(ctx, camera, gate, o); err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	if d.site, err = NewNVR(ctx, recorder, rest, o); err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	return d, nil
}

// Run posts until ctx ends.
func (d *Demo) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	var gate, site error
	wg.Go(func() { gate = d.gate.Run(ctx) })
	wg.Go(func() { site = d.site.Run(ctx) })
	wg.Wait()
	return errors.Join(gate, site)
}

// apart takes the first gate out of the views.
func apart(views []*world.View) (gate *world.View, rest []*world.View) {
	for _, v := range views {
		if gate == nil && v.Place == viewtrontest.Gate {
			gate = v
		} else {
			rest = append(rest, v)
		}
	}
	return gate, rest
}
