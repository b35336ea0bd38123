package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
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

// device is a simulated device.
type device interface {
	Addr() string
	Run(context.Context) error
	Close() error
}

// live says what a person needs to know, and runs the device until it is to end.
func (c call) live(d device, b banner) error {
	b.page = d.Addr()
	if err := b.print(c.out); err != nil {
		return err
	}
	ctx, stop := interruptible()
	defer stop()
	return d.Run(ctx)
}

func faultNames() []string {
	var out []string
	for _, f := range fault.All() {
		out = append(out, f.Name)
	}
	return out
}

// faultFlag is a list of names of faults.
type faultFlag []string

func (f *faultFlag) Set(text string) error {
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		if !slices.Contains(faultNames(), name) {
			return knownError{name, "fault", faultNames()}
		}
		*f = append(*f, name)
	}
	return nil
}

func (f *faultFlag) String() string { return strings.Join(*f, ",") }

// knownError refuses a value that is none of those known.
type knownError struct {
	word, what string
	known      []string
}

func (e knownError) Error() string {
	return strings.TrimPrefix(unknownWord(e.word, e.what, e.known), fmt.Sprintf("%.60q is ", e.word))
}

// seedFlag is any number that is not negative.
type seedFlag uint64

func (s *seedFlag) Set(text string) error {
	v, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return fmt.Errorf("not a whole number from 0")
	}
	*s = seedFlag(v)
	return nil
}

func (s *seedFlag) String() string { return strconv.FormatUint(uint64(*s), 10) }

// countFlag is a number from 1.
type countFlag int

func (n *countFlag) Set(text string) error {
	v, err := strconv.Atoi(text)
	if err != nil || v < 1 || v > 65536 {
		return fmt.Errorf("not a whole number from 1 to 65536")
	}
	*n = countFlag(v)
	return nil
}

func (n *countFlag) String() string { return strconv.Itoa(int(*n)) }

// paceFlag is how fast a world may go.
type paceFlag float64

func (p *paceFlag) Set(text string) error {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= 0.01 && v <= 1000) {
		return fmt.Errorf("not a number from 0.01 to 1000")
	}
	*p = paceFlag(v)
	return nil
}

func (p *paceFlag) String() string { return strconv.FormatFloat(float64(*p), 'g', -1, 64) }
