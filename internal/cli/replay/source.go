package replay

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"

	"github.com/watchpost/watchpost/internal/ingest/capture"
)

// expand replaces folders by the files in them, by name, and looks whether all
// are there before the first is posted.
func expand(names []string) ([]string, error) {
	var out []string
	for _, name := range names {
		if name == "-" {
			out = append(out, name)
			continue
		}
		info, err := os.Stat(name)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			out = append(out, name)
			continue
		}
		before := len(out)
		err = filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				out = append(out, path)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("read folder: %w", err)
		}
		if len(out) == before {
			return nil, fmt.Errorf("folder %s holds no files", name)
		}
	}
	return out, nil
}

// source is one file, of either kind.
type source struct {
	io.Closer
	capture *capture.Reader // nil for a single body
	body    io.Reader       // nil once it was read
}

// open opens a file; "-" is in.
func open(name string, in io.Reader) (*source, error) {
	var f io.ReadCloser
	if name == "-" {
		if in == nil {
			return nil, errors.New("there is no standard input")
		}
		f = io.NopCloser(in)
	} else {
		var err error
		if f, err = os.Open(name); err != nil {
			return nil, err
		}
	}
	r := bufio.NewReaderSize(f, 64<<10)
	start, err := r.Peek(4 << 10)
	if err != nil && err != io.EOF {
		f.Close()
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if capture.IsCapture(start) {
		return &source{Closer: f, capture: capture.NewReader(r)}, nil
	}
	return &source{Closer: f, body: r}, nil
}

// next returns the next post, and io.EOF after the last.
func (s *source) next() (capture.Message, error) {
	if s.capture != nil {
		return s.capture.Next()
	}
	if s.body == nil {
		return capture.Message{}, io.EOF
	}
	b, err := io.ReadAll(io.LimitReader(s.body, capture.MaxBody+1))
	s.body = nil
	if err != nil {
		return capture.Message{}, err
	}
	if len(b) > capture.MaxBody {
		return capture.Message{}, fmt.Errorf("larger than %d bytes", capture.MaxBody)
	}
	return capture.Message{
		Method: http.MethodPost, Target: "/API", Body: b,
		Header: http.Header{"Content-Type": {"application/xml; charset=utf-8"}},
	}, nil
}

// body gives a request its body, whose length is told and which can be sent
// again when a connection turns out to be closed.
func body(req *http.Request, b []byte) {
	if len(b) == 0 {
		req.Body = http.NoBody
		return
	}
	req.ContentLength = int64(len(b))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
	req.Body, _ = req.GetBody()
}
