package capture

import (
	"bufio"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"time"
)

// Headers that a captured request carries besides its own.
const (
	HeaderAt   = "X-Captured-At"   // when it arrived, RFC 3339 with fractions
	HeaderFrom = "X-Captured-From" // the address it came from
)

// ContentType is the media type of what WriteTo writes.
const ContentType = "application/http; msgtype=request"

// WriteTo writes a device's posts, oldest first, as one HTTP/1.1 request message
// after another. open opens a picture by name. A post whose picture is gone is
// left out.
func (r *Ring) WriteTo(ctx context.Context, w io.Writer, device string, open func(ctx context.Context, name string) (io.ReadCloser, error)) error {
	out := bufio.NewWriterSize(w, 64<<10)
	for _, p := range r.posts(device) {
		if err := ctx.Err(); err != nil {
			return err
		}
		images, err := openAll(ctx, p, open)
		if err != nil {
			continue // retention was here
		}
		err = write(out, p, images)
		for _, img := range images {
			img.Close()
		}
		if err != nil {
			return fmt.Errorf("write captured post: %w", err)
		}
	}
	return out.Flush()
}

func openAll(ctx context.Context, p Post, open func(context.Context, string) (io.ReadCloser, error)) (images []io.ReadCloser, err error) {
	for _, s := range p.Body {
		if s.Image == "" {
			continue
		}
		f, err := open(ctx, s.Image)
		if err != nil {
			for _, img := range images {
				img.Close()
			}
			return nil, err
		}
		images = append(images, f)
	}
	return images, nil
}

func write(w *bufio.Writer, p Post, images []io.ReadCloser) error {
	fmt.Fprintf(w, "%s %s HTTP/1.1\r\n", oneLine(p.Method), oneLine(p.Target))
	names := make([]string, 0, len(p.Header))
	for name := range p.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, v := range p.Header[name] {
			fmt.Fprintf(w, "%s: %s\r\n", textproto.CanonicalMIMEHeaderKey(name), oneLine(v))
		}
	}
	fmt.Fprintf(w, "%s: %s\r\n%s: %s\r\nContent-Length: %d\r\n\r\n",
		HeaderAt, p.At.UTC().Format(time.RFC3339Nano), HeaderFrom, p.RemoteIP, p.length())
	for _, s := range p.Body {
		if s.Image == "" {
			w.Write(s.Literal)
			continue
		}
		enc := base64.NewEncoder(base64.StdEncoding, w)
		n, err := io.Copy(enc, images[0])
		if err != nil {
			return fmt.Errorf("read image %s: %w", s.Image, err)
		}
		if base64.StdEncoding.EncodedLen(int(n)) != s.Length {
			return fmt.Errorf("image %s has %d bytes, not those that were posted", s.Image, n)
		}
		enc.Close()
		images = images[1:]
	}
	_, err := w.Write(nil) // the first error of the writer
	return err
}

// oneLine keeps a text from ending the line it stands on.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
}

// KeepHeader are the headers of a request that a capture keeps.
func KeepHeader(h http.Header) http.Header {
	out := make(http.Header)
	for _, name := range [...]string{"Content-Type", "Connection", "User-Agent", "Accept", "Accept-Encoding", "Soapaction"} {
		if v := h[name]; len(v) > 0 {
			out[name] = slices.Clone(v[:1])
		}
	}
	return out
}
