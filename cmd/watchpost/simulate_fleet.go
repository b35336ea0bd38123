package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/config"
	"github.com/watchpost/watchpost/internal/sim/fleet"
)

func simulateFleetCommand() command {
	return command{
		name:    "simulate fleet",
		args:    "--to URL [options]",
		summary: "Thousands of devices at once, to put a receiver under load.",
		help:    simulateFleetHelp,
		run:     simulateFleet,
	}
}

// fleetSimulation is what a fleet can be told.
type fleetSimulation struct {
	fleet.Fleet
	to                 string
	cameras, recorders int
	events, tracks     float64
	heartbeat, length  config.Duration
	bare, json         bool
}

func newFleetSimulation() *fleetSimulation {
	return &fleetSimulation{cameras: 100, events: 10, heartbeat: config.Duration(30 * time.Second)}
}

func (s *fleetSimulation) flags() *options {
	f := newOptions("simulate fleet")
	f.text(&s.to, "to", "URL", "Receiver, for example http://127.0.0.1:5002/API. A login stands before the host: http://user:password@….")
	f.add((*numberFlag)(&s.cameras), "cameras", "N", "How many cameras. Default: 100.")
	f.add((*numberFlag)(&s.recorders), "recorders", "N", "How many recorders besides. Default: 0.")
	f.add((*rateFlag)(&s.events), "events", "RATE", "Events of all devices together, such as 200/s or 600/m. Default: 10/s.")
	f.add((*rateFlag)(&s.tracks), "tracks", "RATE", "Posts of positions of all cameras together. Default: 0/s.")
	f.add(&s.heartbeat, "heartbeat", "TIME", "How often each device sends a heartbeat; 0 is never. Default: 30s.")
	f.add(&s.length, "duration", "TIME", "How long it goes on. Default: until it is stopped.")
	f.toggle(&s.bare, "no-pictures", "Send events without pictures.")
	f.toggle(&s.Addresses, "addresses", "Let each device post from its own address, 127.1.x.y, to a receiver on loopback.")
	f.add((*numberFlag)(&s.Workers), "workers", "N", "How many posts are on their way at once at most. Default: 256.")
	f.toggle(&s.json, "json", "Print the report as JSON.")
	return f
}

func simulateFleet(c call) error {
	s := newFleetSimulation()
	operands, err := s.flags().parse(c.args)
	if err == nil {
		err = noOperands(operands)
	}
	if err != nil {
		return err
	}
	if s.to == "" {
		return wrongUsage("say where to post: --to http://127.0.0.1:5002/API")
	}
	u, err := url.Parse(s.to)
	if err != nil {
		return wrongUsage("--to: not a URL")
	}
	s.User = u.User.Username()
	s.Password, _ = u.User.Password()
	u.User = nil
	s.Receiver, s.Devices, s.Fleet.Recorders = u.String(), s.cameras+s.recorders, s.recorders
	s.Fleet.Events, s.Fleet.Tracks = s.events, s.tracks
	s.Heartbeat, s.Duration = time.Duration(s.heartbeat), time.Duration(s.length)
	s.Original, s.Target = !s.bare, !s.bare
	s.Progress = func(r fleet.Report) { fmt.Fprint(c.err, r, "\n") }
	ctx, stop := interruptible()
	defer stop()
	report, err := s.Run(ctx)
	if err != nil {
		return wrongUsage("%v", err)
	}
	if s.json {
		return json.NewEncoder(c.out).Encode(report)
	}
	_, err = fmt.Fprint(c.out, report)
	return err
}

func simulateFleetHelp(w io.Writer) error {
	if _, err := fmt.Fprint(w, `
The devices see nothing: their posts are prepared, so that many of them cost
little. It says every ten seconds, and at the end, how many posts were taken,
how long that took, and why others were lost.

  watchpost simulate fleet --to http://127.0.0.1:5002/API \
    --cameras 10000 --events 200/s --addresses --duration 1m

Options
`); err != nil {
		return err
	}
	return newFleetSimulation().flags().print(w)
}

// rateFlag is so many a second.
type rateFlag float64

func (r *rateFlag) Set(text string) error {
	number, per, ok := strings.Cut(text, "/")
	seconds := map[string]float64{"s": 1, "m": 60, "h": 3600}[per]
	if !ok {
		seconds = 1
	}
	v, err := strconv.ParseFloat(number, 64)
	if err != nil || seconds == 0 || !(v >= 0 && v <= 1e6) {
		return fmt.Errorf("not a rate, such as 200/s, 600/m or 10/h")
	}
	*r = rateFlag(v / seconds)
	return nil
}

func (r *rateFlag) String() string { return fmt.Sprintf("%g/s", float64(*r)) }

// numberFlag is a number from 0.
type numberFlag int

func (n *numberFlag) Set(text string) error {
	v, err := strconv.Atoi(text)
	if err != nil || v < 0 || v > 1_000_000 {
		return fmt.Errorf("not a whole number from 0 to 1000000")
	}
	*n = numberFlag(v)
	return nil
}

func (n *numberFlag) String() string { return strconv.Itoa(int(*n)) }
