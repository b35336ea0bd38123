//go:build !unix

package wire

import "net"

// source would read without holding a buffer; this system has no way to.
type source struct{}

func newSource(net.Conn, func() []byte, func()) *source { return nil }

func (*source) wait() (int, error) { panic("no source on this system") }
