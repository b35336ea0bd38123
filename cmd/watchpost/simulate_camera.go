package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/watchpost/watchpost/internal/sim"
	"github.com/watchpost/watchpost/internal/sim/send"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
)

func simulateCameraCommand() command {
	return command{
		name:    "simulate camera",
		args:    "[options]",
		summary: "A camera: it watches a scene, and posts what its rules detect.",
		help:    simulateCameraHelp,
		run:     simulateCamera,
	}
}

// cameraSimulation is what a simulated camera can be told.
type cameraSimulation struct {
	*simulation
	model settings.Model
	view  string
	poe   bool
}

func newCameraSimulation() *cameraSimulation {
	return &cameraSimulation{simulation: newSimulation("127.0.0.1:8081"), model: settings.Classic}
}

func (s *cameraSimulation) flags() *options {
	f := newOptions("simulate camera")
	f.add((*modelFlag)(&s.model), "model", "NAME", "classic (the default), faces, gate (reads plates), modern (all detections, newer pages), lpr (plates alone, newest firmware).")
	f.text(&s.view, "view", "NAME|N", "Which view of the scenario it looks at. Default: the first that suits the model.")
	f.toggle(&s.poe, "poe", "It is behind the PoE port of a recorder: positions come 9 to 12 times a second instead of 7.")
	s.add(f)
	return f
}

func simulateCamera(c call) error {
	s := newCameraSimulation()
	return c.simulate(s.simulation, s)
}

// build is the camera.
func (s *cameraSimulation) build(o sim.Options, scenario *world.Scenario, b *banner) (device, error) {
	view, err := sim.ViewFor(scenario.Views(s.seed), s.model, s.view)
	if err != nil {
		return nil, wrongUsage("--view: %v", err)
	}
	begin := settings.NewCamera(s.number-1, s.model)
	begin.Account, begin.PoE = s.account(), s.poe
	for _, name := range []string{view.Title, s.name} {
		if name != "" {
			begin.Identity.Name = name
		}
	}
	b.what = fmt.Sprintf("camera %q, model %s, firmware %s", begin.Identity.Name, s.model, begin.Identity.Firmware)
	b.sees = fmt.Sprintf("%q, of the scenario %s", view.Title, s.scenario)
	b.how = "Click Network > HTTP POST > Edit > Add, fill it in, and Save."
	if s.model.Notification() {
		b.how = "Click Network > Advanced > HTTP Notification > Edit > Add, fill it in, and Save."
	}
	if s.to != "" {
		if err := sim.PresetCamera(&begin, s.to); err != nil {
			return nil, wrongUsage("--to: %v", err)
		}
		to := send.ToServer(&begin.Servers[0])
		b.to = to.URL()
	}
	d, err := sim.NewCamera(context.Background(), begin, view, o)
	if err != nil {
		return nil, err
	}
	return d, nil
}

func simulateCameraHelp(w io.Writer) error {
	return kindHelp(w, "a camera", `  watchpost simulate camera --to http://127.0.0.1:5002/API
  watchpost simulate camera --model lpr --scenario busy-gate --fault dropped-connections
`, newCameraSimulation().flags())
}

// modelFlag is a model of cameras.
type modelFlag settings.Model

func (m *modelFlag) Set(text string) error {
	v := settings.Model(strings.ToLower(text))
	if !slices.Contains(settings.Models(), v) {
		var known []string
		for _, one := range settings.Models() {
			known = append(known, string(one))
		}
		return knownError{text, "model", known}
	}
	*m = modelFlag(v)
	return nil
}

func (m *modelFlag) String() string { return string(*m) }
