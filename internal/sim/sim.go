// Package sim is simulated devices as a whole: what posts, and its web page and API
// on one listener. Where there are no devices, it is what posts.
package sim

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/watchpost/watchpost/internal/sim/clock"
	"github.com/watchpost/watchpost/internal/sim/deviceapi"
	"github.com/watchpost/watchpost/internal/sim/fault"
	"github.com/watchpost/watchpost/internal/sim/send"
)

// Options are what all simulated devices have in common. The zero Options are of a
// device that has no page.
type Options struct {
	// Listen is the address of the page and the API, such as "127.0.0.1:8081"; with
	// port 0 a free one is taken, and without an address there is neither.
	Listen string
	// Reboot lets what is saved wait for a reboot, as some firmware does.
	Reboot bool
	Seed   uint64
	Speed  float64 // of the world; 1 when 0
	Faults []fault.Fault
	Boot   time.Duration // how long a reboot takes in the world's time; 10 s when 0
	Dial   send.Dialer   // TCP when nil
	// OnPost is told of each post. It must not block.
	OnPost func(send.Outcome)
}

func (o *Options) clock() *clock.Clock { return clock.New(o.Speed) }

// site is a device's page and API on one listener.
type site struct {
	listener net.Listener // nil without a page
	server   *http.Server
}

// open listens. rebooting says when neither page nor API is there.
func (o *Options) open(ctx context.Context, page, api http.Handler, rebooting func() bool) (*site, error) {
	if o.Listen == "" {
		return &site{}, nil
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen for the page: %w", err)
	}
	handler := func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !deviceapi.IsCommand(r.URL.Path):
			page.ServeHTTP(w, r) // it says that the device reboots
		case rebooting():
			panic(http.ErrAbortHandler) // nobody is there to answer
		default:
			api.ServeHTTP(w, r)
		}
	}
	return &site{listener: l, server: &http.Server{
		Handler: http.HandlerFunc(handler), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}}, nil
}

// Addr is where the page listens, "" without one.
func (s *site) Addr() string {
	if s.listener == nil {
		return ""
	}
	return s.listener.Addr().String()
}

// Close stops listening. Only a device that is not run needs it.
func (s *site) Close() error {
	if s.listener == nil {
		return nil
	}
	return errors.Join(s.server.Close(), closed(s.listener.Close()))
}

// closed is nil for what is closed already.
func closed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// run lets an engine live, and serves its page, until ctx ends or the page fails.
func (s *site) run(ctx context.Context, engine func(context.Context) error) error {
	if s.listener == nil {
		return engine(ctx)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	served := make(chan error, 1)
	go func() {
		err := s.server.Serve(s.listener)
		cancel()
		served <- err
	}()
	err := engine(ctx)
	closing := s.server.Close()
	if down := <-served; !errors.Is(down, http.ErrServerClosed) {
		return errors.Join(err, closing, fmt.Errorf("serve the page: %w", down))
	}
	return errors.Join(err, closing)
}
