package app

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/watchpost/watchpost/internal/sim"
)

// startDemo lets two make-believe devices post to this server, by the way that
// real ones take.
func (a *App) startDemo(context.Context) error {
	if !a.cfg.Demo {
		return nil
	}
	at := addrPort(a.devices)
	if at.Addr().IsUnspecified() {
		at = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), at.Port())
	}
	receiver := url.URL{Scheme: "http", Host: at.String(), Path: "/API"}
	header := http.Header{}
	switch {
	case a.cfg.DeviceToken.IsSet():
		receiver.Path += "/" + a.cfg.DeviceToken.Reveal()
	case a.cfg.DeviceUser != "":
		header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(a.cfg.DeviceUser+":"+a.cfg.DevicePassword.Reveal())))
	}
	demo := sim.Demo{Receiver: receiver.String(), Header: header, Now: time.Now, Seed: uint64(time.Now().UnixNano())}
	a.background("demo", func(ctx context.Context) error {
		if err := demo.Run(ctx); err != nil {
			a.log.Error("the demo has ended", "err", err)
		}
		return nil
	})
	return nil
}
