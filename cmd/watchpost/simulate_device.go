package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"syscall"

	"github.com/watchpost/watchpost/internal/sim"
	"github.com/watchpost/watchpost/internal/sim/world"
)

// device is a simulated device.
type device interface {
	Addr() string
	Run(context.Context) error
	Close() error
}

// kind is a kind of simulated device, as its options say.
type kind interface {
	flags() *options
	// build is the device, which listens, and what is said of it. The banner is filled
	// in already but for what only the kind knows.
	build(sim.Options, *world.Scenario, *banner) (device, error)
}

// start is the device that the options make, and what to say of it.
func (s *simulation) start(k kind, out io.Writer) (device, banner, error) {
	b := banner{user: s.user, password: s.password, reboot: s.reboot, quiet: s.quiet}
	o, err := s.options(out)
	if err != nil {
		return nil, b, err
	}
	scenario, err := s.world()
	if err != nil {
		return nil, b, err
	}
	d, err := k.build(o, scenario, &b)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, b, fmt.Errorf("%w: another program has this address; choose one with --listen, such as 127.0.0.1:0 for any that is free", err)
	}
	if err != nil {
		return nil, b, err
	}
	b.page = d.Addr()
	return d, b, nil
}

// simulate reads a kind's options, says what a person needs to know, and runs the
// device until it is to end.
func (c call) simulate(s *simulation, k kind) error {
	operands, err := k.flags().parse(c.args)
	if err == nil {
		err = noOperands(operands)
	}
	if err != nil {
		return err
	}
	d, b, err := s.start(k, c.out)
	if err != nil {
		return err
	}
	if err := b.print(c.out); err != nil {
		return err
	}
	ctx, stop := interruptible()
	defer stop()
	return d.Run(ctx)
}

// kindHelp explains a kind: what it is, examples, and its options.
func kindHelp(w io.Writer, what, examples string, f *options) error {
	_, err := fmt.Fprintf(w, `
It has the web page and the API of %s, on one address. Where it posts is
typed in on its page, as into a real one, or said with --to.

%s
Options
`, what, examples)
	if err != nil {
		return err
	}
	return f.print(w)
}
