package app

import (
	"context"
	"net/netip"
	"net/url"
	"time"

	"github.com/watchpost/watchpost/internal/sim"
	"github.com/watchpost/watchpost/internal/sim/send"
)

// startDemo lets two make-believe devices post to this server, by the way that
// real ones take.
func (a *App) startDemo(ctx context.Context) error {
	if !a.cfg.Demo {
		return nil
	}
	at := addrPort(a.devices)
	if at.Addr().IsUnspecified() {
		at = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), at.Port())
	}
	receiver := url.URL{Scheme: "http", Host: at.String(), Path: "/API"}
	switch {
	case a.cfg.DeviceToken.IsSet():
		receiver.Path += "/" + a.cfg.DeviceToken.Reveal()
	case a.cfg.DeviceUser != "":
		receiver.User = url.UserPassword(a.cfg.DeviceUser, a.cfg.DevicePassword.Reveal())
	}
	demo, err := sim.NewDemo(ctx, receiver.String(), sim.Options{
		Seed: uint64(time.Now().UnixNano()),
		OnPost: func(o send.Outcome) {
			if o.Err != nil {
				a.log.Warn("a post of the demo was not taken", "err", o.Err)
			}
		},
	})
	if err != nil {
		return err
	}
	a.background("demo", demo.Run)
	return nil
}
