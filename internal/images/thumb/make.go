package thumb

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"

	"golang.org/x/image/draw"
)

const quality = 80

// make makes one thumbnail.
func (m *Maker) make(ctx context.Context, k key) ([]byte, error) {
	f, info, err := m.images.Open(ctx, k.name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	// The header alone tells the size, before anything is read or waited for.
	head, err := jpeg.DecodeConfig(f)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPicture, err)
	}
	if err := checkHeader(head, info.Size); err != nil {
		return nil, err
	}
	give, err := take(ctx, m.workers)
	if err != nil {
		return nil, err
	}
	defer give()
	data := make([]byte, info.Size)
	if _, err := f.ReadAt(data, 0); err != nil && err != io.EOF {
		return nil, fmt.Errorf("read picture: %w", err)
	}
	if head.Width <= k.width {
		return data, nil
	}
	l, err := checkScans(head, data)
	if err != nil {
		return nil, err
	}
	if l {
		give, err := take(ctx, m.large)
		if err != nil {
			return nil, err
		}
		defer give()
	}
	return shrink(ctx, data, k.width)
}

func shrink(ctx context.Context, data []byte, width int) ([]byte, error) {
	img, err := jpeg.Decode(reader{ctx, bytes.NewReader(data)})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPicture, err)
	}
	b := img.Bounds()
	small := image.NewRGBA(image.Rect(0, 0, width, max(b.Dy()*width/b.Dx(), 1)))
	draw.ApproxBiLinear.Scale(small, small.Bounds(), img, b, draw.Src, nil)
	return encode(small)
}

// reader ends with its context, so that the decoder does.
type reader struct {
	ctx context.Context
	io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
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
