package wire

import (
	"bufio"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// FuzzHead holds the reader of heads to net/http's: what both take, they
// understand alike, and what is taken here is hardly ever refused there.
func FuzzHead(f *testing.F) {
	for _, s := range []string{
		"POST /API HTTP/1.1\r\nHost: w\r\nContent-Length: 3\r\n\r\n", "GET http://h/p?q HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: w\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n", "GET / HTTP/1.1\nHost: w\nA: b\na: c\n\n",
		"POST / HTTP/1.1\r\nHost: w\r\nContent-Length: 1\r\nContent-Length: 1\r\nConnection: close\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost:\r\n\r\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := endOfHead([]byte(s), 0)
		if blank([]byte(s)) > 0 || n == 0 {
			return
		}
		var h head
		ours := h.parse(s[:n])
		if ours == nil {
			if _, err := parseTarget(h.method, h.target); err != nil {
				return
			}
		}
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(s[:n])))
		switch {
		case ours != nil || err != nil:
			return // stricter here, or there
		case r.ProtoMajor != 1 || r.ProtoMinor > 1:
			return
		}
		if h.method != r.Method || h.target != r.RequestURI || h.minor != r.ProtoMinor {
			t.Errorf("got %s %s 1.%d, want %s %s %s", h.method, h.target, h.minor, r.Method, r.RequestURI, r.Proto)
		}
		if h.length != r.ContentLength && h.minor == 1 {
			t.Errorf("got a length of %d, want %d", h.length, r.ContentLength)
		}
		delete(h.header, "Host")
		theirs := r.Header
		delete(theirs, "Content-Length") // net/http takes it out in some cases
		delete(h.header, "Content-Length")
		delete(theirs, "Pragma") // and adds to it
		delete(theirs, "Cache-Control")
		delete(h.header, "Pragma")
		delete(h.header, "Cache-Control")
		delete(theirs, "Trailer")
		delete(h.header, "Trailer")
		if len(theirs)+len(h.header) > 0 && !reflect.DeepEqual(h.header, theirs) {
			t.Errorf("got %q, want %q", h.header, theirs)
		}
	})
}
