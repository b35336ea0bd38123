package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/config"
	"github.com/watchpost/watchpost/internal/sim"
	"github.com/watchpost/watchpost/internal/sim/fault"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/internal/suggest"
)

func simulateCommand() command {
	return command{
		name:    "simulate",
		args:    "KIND [options]",
		summary: "Is a camera or a recorder, with its page and API, for want of a real one.",
		help:    simulateHelp,
		run:     simulate,
		below:   simulations(),
	}
}

func simulations() []command {
	return []command{simulateCameraCommand(), simulateNVRCommand(), simulateFleetCommand(), simulateScenarioCommand()}
}

// kinds are the names of what can be simulated.
func kinds() []string {
	var out []string
	for _, c := range simulations() {
		out = append(out, strings.TrimPrefix(c.name, "simulate "))
	}
	return out
}

// simulate is called when no kind is named that there is.
func simulate(c call) error {
	switch {
	case len(c.args) == 0:
		return wrongUsage("say what to simulate: %s", strings.Join(kinds(), ", "))
	case slices.Contains([]string{"-h", "-help", "--help"}, c.args[0]):
		return flag.ErrHelp
	}
	return wrongUsage("%s", unknownWord(c.args[0], "kind of device", kinds()))
}

func simulateHelp(w io.Writer) error {
	if _, err := fmt.Fprint(w, `
Kinds
`); err != nil {
		return err
	}
	for _, c := range simulations() {
		if err := config.PrintEntry(w, "  "+strings.TrimPrefix(c.name, "simulate "), c.summary); err != nil {
			return err
		}
	}
	_, err := fmt.Fprint(w, `
watchpost simulate KIND --help explains one and its options. To begin:

  watchpost serve
  watchpost simulate camera --to http://127.0.0.1:5002/API

Without --to the device waits until it is told where to post on its own page.
`)
	return err
}

// unknownWord says that a word is none of those known, and which it may have been.
func unknownWord(word, what string, known []string) string {
	text := fmt.Sprintf("%.60q is no %s", word, what)
	if near := suggest.Closest(word, known); near != "" {
		return text + "; did you mean " + near + "?"
	}
	return text + "; there are " + strings.Join(known, ", ")
}

// simulation is what simulated cameras and recorders can both be told.
type simulation struct {
	listen, to     string
	scenario       string
	seed           uint64
	speed          float64
	faults         []string
	reboot         bool
	user, password string
	name           string
	number         int
	quiet, tracks  bool
}

func newSimulation(listen string) *simulation {
	return &simulation{listen: listen, scenario: "everything", seed: 1, speed: 1, number: 1, user: "admin", password: "watchpost"}
}

// add declares the options; defaults are those that stand in s.
func (s *simulation) add(f *options) {
	f.text(&s.listen, "listen", "ADDRESS", "Address of the device's page and API. Default: "+s.listen+".")
	f.text(&s.to, "to", "URL", "Receiver to post everything to from the start, for example http://127.0.0.1:5002/API. A login stands before the host: http://user:password@….")
	f.text(&s.scenario, "scenario", "NAME|FILE", "What the device sees: "+strings.Join(world.Builtin(), ", ")+", or a YAML file. Default: "+s.scenario+".")
	f.add((*seedFlag)(&s.seed), "seed", "N", "Who comes by, and what they look like. The same number shows the same. Default: 1.")
	f.add((*paceFlag)(&s.speed), "speed", "N", "How many times as fast the world goes on. Default: 1.")
	f.add((*faultFlag)(&s.faults), "fault", "NAME", "Trouble on purpose, which may be given again for more: "+strings.Join(faultNames(), ", ")+".")
	f.toggle(&s.reboot, "needs-reboot", "What is saved is in force after a reboot only, as with some firmware.")
	f.text(&s.user, "user", "NAME", "User name of the page and the API. Default: "+s.user+".")
	f.text(&s.password, "password", "SECRET", "Password of the page and the API. Default: "+s.password+".")
	f.text(&s.name, "name", "TEXT", "Name of the device.")
	f.add((*countFlag)(&s.number), "number", "N", "Number of the device, from 1: devices that post to one receiver need different ones. Default: 1.")
	f.toggle(&s.quiet, "quiet", "Print no line for each post.")
	f.toggle(&s.tracks, "tracks", "Print lines for posts of positions too, several a second.")
}

// options are those of the device. Lines about posts go to out.
func (s *simulation) options(out io.Writer) (sim.Options, error) {
	faults, err := fault.Named(s.faults...)
	if err != nil {
		return sim.Options{}, wrongUsage("--fault: %v", err)
	}
	o := sim.Options{Listen: s.listen, Reboot: s.reboot, Seed: s.seed, Speed: s.speed, Faults: faults}
	if !s.quiet {
		o.OnPost = (&postLines{out: out, tracks: s.tracks, now: time.Now}).print
	}
	return o, nil
}

// world is the scenario: one by name, or of a file.
func (s *simulation) world() (*world.Scenario, error) {
	if slices.Contains(world.Builtin(), s.scenario) {
		return world.Load(s.scenario)
	}
	file, err := os.Open(s.scenario)
	if err != nil {
		if os.IsNotExist(err) && !strings.ContainsAny(s.scenario, `./\`) {
			return nil, wrongUsage("--scenario: %s", unknownWord(s.scenario, "scenario", world.Builtin()))
		}
		return nil, fmt.Errorf("--scenario: %w", err)
	}
	defer file.Close()
	scenario, err := world.Parse(file)
	if err != nil {
		return nil, fmt.Errorf("--scenario: %s: %w", s.scenario, err)
	}
	return scenario, nil
}

func (s *simulation) account() settings.Account {
	return settings.Account{User: s.user, Password: s.password}
}
