package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/watchpost/watchpost/internal/config"
	"github.com/watchpost/watchpost/internal/sim/world"
)

func simulateScenarioCommand() command {
	return command{
		name:    "simulate scenario",
		args:    "[NAME|FILE]",
		summary: "What devices can see: lists it, prints a scenario to begin one's own with, checks a file.",
		help:    simulateScenarioHelp,
		run:     simulateScenario,
	}
}

func simulateScenario(c call) error {
	operands, err := newOptions("simulate scenario").parse(c.args)
	switch {
	case err != nil:
		return err
	case len(operands) == 0:
		return listScenarios(c.out)
	case len(operands) > 1:
		return noOperands(operands[1:])
	case slices.Contains(world.Builtin(), operands[0]):
		source, err := world.Source(operands[0])
		if err == nil {
			_, err = c.out.Write(source)
		}
		return err
	}
	s := newSimulation("")
	s.scenario = operands[0]
	scenario, err := s.world()
	if err != nil {
		return err
	}
	for i, v := range scenario.Views(1) {
		if _, err := fmt.Fprintf(c.out, "view %d, %s, is fine\n", i+1, v.Title); err != nil {
			return err
		}
	}
	return nil
}

func listScenarios(w io.Writer) error {
	for _, name := range world.Builtin() {
		s, err := world.Load(name)
		if err != nil {
			return err
		}
		if err := config.PrintEntry(w, "  "+name, s.About); err != nil {
			return err
		}
	}
	return nil
}

func simulateScenarioHelp(w io.Writer) error {
	if _, err := fmt.Fprint(w, `
  watchpost simulate scenario busy-gate > mine.yaml
  watchpost simulate scenario mine.yaml
  watchpost simulate camera --scenario mine.yaml

docs/simulator.md explains the file. The program has these:

`); err != nil {
		return err
	}
	return listScenarios(w)
}
