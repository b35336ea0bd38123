package ingest_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/commit"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/ingest"
	"github.com/watchpost/watchpost/internal/ingest/capture"
	"github.com/watchpost/watchpost/internal/ingest/connlog"
	"github.com/watchpost/watchpost/internal/ingest/deviceauth"
	"github.com/watchpost/watchpost/internal/ingest/netlimit"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/registry"
	"github.com/watchpost/watchpost/internal/store"
)

// memory is a store and an image store in memory.
type memory struct {
	mu       sync.Mutex
	fail     error
	gate     chan struct{} // when not nil, commits wait for it to be closed
	batches  []*store.Batch
	dedup    map[[16]byte]bool
	files    map[string][]byte
	writeErr error
	alarm    func(alarm.Change) // is told of each; may be nil
}

// rows is the memory as a store.
type rows struct{ *memory }

func (m rows) Sync(context.Context) error { return nil }

func (m rows) Write(ctx context.Context, b *store.Batch) ([]journal.Entry, error) {
	m.mu.Lock()
	gate := m.gate
	m.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return nil, m.fail
	}
	m.batches = append(m.batches, b)
	for _, c := range b.Alarms {
		if m.alarm != nil {
			m.alarm(c)
		}
	}
	for _, e := range b.Events {
		if e.Duplicate = m.dedup[e.Dedup]; !e.Duplicate {
			m.dedup[e.Dedup] = true
			e.Seq = int64(len(m.dedup))
		}
	}
	return nil, nil
}

func (m *memory) Write(_ context.Context, name string, data []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.writeErr != nil {
		return m.writeErr
	}
	if !images.ValidName(name) {
		return images.ErrName
	}
	m.files[name] = bytes.Clone(data)
	return nil
}

func (m *memory) Sync(context.Context) error { return nil }
func (m *memory) Open(context.Context, string) (images.File, images.Info, error) {
	return nil, images.Info{}, images.ErrNotFound
}
func (m *memory) Remove(_ context.Context, names ...string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, n := range names {
		delete(m.files, n)
	}
	return nil
}
func (m *memory) Walk(context.Context, func(images.Info) error) error { return nil }

// rig is a listener with everything behind it but the disk.
type rig struct {
	*ingest.Server
	t      *testing.T
	memory *memory
	addr   string
}

func start(t *testing.T, set func(*ingest.Server)) *rig {
	t.Helper()
	mem := &memory{dedup: map[[16]byte]bool{}, files: map[string][]byte{}}
	log := slog.New(slog.DiscardHandler)
	c := &commit.Committer{Store: rows{mem}, Images: mem, Log: log, Now: time.Now, Retry: 5 * time.Millisecond}
	c.Start()
	s := &ingest.Server{
		Committer: c, Registry: &registry.Registry{Now: time.Now}, Auth: &deviceauth.Policy{}, Log: log,
		ConnLog: connlog.New(connlog.Options{}), Capture: capture.New(capture.Options{}),
	}
	if set != nil {
		set(s)
	}
	s.Start()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(netlimit.New(l, netlimit.Options{Log: log}), nil) }()
	t.Cleanup(func() {
		mem.mu.Lock()
		if mem.gate != nil {
			select {
			case <-mem.gate:
			default:
				close(mem.gate)
			}
		}
		mem.mu.Unlock()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Errorf("close the listener: %v", err)
		}
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
		if err := c.Close(ctx); err != nil {
			t.Errorf("close the committer: %v", err)
		}
		if n := s.Budget.Used(); n != 0 {
			t.Errorf("%d bytes are still in flight at the end", n)
		}
	})
	return &rig{Server: s, t: t, memory: mem, addr: l.Addr().String()}
}

// post posts a body as a camera does.
func (r *rig) post(body string) (status int, answer string) {
	r.t.Helper()
	return r.postTo("/API", "application/xml; charset=utf-8", body)
}

func (r *rig) postTo(path, contentType, body string) (status int, answer string) {
	r.t.Helper()
	req, err := http.NewRequest(http.MethodPost, "http://"+r.addr+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// events are the events that were stored, duplicates left out.
func (r *rig) events() []*store.NewEvent {
	r.memory.mu.Lock()
	defer r.memory.mu.Unlock()
	var out []*store.NewEvent
	for _, b := range r.memory.batches {
		for _, e := range b.Events {
			if !e.Duplicate {
				out = append(out, e)
			}
		}
	}
	return out
}

// event posts a body that is one new event and returns it.
func (r *rig) event(body string) *event.Event {
	r.t.Helper()
	before := len(r.events())
	if status, answer := r.post(body); status != http.StatusOK {
		r.t.Fatalf("got %d %q, want 200", status, answer)
	}
	after := r.events()
	if len(after) != before+1 {
		r.t.Fatalf("the post made %d events, want one", len(after)-before)
	}
	return after[before].Event
}

// collect gathers one kind of row over all batches.
func collect[T any](r *rig, from func(*store.Batch) []T) []T {
	r.memory.mu.Lock()
	defer r.memory.mu.Unlock()
	var out []T
	for _, b := range r.memory.batches {
		out = append(out, from(b)...)
	}
	return out
}

func (r *rig) quarantined() []store.Quarantined {
	return collect(r, func(b *store.Batch) []store.Quarantined { return b.Quarantined })
}

// lastRequest is the newest entry of the connection log.
func (r *rig) lastRequest() connlog.Entry {
	r.t.Helper()
	es := r.ConnLog.All(1, 0)
	if len(es) == 0 {
		r.t.Fatal("the connection log is empty")
	}
	return es[0]
}

// picture is a JPEG of this size.
func picture(w, h int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		panic(err) // an image in memory always encodes
	}
	return b.Bytes()
}

// nvr is a recorder's event post, around what is given.
func nvr(smart, micros, inside string) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<config version="2.0.0" xmlns="http://www.ipc.com/ver10"><messageType>alarmData</messageType>
<deviceInfo><deviceName><![CDATA[Recorder One]]></deviceName><ip>192.0.2.40</ip><mac>02:00:5E:20:C3:0B</mac><channelId>3</channelId></deviceInfo>
<smartType>%s</smartType><currentTime>%s</currentTime>%s</config>`, smart, micros, inside)
}

// micros is the device's time now.
func micros() string { return fmt.Sprint(time.Now().UnixMicro()) }
