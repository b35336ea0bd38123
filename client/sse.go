package client

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"
)

// maxFrame bounds a frame of the stream, in bytes.
const maxFrame = 16 << 20

// message is one frame as it comes: Data is nil when it only tells an id.
type message struct {
	name string
	id   int64 // -1 when not told
	data []byte
}

// sseReader reads the text/event-stream format.
type sseReader struct {
	r     *bufio.Reader
	alive func()        // called for each line
	retry time.Duration // as told by the server, 0 before
}

// next returns the next frame, with io.EOF when the stream has ended. An
// unfinished frame does not count.
func (s *sseReader) next() (message, error) {
	m := message{id: -1}
	size, some := 0, false
	for {
		line, err := s.line(maxFrame - size)
		if err != nil {
			return message{}, err
		}
		s.alive()
		if size += len(line); len(line) == 0 {
			if some {
				return m, nil
			}
			continue
		}
		field, value, _ := bytes.Cut(line, []byte{':'})
		value = bytes.TrimPrefix(value, []byte{' '})
		switch string(field) {
		case "event":
			m.name = string(value)
		case "id":
			if n, err := strconv.ParseInt(string(value), 10, 64); err == nil {
				m.id, some = n, true
			}
		case "retry":
			if ms, err := strconv.ParseUint(string(value), 10, 31); err == nil {
				s.retry = time.Duration(ms) * time.Millisecond
			}
		case "data":
			if m.data != nil {
				m.data = append(m.data, '\n')
			}
			m.data, some = append(m.data, value...), true
		}
	}
}

// line returns a line without its end, valid until the next call.
func (s *sseReader) line(limit int) ([]byte, error) {
	var long []byte
	for {
		part, err := s.r.ReadSlice('\n')
		if len(long)+len(part) > limit {
			return nil, fmt.Errorf("%w: a frame of more than %d bytes", errProtocol, maxFrame)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			long = append(long, part...)
			continue
		case errors.Is(err, io.EOF):
			return nil, io.EOF
		case err != nil:
			return nil, fmt.Errorf("read stream: %w", err)
		case long != nil:
			part = append(long, part...)
		}
		return bytes.TrimSuffix(part[:len(part)-1], []byte{'\r'}), nil
	}
}
