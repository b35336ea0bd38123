package thumb_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/images/fileimages"
	"github.com/watchpost/watchpost/internal/images/thumb"
)

var at = time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC)

func name(n int) string { return images.Name(at, fmt.Sprintf("01KAXW3V1S8Z6Q4J%010d", n), 0, "jpg") }

func picture(w, h int) []byte {
	img := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	for i := range img.Y {
		img.Y[i] = byte(i)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err) // an image in memory always encodes
	}
	return b.Bytes()
}

func maker(t *testing.T, files ...[]byte) *thumb.Maker {
	t.Helper()
	s, err := fileimages.Open(t.TempDir(), fileimages.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for i, data := range files {
		if err := s.Write(t.Context(), name(i), data); err != nil {
			t.Fatal(err)
		}
	}
	return thumb.New(s)
}

func TestSizes(t *testing.T) {
	m := maker(t, picture(1280, 720))
	for _, tt := range []struct{ ask, w, h int }{{16, 160, 90}, {160, 160, 90}, {300, 320, 180}, {1000, 1280, 720}, {5000, 1280, 720}} {
		data, err := m.Thumbnail(t.Context(), name(0), tt.ask)
		if err != nil {
			t.Fatal(err)
		}
		c, err := jpeg.DecodeConfig(bytes.NewReader(data))
		if err != nil || c.Width != tt.w || c.Height != tt.h {
			t.Errorf("%d: got %dx%d, %v, want %dx%d", tt.ask, c.Width, c.Height, err, tt.w, tt.h)
		}
	}
}

func TestMissing(t *testing.T) {
	if _, err := maker(t).Thumbnail(t.Context(), name(0), 160); !errors.Is(err, images.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
}

// claim changes the size in a JPEG's frame header.
func claim(t *testing.T, jpeg []byte, w, h int) []byte {
	t.Helper()
	out := bytes.Clone(jpeg)
	for i := 2; i+9 < len(out); i++ {
		if out[i] == 0xFF && (out[i+1] == 0xC0 || out[i+1] == 0xC2) {
			copy(out[i+5:], []byte{byte(h >> 8), byte(h), byte(w >> 8), byte(w)})
			return out
		}
	}
	t.Fatal("no frame header")
	return nil
}

// scans adds empty scans to a JPEG.
func scans(jpeg []byte, n int) []byte {
	end := len(jpeg) - 2
	return append(append(bytes.Clone(jpeg[:end]), bytes.Repeat([]byte{0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0}, n)...), jpeg[end:]...)
}

func TestB12BombsAndDamageGiveAPlaceholder(t *testing.T) {
	whole := picture(640, 360)
	tests := []struct {
		name string
		data []byte
		want error
	}{
		{"bomb", claim(t, picture(8, 8), 65500, 65500), thumb.ErrTooLarge},
		{"side of 16385", claim(t, whole, 16385, 360), thumb.ErrTooLarge},
		{"49 million pixels in few bytes", claim(t, picture(8, 8), 7000, 7000), thumb.ErrTooLarge},
		{"large and progressive", append(claim(t, progressive(64, 64), 4000, 4000), make([]byte, 20_000)...), thumb.ErrTooLarge},
		{"thousands of scans", scans(whole, 3000), thumb.ErrTooLarge},
		{"cut", whole[:len(whole)/2], thumb.ErrPicture},
		{"not a JPEG", []byte("<svg onload=alert(1)>"), thumb.ErrPicture},
		{"empty", nil, thumb.ErrPicture},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := maker(t, tt.data)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			got, err := m.Thumbnail(t.Context(), name(0), 320)
			runtime.ReadMemStats(&after)
			if !errors.Is(err, tt.want) || !errors.Is(err, thumb.ErrPicture) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if tt.want == thumb.ErrPicture && errors.Is(err, thumb.ErrTooLarge) {
				t.Errorf("got %v for what is merely damaged", err)
			}
			if c, err := jpeg.DecodeConfig(bytes.NewReader(got)); err != nil || c.Width != 320 {
				t.Errorf("placeholder: %+v, %v", c, err)
			}
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 5<<20 {
				t.Errorf("allocated %d MB", grown>>20)
			}
		})
	}
}

// slow is a store whose files can be opened, but not read before the context of
// whoever opened them ends.
type slow struct {
	images.Store
	opened chan struct{}
	ended  chan struct{}
}

func (s *slow) Open(ctx context.Context, name string) (images.File, images.Info, error) {
	s.opened <- struct{}{}
	<-ctx.Done()
	s.ended <- struct{}{}
	return nil, images.Info{}, ctx.Err()
}

func TestWhatNobodyWaitsForEnds(t *testing.T) {
	s := &slow{opened: make(chan struct{}, 10), ended: make(chan struct{}, 10)}
	m := thumb.New(s)
	first, leaveFirst := context.WithCancel(t.Context())
	second, leaveSecond := context.WithCancel(t.Context())
	defer leaveFirst()
	defer leaveSecond()
	left := make(chan error)
	ask := func(ctx context.Context) {
		_, err := m.Thumbnail(ctx, name(0), 160)
		left <- err
	}
	go ask(first)
	<-s.opened
	go ask(second)
	leaveFirst()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
	leaveSecond()
	<-left
	<-s.ended
	third, cancel := context.WithCancel(t.Context())
	go ask(third)
	<-s.opened // it begins anew
	cancel()
	<-left
}

// counting counts how often files are opened.
type counting struct {
	images.Store
	opened atomic.Int64
}

func (c *counting) Open(ctx context.Context, name string) (images.File, images.Info, error) {
	c.opened.Add(1)
	return c.Store.Open(ctx, name)
}

func TestWhatWasMadeIsKept(t *testing.T) {
	s, err := fileimages.Open(t.TempDir(), fileimages.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i, data := range [][]byte{picture(640, 360), []byte("rubbish")} {
		if err := s.Write(t.Context(), name(i), data); err != nil {
			t.Fatal(err)
		}
		c := &counting{Store: s}
		m := thumb.New(c)
		for _, width := range []int{100, 160, 90} {
			if _, err := m.Thumbnail(t.Context(), name(i), width); err != nil && i == 0 {
				t.Fatal(err)
			}
		}
		if got := c.opened.Load(); got != 1 {
			t.Errorf("picture %d was opened %d times, want once", i, got)
		}
	}
}

func TestManyAtOnceShareTheWork(t *testing.T) {
	m := maker(t, picture(1920, 1080))
	var wg sync.WaitGroup
	results := make([][]byte, 40)
	for i := range results {
		wg.Go(func() {
			var err error
			if results[i], err = m.Thumbnail(t.Context(), name(0), 320); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, r := range results {
		if &r[0] != &results[0][0] {
			t.Fatal("the same thumbnail was made twice")
		}
	}
}

func BenchmarkThumbnail(b *testing.B) {
	s, err := fileimages.Open(b.TempDir(), fileimages.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if err := s.Write(b.Context(), name(0), picture(2688, 1520)); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := thumb.New(s).Thumbnail(b.Context(), name(0), 320); err != nil {
			b.Fatal(err)
		}
	}
}
