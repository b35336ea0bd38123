// Package thumb makes small pictures of kept ones. It is the only place where a
// device's picture is decoded, and it does so with care: a file of a few hundred
// bytes can claim to be a picture of gigabytes.
package thumb

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/watchpost/watchpost/internal/images"
)

// Errors of a Maker. A placeholder that can be shown comes with both.
var (
	// ErrPicture means that a picture cannot be shown small: it is damaged, or
	// too large.
	ErrPicture = errors.New("picture cannot be decoded")
	// ErrTooLarge is an ErrPicture because it would take too much to decode it.
	ErrTooLarge error = tooLarge{}
)

type tooLarge struct{}

func (tooLarge) Error() string        { return "picture is too large to be decoded" }
func (tooLarge) Is(target error) bool { return target == ErrPicture }

const (
	// Workers is how many pictures are decoded at once.
	Workers = 2
	// CacheBytes is how much of what was made is kept in memory: ten pages of
	// sixty. Browsers keep what they have seen for ever, so there is no need for
	// more, nor for a cache on the disk.
	CacheBytes = 12 << 20
)

// widths are the sizes that are made; what is asked for is rounded up to one.
var widths = [...]int{160, 320, 480, 640, 960, 1280, 1920}

func roundUp(width int) int {
	for _, w := range widths {
		if width <= w {
			return w
		}
	}
	return widths[len(widths)-1]
}

// Maker makes thumbnails of the pictures in an image store. Make it with New.
type Maker struct {
	images  images.Store
	workers chan struct{}
	large   chan struct{} // held while a large picture is decoded: one at a time

	mu    sync.Mutex
	jobs  map[key]*job
	cache cache
}

// key is one thumbnail.
type key struct {
	name  string
	width int
}

// result is what became of one.
type result struct {
	data []byte
	err  error
}

// job is a thumbnail being made, for all that wait for it.
type job struct {
	result
	done    chan struct{}
	waiting int
	cancel  context.CancelFunc
}

// New returns a Maker.
func New(s images.Store) *Maker {
	return &Maker{
		images: s, workers: make(chan struct{}, Workers), large: make(chan struct{}, 1),
		jobs: make(map[key]*job), cache: newCache(CacheBytes),
	}
}

// Thumbnail returns a JPEG of the picture that is at least width pixels wide, up
// to 1920, or the picture itself when it is not wider than that. Its error wraps
// images.ErrNotFound when no file has the name. With an ErrPicture comes a
// placeholder that can be shown in its place. The result must not be changed.
func (m *Maker) Thumbnail(ctx context.Context, name string, width int) ([]byte, error) {
	k := key{name, roundUp(width)}
	m.mu.Lock()
	if r, ok := m.cache.get(k); ok {
		m.mu.Unlock()
		return r.shown(k)
	}
	j := m.jobs[k]
	if j == nil {
		j = m.start(context.WithoutCancel(ctx), k)
	}
	j.waiting++
	m.mu.Unlock()
	select {
	case <-j.done:
		return j.shown(k)
	case <-ctx.Done():
		m.leave(k, j)
		return nil, ctx.Err()
	}
}

// shown is the result with the placeholder where there is no picture.
func (r result) shown(k key) ([]byte, error) {
	if errors.Is(r.err, ErrPicture) {
		return placeholder(k.width), r.err
	}
	return r.data, r.err
}

// start starts a job. The caller holds m.mu.
func (m *Maker) start(ctx context.Context, k key) *job {
	ctx, cancel := context.WithCancel(ctx)
	j := &job{done: make(chan struct{}), cancel: cancel}
	m.jobs[k] = j
	go func() {
		defer cancel()
		j.data, j.err = m.make(ctx, k)
		if j.err != nil {
			j.err = fmt.Errorf("thumbnail of %s: %w", k.name, j.err)
		}
		m.mu.Lock()
		if m.jobs[k] == j {
			delete(m.jobs, k)
		}
		if j.err == nil || errors.Is(j.err, ErrPicture) {
			m.cache.put(k, j.result)
		}
		m.mu.Unlock()
		close(j.done)
	}()
	return j
}

// leave ends a job that nobody waits for any more.
func (m *Maker) leave(k key, j *job) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if j.waiting--; j.waiting > 0 {
		return
	}
	j.cancel()
	if m.jobs[k] == j {
		delete(m.jobs, k)
	}
}

// take takes a place in ch while ctx lasts, and returns what gives it back.
func take(ctx context.Context, ch chan struct{}) (give func(), err error) {
	select {
	case ch <- struct{}{}:
		return func() { <-ch }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
