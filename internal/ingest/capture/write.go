package capture

import (
	"bufio"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"net/textproto"
	"slices"
	"strings"
	"time"
)

// Headers that a captured request carries besides its own.
const (
	HeaderAt   = "X-Captured-At"   // when it arrived, RFC 3339 with fractions
	HeaderFrom = "X-Captured-From" // the address it came from
	// HeaderOmitted is how many posts before this one are left out, since a
	// picture of theirs is not kept any more. It is absent when there are none.
	HeaderOmitted = "X-Captured-Omitted"
)

// ContentType is the media type of what WriteTo writes.
const ContentType = "application/http; msgtype=request"

// WriteTo writes a device's posts, oldest first, as one HTTP request message
// after another, each with its body exactly as it was posted. open opens a
// picture by name. A post is left out when a picture of it is gone, or is not
// what it was; the next one that is written says so.
func (r *Ring) WriteTo(ctx context.Context, w io.Writer, device string, open func(ctx context.Context, name string) (io.ReadCloser, error)) error {
	out := bufio.NewWriterSize(w, 64<<10)
	var body []byte // reused; as large as the largest post
	omitted := 0
	for _, p := range r.posts(device) {
		var err error
		body, err = p.whole(ctx, body[:0], open)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			omitted++ // retention was here
			continue
		}
		p.writeHeader(out, omitted)
		omitted = 0
		if _, err := out.Write(body); err != nil {
			return fmt.Errorf("write captured post: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write captured post: %w", err)
	}
	return nil
}

// whole appends the body as it was posted.
func (p *Post) whole(ctx context.Context, dst []byte, open func(context.Context, string) (io.ReadCloser, error)) ([]byte, error) {
	for _, s := range p.Body {
		if s.Image == "" {
			dst = append(dst, s.Literal...)
			continue
		}
		picture, err := load(ctx, s, open)
		if err != nil {
			return dst, err
		}
		dst = base64.StdEncoding.AppendEncode(dst, picture)
	}
	return dst, nil
}

// load reads the picture of a segment.
func load(ctx context.Context, s Segment, open func(context.Context, string) (io.ReadCloser, error)) ([]byte, error) {
	f, err := open(ctx, s.Image)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, int64(s.Length)))
	if err != nil {
		return nil, fmt.Errorf("read image %s: %w", s.Image, err)
	}
	if base64.StdEncoding.EncodedLen(len(b)) != s.Length {
		return nil, fmt.Errorf("image %s is not the one that was posted", s.Image)
	}
	return b, nil
}

// writeHeader writes all but the body. An error comes again with the next write.
func (p *Post) writeHeader(w *bufio.Writer, omitted int) {
	proto := "HTTP/1.1"
	if p.Proto == "HTTP/1.0" {
		proto = p.Proto
	}
	fmt.Fprintf(w, "%s %s %s\r\n", oneLine(p.Method), oneLine(p.Target), proto)
	for _, name := range slices.Sorted(maps.Keys(p.Header)) {
		if key := textproto.CanonicalMIMEHeaderKey(name); !ours(key) {
			for _, v := range p.Header[name] {
				fmt.Fprintf(w, "%s: %s\r\n", oneLine(key), oneLine(v))
			}
		}
	}
	fmt.Fprintf(w, "%s: %s\r\n%s: %s\r\n", HeaderAt, p.At.UTC().Format(time.RFC3339Nano), HeaderFrom, oneLine(p.RemoteIP))
	if omitted > 0 {
		fmt.Fprintf(w, "%s: %d\r\n", HeaderOmitted, omitted)
	}
	fmt.Fprintf(w, "Content-Length: %d\r\n\r\n", p.length())
}

// ours says whether a header is written by us or never.
func ours(key string) bool {
	switch key {
	case HeaderAt, HeaderFrom, HeaderOmitted, "Content-Length", "Transfer-Encoding", "Trailer",
		"Authorization", "Proxy-Authorization", "Cookie":
		return true
	}
	return false
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
