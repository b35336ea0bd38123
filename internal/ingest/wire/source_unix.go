//go:build unix

package wire

import (
	"io"
	"net"
	"syscall"
)

// source reads from a connection without having a buffer while it waits: the
// buffer is asked for when there may be something, and given back when there is
// not.
type source struct {
	raw  syscall.RawConn
	take func() []byte
	give func()
	n    int
	err  error
	try  func(fd uintptr) bool // attempt, bound once
}

// newSource is the source of a connection, nil when it has none of its own, as
// with TLS.
func newSource(nc net.Conn, take func() []byte, give func()) *source {
	sc, ok := nc.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return nil
	}
	s := &source{raw: raw, take: take, give: give}
	s.try = s.attempt
	return s
}

// wait reads what comes next into the buffer that it takes.
func (s *source) wait() (int, error) {
	s.n, s.err = 0, nil
	if err := s.raw.Read(s.try); err != nil {
		return 0, err
	}
	return s.n, s.err
}

// attempt says whether there was something, or an end.
func (s *source) attempt(fd uintptr) bool {
	b := s.take()
	for {
		s.n, s.err = syscall.Read(int(fd), b)
		switch s.err {
		case syscall.EINTR:
			continue
		case syscall.EAGAIN:
			s.give()
			return false
		case nil:
			if s.n == 0 {
				s.err = io.EOF
			}
			return true
		}
		s.n = 0
		return true
	}
}
