package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/console"
	"github.com/watchpost/watchpost/internal/disk"
	"github.com/watchpost/watchpost/internal/evidence"
	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/images/thumb"
	"github.com/watchpost/watchpost/internal/saved"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/version"
	"github.com/watchpost/watchpost/internal/web"
	"github.com/watchpost/watchpost/internal/webproxy"
)

// startWeb serves the API.
func (a *App) startWeb(ctx context.Context) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", a.cfg.Web)
	if err != nil {
		return fmt.Errorf("listen for the web: %w", err)
	}
	a.webListener = l
	key, err := evidence.LoadKey(a.cfg.Data)
	if err != nil {
		return err
	}
	v := version.Read()
	s := &api.Server{
		Store: a.store, Devices: a.registry, Managed: managed{a}, Images: a.images, Thumbnails: thumb.New(a.images),
		Book: a.book, Saved: a.saved(), Requests: a.ingest.ConnLog, Live: a.bus, Presence: a.ingest, Zones: a.zones, Review: a.review, Discard: a.retention.Discard, EvidenceKey: key, Auth: a.people, Open: a.cfg.Open,
		Proxies:  webproxy.Trust{Networks: a.cfg.TrustedProxy.Prefixes(), LoginHeader: a.cfg.LoginHeader, BasePath: a.cfg.WebBasePath},
		Problems: a.problems, Findings: findings, LoopbackOnly: addrPort(l).Addr().IsLoopback() && !a.cfg.Open,
		Gatherer: a.gatherer, Metrics: api.NewMetrics(a.gatherer.(prometheus.Registerer)),
		Version: api.Version{Version: v.Version, Commit: v.Commit, Go: v.Go}, Log: a.log.With("component", "api"),
	}
	if a.ingest.Capture != nil {
		s.Posts = a.ingest.Capture
	}
	pages := a.pages(s)
	pages.Managed, pages.Requests, pages.Posts, pages.Images = s.Managed, s.Requests, s.Posts, s.Images
	pages.Storage = a.usage
	if s.Pages, err = pages.Routes(); err != nil {
		return err
	}
	base, stop := context.WithCancel(context.Background())
	a.web = &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
		BaseContext: func(net.Listener) context.Context { return base },
	}
	a.onStop("web", func(ctx context.Context) error {
		stop() // ends the streams
		if err := a.web.Shutdown(ctx); err != nil {
			return errors.Join(err, a.web.Close())
		}
		return nil
	})
	a.serve("web", func() error {
		if err := a.web.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	return nil
}

// pages are the web pages.
func (a *App) pages(s *api.Server) *web.Server {
	return &web.Server{
		Store: a.store, Book: a.book, Saved: a.saved(), Devices: a.registry, Zones: a.zones, Changes: s, Work: s, Findings: s.Findings, Version: version.Read().Version, Log: a.log.With("component", "web"),
		Guide: a.guide, Auth: a.people, SetUp: func() bool { return !a.cfg.Open && a.people.Empty() },
	}
}

// saved is where people keep filters of the timeline.
func (a *App) saved() *saved.Shelf { return &saved.Shelf{Keeper: a.store, Now: time.Now} }

// guide is what to type into a device.
func (a *App) guide() web.Guide {
	g := web.Guide{Port: addrPort(a.devices).Port(), Path: "/API", User: a.cfg.DeviceUser}
	if a.cfg.DeviceToken.IsSet() {
		g.Path += "/" + a.cfg.DeviceToken.Reveal()
	}
	if a.devicesTLS != nil {
		g.TLSPort = addrPort(a.devicesTLS).Port()
	}
	if at := addrPort(a.devices).Addr().Unmap(); !at.IsUnspecified() {
		g.Addresses = []netip.Addr{at}
		return g
	}
	interfaces, err := console.Interfaces()
	if err != nil {
		a.log.Warn("list the addresses of this machine", "err", err)
	}
	g.Addresses = console.Outward(interfaces)
	return g
}

// usage is what is kept, what may be, and where.
func (a *App) usage(ctx context.Context) (web.Storage, error) {
	out := web.Storage{
		Folder: a.cfg.Data, Images: a.images.Bytes(), Keep: time.Duration(a.cfg.Keep), KeepSize: int64(a.cfg.KeepSize), KeepFree: int64(a.cfg.KeepFree),
	}
	var err error
	if out.Database, err = a.store.Size(ctx); err != nil {
		return out, err
	}
	u, err := disk.Of(a.cfg.Data)
	if err != nil {
		return out, fmt.Errorf("look at the disk: %w", err)
	}
	out.Free, out.Total = u.Available, u.Total
	old, err := a.store.Expired(ctx, time.Time{}, 1)
	if err == nil && len(old) > 0 {
		out.Oldest = old[0].At
	}
	return out, err
}

// review says how far somebody is with events and incidents.
func (a *App) review(ctx context.Context, r store.Review) error {
	return a.commit(ctx, store.Batch{Reviews: []store.Review{r}}, nil)
}

// problems are the reasons why this server is not in order.
func (a *App) problems() []api.Problem {
	var out []api.Problem
	if a.retention.Full() {
		out = append(out, api.Problem{Code: "storage_full", Text: "There is no room left; posts are refused until there is."})
	}
	if err := a.committer.Err(); err != nil {
		out = append(out, api.Problem{Code: "storage_failed", Text: "The storage does not take posts: " + err.Error() + ".",
			Fatal: errors.Is(err, store.ErrDamaged) || errors.Is(err, images.ErrDamaged),
		})
	}
	return out
}
