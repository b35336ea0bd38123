// Package app wires everything: it is the only package that knows all others.
package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/auth"
	"github.com/watchpost/watchpost/internal/commit"
	"github.com/watchpost/watchpost/internal/config"
	"github.com/watchpost/watchpost/internal/console"
	"github.com/watchpost/watchpost/internal/disk"
	"github.com/watchpost/watchpost/internal/follow"
	"github.com/watchpost/watchpost/internal/images/fileimages"
	"github.com/watchpost/watchpost/internal/images/thumb"
	"github.com/watchpost/watchpost/internal/ingest"
	"github.com/watchpost/watchpost/internal/ingest/capture"
	"github.com/watchpost/watchpost/internal/ingest/connlog"
	"github.com/watchpost/watchpost/internal/ingest/deviceauth"
	"github.com/watchpost/watchpost/internal/ingest/devicetls"
	"github.com/watchpost/watchpost/internal/ingest/netlimit"
	"github.com/watchpost/watchpost/internal/ingest/slowbody"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/live"
	"github.com/watchpost/watchpost/internal/logging"
	"github.com/watchpost/watchpost/internal/platebook"
	"github.com/watchpost/watchpost/internal/registry"
	"github.com/watchpost/watchpost/internal/retention"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlite"
	"github.com/watchpost/watchpost/internal/version"
	"github.com/watchpost/watchpost/internal/zoning"
)

// App is a server, wired and listening.
type App struct {
	cfg config.Serve
	log *slog.Logger
	out io.Writer

	store     *sqlite.DB
	images    *fileimages.Store
	committer *commit.Committer
	follower  *follow.Follower
	registry  *registry.Registry
	zones     *zoning.Keeper
	book      *platebook.Book
	retention *retention.Runner
	people    *auth.Service
	setUp     string // secret that set-up asks for, "" for none
	ingest    *ingest.Server
	limits    *netlimit.Listener
	printer   *console.Printer
	bus       *live.Bus
	web       *http.Server
	gatherer  prometheus.Gatherer

	devices, devicesTLS, webListener net.Listener
	tls                              *tls.Config

	damage  chan error // the storage failed; the first error
	cleanup []cleanup
}

// cleanup is something to undo at the end.
type cleanup struct {
	name string
	do   func(context.Context) error
}

// stopWithin is how long stopping may take.
const stopWithin = 9 * time.Second

// Run serves with this configuration until ctx ends or the storage fails. What
// happens is printed to out, the log goes to errOut.
func Run(ctx context.Context, cfg config.Serve, out, errOut io.Writer) error {
	a, err := New(ctx, cfg, out, errOut)
	if err != nil {
		return err
	}
	return a.Run(ctx)
}

// New opens the store and the listeners. The App must be Run or Stopped.
func New(ctx context.Context, cfg config.Serve, out, errOut io.Writer) (_ *App, err error) {
	a := &App{cfg: cfg, out: out, bus: new(live.Bus), damage: make(chan error, 1), setUp: setUpToken(cfg)}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Stop())
		}
	}()
	a.log = a.logger(errOut)
	limitMemory(a.log)
	a.background("garbage collector", paceCollector)
	for _, step := range []func(context.Context) error{
		a.openStore, a.startRetention, a.startIngest, a.startPeople, a.startWeb, a.startDemo,
	} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func (a *App) onStop(name string, do func(context.Context) error) {
	a.cleanup = append(a.cleanup, cleanup{name, do})
}

// Stop undoes what New did, last first.
func (a *App) Stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	var errs []error
	for i := len(a.cleanup) - 1; i >= 0; i-- {
		if err := a.cleanup[i].do(ctx); err != nil {
			errs = append(errs, fmt.Errorf("stop %s: %w", a.cleanup[i].name, err))
		}
	}
	a.cleanup = nil
	return errors.Join(errs...)
}

// logger makes the log. Secrets are hidden in it wherever they turn up.
func (a *App) logger(w io.Writer) *slog.Logger {
	var hide []string
	for _, s := range []config.Secret{a.cfg.DevicePassword, a.cfg.DeviceToken, config.NewSecret(a.setUp)} {
		if s.IsSet() {
			hide = append(hide, s.Reveal())
		}
	}
	throttle := logging.NewThrottle(logging.NewHandler(w, logging.Options{
		JSON: a.cfg.LogFormat == config.LogJSON, Level: a.cfg.LogLevel, Hide: hide,
	}), logging.ThrottleOptions{})
	a.background("log", throttle.Run)
	return slog.New(throttle)
}

// background runs f until the app stops.
func (a *App) background(name string, f func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f(ctx) }()
	a.onStop(name, func(stop context.Context) error {
		cancel()
		select {
		case err := <-done:
			if errors.Is(err, context.Canceled) {
				return nil
			}
			return err
		case <-stop.Done():
			return stop.Err()
		}
	})
}

func (a *App) openStore(ctx context.Context) error {
	if err := os.MkdirAll(a.cfg.Data, 0o750); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	lock, err := sqlite.Lock(a.cfg.Data)
	if err != nil {
		return err
	}
	a.onStop("lock", func(context.Context) error { return lock.Close() })

	if a.store, err = sqlite.Open(ctx, sqlite.Path(a.cfg.Data), sqlite.Options{Log: a.log.With("component", "store")}); err != nil {
		return err
	}
	a.onStop("store", func(context.Context) error { return a.store.Close() })

	if a.images, err = fileimages.Open(filepath.Join(a.cfg.Data, "images"), fileimages.Options{Log: a.log.With("component", "images")}); err != nil {
		return err
	}
	a.onStop("images", func(context.Context) error { return a.images.Close() })
	if err := a.store.CloseTracks(ctx); err != nil {
		return err
	}
	a.background("sweep", func(ctx context.Context) error { return a.sweep(ctx, time.Now()) })
	return nil
}

// sweepAgain is when a sweep that failed is tried again.
const sweepAgain = time.Minute

// sweep removes image files that no row names, of before the start.
func (a *App) sweep(ctx context.Context, before time.Time) error {
	for {
		n, err := a.images.Sweep(ctx, a.store.Named, before)
		if n > 0 {
			a.log.Info("removed images that no row names", "images", n)
		}
		if err == nil || ctx.Err() != nil {
			return nil
		}
		a.log.Error("sweep images that no row names; trying again", "err", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(sweepAgain):
		}
	}
}

func (a *App) startRetention(ctx context.Context) error {
	a.retention = &retention.Runner{
		Store: a.store, Images: a.images, Log: a.log.With("component", "retention"), Now: time.Now,
		Keep: time.Duration(a.cfg.Keep), KeepSize: int64(a.cfg.KeepSize), KeepFree: int64(a.cfg.KeepFree),
		Usage:      func() (disk.Usage, error) { return disk.Of(a.cfg.Data) },
		ImageUsage: func() (disk.Usage, error) { return disk.Of(filepath.Join(a.cfg.Data, "images")) },
		Ballast:    disk.Ballast{Path: filepath.Join(a.cfg.Data, "ballast")},
	}
	a.background("retention", a.retention.Run)
	return nil
}

func (a *App) startIngest(ctx context.Context) error {
	reg := a.metrics()
	a.registry = &registry.Registry{
		Now: time.Now, MaxDevices: a.cfg.MaxDevices, MaxPerAddress: registry.DefaultMaxPerAddress,
	}
	devices, err := a.store.Devices(ctx)
	if err != nil {
		return err
	}
	a.registry.Load(devices)
	a.printer = console.NewPrinter(a.bus, console.Options{
		Out: a.out, Names: a.registry, JSON: a.cfg.LogFormat == config.LogJSON, Color: console.UseColor(a.out, os.Getenv),
	})
	a.background("console", a.printer.Run)

	a.committer = &commit.Committer{
		Store: a.store, Images: a.images, Log: a.log.With("component", "commit"), Now: time.Now,
		Publish: func(entries []journal.Entry) { a.bus.Publish(entries...) },
		Damaged: func(err error) {
			select {
			case a.damage <- err:
			default:
			}
		},
	}
	a.committer.Metrics = commit.NewMetrics(reg, a.committer.Waiting)
	a.committer.Start()
	a.onStop("committer", a.committer.Close)
	a.follower = &follow.Follower{
		Store: a.store, Committer: a.committer, Live: a.bus, Log: a.log.With("component", "incidents"), Now: time.Now,
	}
	a.background("incidents", a.follower.Run)

	a.book = &platebook.Book{Store: a.store, Now: time.Now}
	a.zones = &zoning.Keeper{Store: a.store, Committer: a.committer, Log: a.log.With("component", "zones"), Now: time.Now}
	if err := a.zones.Load(ctx); err != nil {
		return err
	}
	a.ingest = &ingest.Server{
		Committer: a.committer, Registry: a.registry, Log: a.log.With("component", "ingest"),
		Auth: &deviceauth.Policy{
			Allow: a.cfg.Allow.Prefixes(), User: a.cfg.DeviceUser, Password: a.cfg.DevicePassword.Reveal(), Token: a.cfg.DeviceToken.Reveal(),
		},
		ConnLog: connlog.New(connlog.Options{}), Metrics: ingest.NewMetrics(reg),
		Budget:  slowbody.NewBudget(int64(a.cfg.MaxInflight)),
		MaxPost: int64(a.cfg.MaxPost), Idle: time.Duration(a.cfg.Idle), TrackSilence: time.Duration(a.cfg.TrackSilence),
		AlarmLimit: time.Duration(a.cfg.AlarmLimit),
		KeepRaw:    a.cfg.KeepRaw, CaptureTracking: a.cfg.CaptureTracking,
		Full: a.retention.Full, ReportFull: a.retention.ReportFull,
		Clock: a.clockOf, Zones: a.zones.OfCamera,
		Quarantined: func(q store.Quarantined) {
			a.printer.Quarantined(console.Quarantined{At: q.ReceivedAt, IP: q.IP, DeviceID: q.DeviceID, Reason: q.Reason, Bytes: q.Bytes})
		},
	}
	if a.cfg.CaptureSize > 0 {
		a.ingest.Capture = capture.New(capture.Options{Total: int(a.cfg.CaptureSize), Age: time.Duration(a.cfg.CaptureAge)})
	}
	a.ingest.Start()
	a.onStop("device listener", a.ingest.Close)
	a.zones.Changed = a.ingest.SetZones
	a.background("zones", a.zones.Run)
	if err := a.listen(ctx); err != nil {
		return err
	}
	a.serve("devices", func() error { return a.ingest.Serve(a.devices, nil) })
	if a.devicesTLS != nil {
		a.serve("devices with TLS", func() error { return a.ingest.Serve(a.devicesTLS, a.tls) })
	}
	return nil
}

// serve runs a server's loop. It ends when the server is closed; an end of its
// own is as bad as damage.
func (a *App) serve(name string, loop func() error) {
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := loop(); err != nil {
			select {
			case a.damage <- fmt.Errorf("serve %s: %w", name, err):
			default:
			}
		}
	})
}

func (a *App) listen(ctx context.Context) error {
	var lc net.ListenConfig
	inner, err := lc.Listen(ctx, "tcp", a.cfg.Devices)
	if err != nil {
		return fmt.Errorf("listen for devices: %w", err)
	}
	a.limits = netlimit.New(inner, netlimit.Options{
		Max: a.cfg.MaxConnections, PerAddress: a.cfg.MaxConnectionsPerAddress, Log: a.log.With("component", "listener"),
	})
	a.devices = a.limits
	if a.cfg.DevicesTLS == "" {
		return nil
	}
	id, err := devicetls.Load(devicetls.Options{
		Dir: filepath.Join(a.cfg.Data, "devices-tls"), CertFile: a.cfg.DevicesCert, KeyFile: a.cfg.DevicesKey, Legacy: a.cfg.DevicesTLSLegacy,
	})
	if err != nil {
		return fmt.Errorf("certificate for devices: %w", err)
	}
	for _, f := range id.Fingerprints {
		a.log.Info("certificate for devices", "fingerprint", f.String())
	}
	a.tls = id.Config
	if inner, err = lc.Listen(ctx, "tcp", a.cfg.DevicesTLS); err != nil {
		return fmt.Errorf("listen for devices with TLS: %w", err)
	}
	a.devicesTLS = a.limits.Share(inner)
	return nil
}

func (a *App) metrics() *prometheus.Registry {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	registerGauges(reg, a)
	a.gatherer = reg
	return reg
}

// addrPort is where a listener listens.
func addrPort(l net.Listener) netip.AddrPort {
	if l == nil {
		return netip.AddrPort{}
	}
	ap, err := netip.ParseAddrPort(l.Addr().String())
	if err != nil {
		return netip.AddrPort{}
	}
	return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
}

// Run prints what to type into a device, and serves until ctx ends or the
// storage fails.
func (a *App) Run(ctx context.Context) error {
	if err := a.banner(); err != nil {
		return errors.Join(err, a.Stop())
	}
	var failed error
	select {
	case <-ctx.Done():
		a.log.Info("stopping")
	case failed = <-a.damage:
		a.log.Error("the storage failed; nothing more is acknowledged, and this process ends", "err", failed)
		failed = fmt.Errorf("storage failed: %w", failed)
	}
	return errors.Join(failed, a.Stop())
}

func (a *App) banner() error {
	b := console.Banner{
		Version: version.Read().Version, Devices: addrPort(a.devices), DevicesTLS: addrPort(a.devicesTLS), Web: addrPort(a.webListener),
		Base: a.cfg.WebBasePath, User: a.cfg.DeviceUser, Data: a.cfg.Data, At: time.Now(),
	}
	if interfaces, err := console.Interfaces(); err == nil {
		b.Outward = console.Outward(interfaces)
	}
	if a.cfg.DeviceToken.IsSet() {
		b.Token = a.cfg.DeviceToken.String()
		if console.IsTerminal(a.out) {
			b.Token = a.cfg.DeviceToken.Reveal()
		}
	}
	if a.people.Empty() && !a.cfg.Open {
		b.SetUp = a.setUp
	}
	if a.cfg.LogFormat == config.LogJSON {
		return b.JSON(a.out)
	}
	return b.Print(a.out, console.UseColor(a.out, os.Getenv))
}

// Addr is where devices post to, and where the API is.
func (a *App) Addr() (devices, web netip.AddrPort) {
	return addrPort(a.devices), addrPort(a.webListener)
}

var _ api.Devices = (*registry.Registry)(nil)

var _ api.Thumbnailer = (*thumb.Maker)(nil)
