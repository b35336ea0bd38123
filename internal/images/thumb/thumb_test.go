package thumb_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"runtime"
	"sync"
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

func TestB12BombsAndDamageGiveAPlaceholder(t *testing.T) {
	bomb := picture(8, 8)
	for i := 2; i+9 < len(bomb); i++ { // the frame header's size
		if bomb[i] == 0xFF && bomb[i+1] == 0xC0 {
			copy(bomb[i+5:], []byte{0xFF, 0xDC, 0xFF, 0xDC})
			break
		}
	}
	whole := picture(640, 360)
	for what, data := range map[string][]byte{
		"bomb": bomb, "cut": whole[:len(whole)/2], "not a JPEG": []byte("<svg onload=alert(1)>"), "empty": nil,
	} {
		t.Run(what, func(t *testing.T) {
			m := maker(t, data)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			got, err := m.Thumbnail(t.Context(), name(0), 320)
			runtime.ReadMemStats(&after)
			if !errors.Is(err, thumb.ErrPicture) {
				t.Errorf("got %v, want ErrPicture", err)
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
