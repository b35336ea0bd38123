// Package thumb makes small pictures of kept ones. It is the only place where a
// device's picture is decoded, and it does so with care: a file of a few hundred
// bytes can claim to be a picture of gigabytes.
package thumb

import (
	"bytes"
	"container/list"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"sync"

	"golang.org/x/image/draw"

	"github.com/watchpost/watchpost/internal/images"
)

// ErrPicture means that a picture cannot be shown small: it is damaged, or
// claims more pixels than are decoded. A placeholder comes with it.
var ErrPicture = errors.New("picture cannot be decoded")

// Bounds.
const (
	// MaxPixels is the largest picture that is decoded.
	MaxPixels = 50_000_000
	// MaxBytes is the largest file that is read.
	MaxBytes = 32 << 20
	// Workers is how many pictures are decoded at once.
	Workers = 2
	// CacheBytes is how much of what was made is kept in memory: several pages
	// of sixty.
	CacheBytes = 12 << 20

	quality = 80
)

// widths are the sizes that are made; what is asked for is rounded up to one.
var widths = [...]int{160, 320, 480, 640, 960, 1280, 1920}

// Maker makes thumbnails of the pictures in Images. Make it with New.
type Maker struct {
	images  images.Store
	workers chan struct{}

	mu    sync.Mutex
	jobs  map[key]*job
	cache map[key]*list.Element // of *job
	order *list.List            // used last at the front
	bytes int
}

type key struct {
	name  string
	width int
}

// job is one thumbnail being made, or made.
type job struct {
	key  key
	done chan struct{}
	data []byte
	err  error
}

// New returns a Maker.
func New(s images.Store) *Maker {
	return &Maker{
		images: s, workers: make(chan struct{}, Workers),
		jobs: make(map[key]*job), cache: make(map[key]*list.Element), order: list.New(),
	}
}

// Thumbnail returns a JPEG of the picture that is at least width pixels wide, or
// the picture itself when it is not wider than that. With an ErrPicture comes a
// placeholder that can be shown in its place.
func (m *Maker) Thumbnail(ctx context.Context, name string, width int) ([]byte, error) {
	k := key{name, roundUp(width)}
	m.mu.Lock()
	if e := m.cache[k]; e != nil {
		m.order.MoveToFront(e)
		j := e.Value.(*job)
		m.mu.Unlock()
		return j.data, j.err
	}
	j := m.jobs[k]
	if j == nil {
		j = &job{key: k, done: make(chan struct{})}
		m.jobs[k] = j
		go m.run(j)
	}
	m.mu.Unlock()
	select {
	case <-j.done:
		return j.data, j.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func roundUp(width int) int {
	for _, w := range widths {
		if width <= w {
			return w
		}
	}
	return widths[len(widths)-1]
}

// run makes one thumbnail, for whoever waits: it goes on when they leave, since
// the next will ask for it.
func (m *Maker) run(j *job) {
	m.workers <- struct{}{}
	j.data, j.err = m.make(context.Background(), j.key)
	<-m.workers

	m.mu.Lock()
	delete(m.jobs, j.key)
	if j.err == nil || errors.Is(j.err, ErrPicture) {
		m.keep(j)
	}
	m.mu.Unlock()
	close(j.done)
}

func (m *Maker) keep(j *job) {
	m.cache[j.key] = m.order.PushFront(j)
	m.bytes += len(j.data)
	for m.bytes > CacheBytes && m.order.Len() > 1 {
		old := m.order.Remove(m.order.Back()).(*job)
		delete(m.cache, old.key)
		m.bytes -= len(old.data)
	}
}

func (m *Maker) make(ctx context.Context, k key) ([]byte, error) {
	f, info, err := m.images.Open(ctx, k.name)
	if err != nil {
		return nil, fmt.Errorf("thumbnail: %w", err)
	}
	defer f.Close()
	fail := func(why string) ([]byte, error) {
		return placeholder(k.width), fmt.Errorf("thumbnail of %s: %w: %s", k.name, ErrPicture, why)
	}
	if info.Size > MaxBytes {
		return fail("the file is too large")
	}
	data, err := io.ReadAll(f)
	if err != nil {
		return nil, fmt.Errorf("thumbnail of %s: %w", k.name, err)
	}
	// The header tells the size without decoding anything.
	head, err := jpeg.DecodeConfig(bytes.NewReader(data))
	switch {
	case err != nil:
		return fail(err.Error())
	case head.Width*head.Height > MaxPixels || head.Width <= 0 || head.Height <= 0:
		return fail(fmt.Sprintf("it claims %d x %d pixels", head.Width, head.Height))
	case head.Width <= k.width:
		if _, err := jpeg.Decode(bytes.NewReader(data)); err != nil {
			return fail(err.Error())
		}
		return data, nil
	}
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return fail(err.Error())
	}
	small := image.NewRGBA(image.Rect(0, 0, k.width, max(head.Height*k.width/head.Width, 1)))
	draw.ApproxBiLinear.Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
	return encode(small)
}

func encode(img image.Image) ([]byte, error) {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("encode thumbnail: %w", err)
	}
	return out.Bytes(), nil
}

// placeholder is a grey picture with a diagonal.
func placeholder(width int) []byte {
	w, h := width, width*9/16
	img := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.Gray{Y: 0x60}
			if d := x*h/w - y; d > -2 && d < 2 {
				c.Y = 0x80
			}
			img.SetGray(x, y, c)
		}
	}
	data, err := encode(img)
	if err != nil {
		panic(err) // an image in memory always encodes
	}
	return data
}
