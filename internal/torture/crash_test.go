//go:build unix

package torture

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/watchpost/watchpost/internal/e2e"
	"github.com/watchpost/watchpost/internal/load/posts"
)

// TestF01KilledAtAnyMoment (R81 too) kills the server again and again under load. Nothing
// that was answered with success may be missing.
func TestF01KilledAtAnyMoment(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	l := newLedger()
	rnd := rand.New(rand.NewPCG(7, 7))
	for round := range pick(4, 50) {
		start := time.Now()
		i := e2e.Start(t, e2e.Options{Data: data})
		status, _, err := i.Post("/API", "application/xml", posts.Device{N: 1}.Keepalive())
		if err != nil || status != http.StatusOK {
			t.Fatalf("round %d: first post: %d %v", round, status, err)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("round %d: the first answer took %v, want at most 5 s", round, took)
		}
		ctx, cancel := context.WithCancel(t.Context())
		kill := time.AfterFunc(time.Duration(300+rnd.IntN(pick(900, 4500)))*time.Millisecond, func() {
			i.Kill()
			cancel()
		})
		mix(ctx, i.Devices, 16, l, 200_000)
		kill.Stop()
		cancel()
		i.Kill()
		quickCheck(t, data)
	}
	i := e2e.Start(t, e2e.Options{Data: data})
	total := l.verify(t.Context(), t, i.Web)
	sent, acked := l.counts()
	t.Logf("%d sent, %d acknowledged, %d stored", sent, acked, total)
	if acked < 100 {
		t.Errorf("only %d events were acknowledged: the test does not bite", acked)
	}
}

// quickCheck asks SQLite whether the database is whole.
func quickCheck(t *testing.T, data string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "watchpost.db")+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var got string
	if err := db.QueryRow("PRAGMA quick_check").Scan(&got); err != nil || got != "ok" {
		t.Errorf("quick_check: %q, %v", got, err)
	}
}

// TestF19StopsCleanlyUnderLoad asks the server to end under load.
func TestF19StopsCleanlyUnderLoad(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	l := newLedger()
	i := e2e.Start(t, e2e.Options{Data: data})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stopped := make(chan error, 1)
	time.AfterFunc(pick(time.Second, 10*time.Second), func() {
		start := time.Now()
		err := i.Stop()
		if took := time.Since(start); err == nil && took > 10*time.Second {
			t.Errorf("stopping took %v, want at most 10 s", took)
		}
		cancel()
		stopped <- err
	})
	mix(ctx, i.Devices, 16, l, 200_000)
	if err := <-stopped; err != nil {
		t.Errorf("exit: %v\n%s", err, i.Output())
	}
	again := e2e.Start(t, e2e.Options{Data: data})
	l.verify(t.Context(), t, again.Web)
	if _, acked := l.counts(); acked < 100 {
		t.Errorf("only %d events were acknowledged: the test does not bite", acked)
	}
}

// TestF24SecondInstance starts a second server on the same folder.
func TestF24SecondInstance(t *testing.T) {
	first := e2e.Start(t, e2e.Options{})
	start := time.Now()
	second, err := e2e.TryStart(t, e2e.Options{Data: first.Data})
	if err == nil {
		second.Kill()
		t.Fatal("a second server started on the same data")
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("refusing took %v", took)
	}
	t.Logf("refused with: %v", err)
	if status, _, err := first.Post("/API", "application/xml", posts.Device{N: 1}.Keepalive()); err != nil || status != http.StatusOK {
		t.Errorf("the first server: %d %v", status, err)
	}
}
