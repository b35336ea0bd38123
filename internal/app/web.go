package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/images/thumb"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/version"
)

// startWeb serves the API.
func (a *App) startWeb(ctx context.Context) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", a.cfg.Web)
	if err != nil {
		return fmt.Errorf("listen for the web: %w", err)
	}
	a.webListener = l
	v := version.Read()
	s := &api.Server{
		Store: a.store, Devices: a.registry, Images: a.images, Thumbnails: thumb.New(a.images),
		Requests: a.ingest.ConnLog, Live: a.bus, Presence: a.ingest,
		Problems: a.problems, Findings: findings, LoopbackOnly: addrPort(l).Addr().IsLoopback() && !a.cfg.Open,
		Gatherer: a.gatherer, Metrics: api.NewMetrics(a.gatherer.(prometheus.Registerer)),
		Version: api.Version{Version: v.Version, Commit: v.Commit, Go: v.Go}, Log: a.log.With("component", "api"),
	}
	if a.ingest.Capture != nil {
		s.Posts = a.ingest.Capture
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
