package ingest_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/commit"
	"github.com/watchpost/watchpost/internal/ingest"
	"github.com/watchpost/watchpost/internal/ingest/capture"
	"github.com/watchpost/watchpost/internal/ingest/connlog"
	"github.com/watchpost/watchpost/internal/ingest/deviceauth"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/registry"
	"github.com/watchpost/watchpost/internal/store"
)

// nowhere is a store that keeps nothing.
type nowhere struct{}

func (nowhere) Sync(context.Context) error { return nil }

func (nowhere) Write(_ context.Context, b *store.Batch) ([]journal.Entry, error) { return nil, nil }

// BenchmarkEvent is what an event without pictures costs from its request to its
// answer, but for the network and the store.
func BenchmarkEvent(b *testing.B) {
	log := slog.New(slog.DiscardHandler)
	c := &commit.Committer{Store: nowhere{}, Images: &memory{}, Log: log, Now: time.Now}
	c.Start()
	s := &ingest.Server{
		Committer: c, Registry: &registry.Registry{Now: time.Now}, Auth: &deviceauth.Policy{}, Log: log,
		ConnLog: connlog.New(connlog.Options{}), Capture: capture.New(capture.Options{}),
	}
	s.Start()
	defer func() {
		if err := s.Close(b.Context()); err != nil {
			b.Error(err)
		}
		if err := c.Close(b.Context()); err != nil {
			b.Error(err)
		}
	}()
	body := nvr("PEA", micros(), `<perimeterInfo><item><eventId>916</eventId><targetId>716</targetId></item></perimeterInfo>`)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		r := httptest.NewRequest(http.MethodPost, "/API", nil)
		r.RemoteAddr = "192.168.1.60:40000"
		r.Header.Set("Content-Type", "application/soap+xml; charset=utf-8")
		r.ContentLength = int64(len(body))
		w := new(blank)
		reader := strings.NewReader(body)
		for pb.Next() {
			reader.Reset(body)
			r.Body = io.NopCloser(reader)
			w.status = 0
			s.ServeHTTP(w, r)
			if w.status > http.StatusOK {
				b.Errorf("answered %d", w.status)
				return
			}
		}
	})
}

// blank is an answer that goes nowhere.
type blank struct {
	header http.Header
	status int
	once   sync.Once
}

func (w *blank) Header() http.Header {
	w.once.Do(func() { w.header = make(http.Header) })
	return w.header
}
func (w *blank) Write(p []byte) (int, error) { return len(p), nil }
func (w *blank) WriteHeader(status int)      { w.status = status }
