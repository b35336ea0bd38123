package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/watchpost/watchpost/internal/sim"
	"github.com/watchpost/watchpost/internal/sim/send"
	"github.com/watchpost/watchpost/internal/sim/world"
)

func simulateNVRCommand() command {
	return command{
		name:    "simulate nvr",
		args:    "[options]",
		summary: "A recorder, with cameras on all its channels.",
		help:    simulateNVRHelp,
		run:     simulateNVR,
	}
}

// nvrSimulation is what a simulated recorder can be told.
type nvrSimulation struct {
	*simulation
	channels int
}

func newNVRSimulation() *nvrSimulation {
	return &nvrSimulation{simulation: newSimulation("127.0.0.1:8082"), channels: 4}
}

func (s *nvrSimulation) flags() *options {
	f := newOptions("simulate nvr")
	f.add((*channelsFlag)(&s.channels), "channels", "N", "How many channels it has: 4 (the default), 8, 16 or 64. The views of the scenario are dealt out to them.")
	s.add(f)
	return f
}

func simulateNVR(c call) error {
	s := newNVRSimulation()
	return c.simulate(s.simulation, s)
}

// build is the recorder.
func (s *nvrSimulation) build(o sim.Options, scenario *world.Scenario, b *banner) (device, error) {
	views := sim.Spread(scenario, s.seed, s.channels)
	begin := sim.NewRecorder(s.number-1, views)
	begin.Account = s.account()
	if s.name != "" {
		begin.Identity.Name = s.name
	}
	b.what = fmt.Sprintf("recorder %q, %d channels", begin.Identity.Name, s.channels)
	b.sees = fmt.Sprintf("the scenario %s", s.scenario)
	b.how = "Click Network > HTTP POST, fill it in, press Test, and Apply."
	if s.to != "" {
		if err := sim.PresetRecorder(&begin, s.to); err != nil {
			return nil, wrongUsage("--to: %v", err)
		}
		to := send.ToRecorder(&begin.Post)
		b.to = to.URL()
	}
	d, err := sim.NewNVR(context.Background(), begin, views, o)
	if err != nil {
		return nil, err
	}
	return d, nil
}

func simulateNVRHelp(w io.Writer) error {
	return kindHelp(w, "a recorder", `  watchpost simulate nvr --channels 16 --to http://127.0.0.1:5002/API
`, newNVRSimulation().flags())
}

// channelsFlag is how many channels a recorder has.
type channelsFlag int

func (c *channelsFlag) Set(text string) error {
	v, err := strconv.Atoi(text)
	if err != nil || !slices.Contains(sim.Channels(), v) {
		return errors.New("neither 4, 8, 16 nor 64")
	}
	*c = channelsFlag(v)
	return nil
}

func (c *channelsFlag) String() string { return strconv.Itoa(int(*c)) }
