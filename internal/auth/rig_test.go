package auth_test

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/auth"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlite"
)

var (
	home      = netip.MustParseAddr("192.0.2.7")
	elsewhere = netip.MustParseAddr("198.51.100.9")
	byAnn     = auth.By{Name: "Ann", IP: home}
)

const (
	annsPassword = "correct horse battery"
	bobsPassword = "staple of the stable"
)

// rig is a Service over a real database, with a clock of its own.
type rig struct {
	*auth.Service
	t     *testing.T
	db    *sqlite.DB
	clock *clock
	fail  *failing
}

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// failing is a keeper that can be made to fail.
type failing struct {
	auth.Keeper
	err error
}

func (f *failing) KeepPeople(ctx context.Context, c access.Changes) error {
	if f.err != nil {
		return f.err
	}
	return f.Keeper.KeepPeople(ctx, c)
}

func (f *failing) SeenPeople(ctx context.Context, sessions, tokens map[string]time.Time) error {
	if f.err != nil {
		return f.err
	}
	return f.Keeper.SeenPeople(ctx, sessions, tokens)
}

var errFull = errors.New("no room")

func newRig(t *testing.T) *rig {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "w.db"), sqlite.Options{Log: slog.New(slog.DiscardHandler), Relaxed: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	r := &rig{t: t, db: db, fail: &failing{Keeper: db}, clock: &clock{at: time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)}}
	r.Service = r.open(auth.Cheap(auth.Options{}))
	return r
}

// open opens another service over the same database.
func (r *rig) open(o auth.Options) *auth.Service {
	r.t.Helper()
	o.Keeper, o.Log, o.Now = r.fail, slog.New(slog.DiscardHandler), r.clock.now
	s, err := auth.Open(r.t.Context(), o)
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

// withAnn is a rig whose administrator is Ann.
func withAnn(t *testing.T) (*rig, access.User) {
	r := newRig(t)
	ann, err := r.SetUp(t.Context(), auth.SetUp{Name: "Ann", Password: annsPassword, IP: home})
	if err != nil {
		t.Fatal(err)
	}
	return r, ann
}

// bob is another user.
func (r *rig) bob(role access.Role, l access.Limits) access.User {
	r.t.Helper()
	u, err := r.AddUser(r.t.Context(), auth.NewUser{Name: "Bob", Password: bobsPassword, Role: role, Limits: l}, byAnn)
	if err != nil {
		r.t.Fatal(err)
	}
	return u
}

// login logs somebody in who must be let in.
func (r *rig) login(name, password string) (secret string) {
	r.t.Helper()
	secret, _, err := r.Login(r.t.Context(), auth.Login{Name: name, Password: password, IP: home, UserAgent: "test"})
	if err != nil {
		r.t.Fatalf("login of %s: %v", name, err)
	}
	return secret
}

// session is who has a cookie that must be good.
func (r *rig) session(secret string) access.Principal {
	r.t.Helper()
	p, err := r.Session(secret)
	if err != nil {
		r.t.Fatalf("session: %v", err)
	}
	return p
}

// in says whether a cookie is good.
func (r *rig) in(secret string) bool {
	_, err := r.Session(secret)
	return err == nil
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// log is the audit log, the newest first.
func (r *rig) log() []access.Entry {
	r.t.Helper()
	entries, _, err := r.db.Audit(r.t.Context(), store.Page{Limit: 500})
	if err != nil {
		r.t.Fatal(err)
	}
	return entries
}

func wantErr(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func wantInvalid(t *testing.T, what string, err error, field string) {
	t.Helper()
	if invalid, ok := errors.AsType[auth.InvalidError](err); !ok || invalid.Field != field {
		t.Errorf("%s: got %v, want something wrong with %s", what, err, field)
	}
}

func ptr[T any](v T) *T { return &v }
