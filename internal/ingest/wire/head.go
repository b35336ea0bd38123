package wire

import (
	"bytes"
	"errors"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
)

// head is a request's line and header, as they were read.
type head struct {
	method, target, proto string
	minor                 int // of HTTP/1
	header                http.Header
	values                []string // what the header's lists are cut from
	length                int64    // of the body; -1 when it comes in chunks
	close                 bool     // nothing follows on the connection
	expect                bool     // the body waits for 100 Continue
}

// refusal is why something is not answered by the handler.
type refusal struct {
	status int
	reason string
}

func (r *refusal) Error() string { return r.reason }

// Bounds of a header, besides MaxHeader.
const (
	maxFields = 100
	maxMethod = 24
)

// endOfHead is how long the head at the beginning of b is, with the empty line
// that ends it; 0 when it is not whole. Lines may end without a carriage return.
// Nothing before from is looked at again.
func endOfHead(b []byte, from int) int {
	for i := max(from-3, 0); ; {
		n := bytes.IndexByte(b[i:], '\n')
		if n < 0 {
			return 0
		}
		i += n + 1
		switch {
		case i < len(b) && b[i] == '\n':
			return i + 1
		case i+1 < len(b) && b[i] == '\r' && b[i+1] == '\n':
			return i + 2
		}
	}
}

// blank is how many bytes of empty lines b begins with: some clients end a body
// with one too many.
func blank(b []byte) int {
	n := 0
	for n < len(b) && (b[n] == '\r' || b[n] == '\n') {
		n++
	}
	return n
}

// parse reads a whole head. Its texts share the memory of text.
func (h *head) parse(text string) *refusal {
	line, rest := cutLine(text)
	if r := h.requestLine(line); r != nil {
		return r
	}
	if h.header == nil {
		h.header = make(http.Header, 8)
	}
	clear(h.header)
	h.values = h.values[:0]
	for {
		line, rest = cutLine(rest)
		if line == "" {
			break
		}
		if r := h.field(line); r != nil {
			return r
		}
	}
	return h.framing()
}

func cutLine(s string) (line, rest string) {
	line, rest, _ = strings.Cut(s, "\n")
	return strings.TrimSuffix(line, "\r"), rest
}

// The refusals of what is looked at in every request are made once.
var (
	badLine   = &refusal{http.StatusBadRequest, "malformed request line"}
	badField  = &refusal{http.StatusBadRequest, "malformed header line"}
	badLength = &refusal{http.StatusBadRequest, "malformed Content-Length"}
)

func (h *head) requestLine(line string) *refusal {
	method, rest, ok := strings.Cut(line, " ")
	if !ok || method == "" || len(method) > maxMethod || !isToken(method) {
		return badLine
	}
	i := strings.LastIndexByte(rest, ' ')
	if i <= 0 {
		return badLine
	}
	h.method, h.target, h.proto = method, rest[:i], rest[i+1:]
	if strings.IndexByte(h.target, ' ') >= 0 {
		return badLine
	}
	switch h.proto {
	case "HTTP/1.1":
		h.minor = 1
	case "HTTP/1.0":
		h.minor = 0
	default:
		if !strings.HasPrefix(h.proto, "HTTP/") {
			return badLine
		}
		return &refusal{http.StatusHTTPVersionNotSupported, "unsupported protocol version"}
	}
	return nil
}

// field adds a line of the header.
func (h *head) field(line string) *refusal {
	name, value, ok := strings.Cut(line, ":")
	if !ok || name == "" || !isToken(name) {
		return badField // folded lines among them
	}
	value = textproto.TrimString(value)
	for i := range len(value) {
		if c := value[i]; c < ' ' && c != '\t' || c == 0x7f {
			return badField
		}
	}
	if len(h.values) == maxFields {
		return &refusal{http.StatusRequestHeaderFieldsTooLarge, "too many header lines"}
	}
	name = textproto.CanonicalMIMEHeaderKey(name)
	if had := h.header[name]; had != nil {
		h.header[name] = append(had, value)
		return nil
	}
	h.values = append(h.values, value)
	n := len(h.values)
	h.header[name] = h.values[n-1 : n : n]
	return nil
}

// framing finds out where the body ends, and whether more follows.
func (h *head) framing() *refusal {
	h.length = 0
	var r *refusal
	if te := h.header["Transfer-Encoding"]; te != nil {
		if len(te) != 1 || !strings.EqualFold(te[0], "chunked") {
			return &refusal{http.StatusNotImplemented, "unsupported transfer encoding"}
		}
		// A length beside it says nothing: devices send 0.
		delete(h.header, "Content-Length")
		delete(h.header, "Transfer-Encoding")
		h.length = -1
	} else if cl := h.header["Content-Length"]; cl != nil {
		if h.length, r = contentLength(cl); r != nil {
			return r
		}
	}
	h.close = h.minor == 0
	for _, v := range h.header["Connection"] {
		for option := range strings.SplitSeq(v, ",") {
			switch option = textproto.TrimString(option); {
			case strings.EqualFold(option, "close"):
				h.close = true
				return h.expectation()
			case strings.EqualFold(option, "keep-alive"):
				h.close = false
			}
		}
	}
	return h.expectation()
}

func (h *head) expectation() *refusal {
	h.expect = false
	for _, v := range h.header["Expect"] {
		if !strings.EqualFold(v, "100-continue") {
			return &refusal{http.StatusExpectationFailed, "unsupported expectation"}
		}
		h.expect = h.minor > 0 && h.length != 0
	}
	return nil
}

func contentLength(values []string) (int64, *refusal) {
	for _, v := range values {
		if v != values[0] {
			return 0, &refusal{http.StatusBadRequest, "more than one Content-Length"}
		}
	}
	v := values[0]
	if v == "" || v[0] < '0' || v[0] > '9' {
		return 0, badLength
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return 0, badLength
	}
	return n, nil
}

// parseTarget reads a request's target: a path, a whole URL, or "*".
func parseTarget(method, target string) (*url.URL, error) {
	if method == http.MethodConnect {
		return nil, errors.New("no tunnels here")
	}
	return url.ParseRequestURI(target)
}

// isToken says whether s is made of the characters that names are.
func isToken(s string) bool {
	for i := range len(s) {
		if !token[s[i]] {
			return false
		}
	}
	return true
}

// token are the characters of names, RFC 9110 section 5.6.2.
var token = [256]bool{
	'!': true, '#': true, '$': true, '%': true, '&': true, '\'': true, '*': true, '+': true, '-': true, '.': true,
	'0': true, '1': true, '2': true, '3': true, '4': true, '5': true, '6': true, '7': true, '8': true, '9': true,
	'A': true, 'B': true, 'C': true, 'D': true, 'E': true, 'F': true, 'G': true, 'H': true, 'I': true, 'J': true,
	'K': true, 'L': true, 'M': true, 'N': true, 'O': true, 'P': true, 'Q': true, 'R': true, 'S': true, 'T': true,
	'U': true, 'V': true, 'W': true, 'X': true, 'Y': true, 'Z': true, '^': true, '_': true, '`': true,
	'a': true, 'b': true, 'c': true, 'd': true, 'e': true, 'f': true, 'g': true, 'h': true, 'i': true, 'j': true,
	'k': true, 'l': true, 'm': true, 'n': true, 'o': true, 'p': true, 'q': true, 'r': true, 's': true, 't': true,
	'u': true, 'v': true, 'w': true, 'x': true, 'y': true, 'z': true, '|': true, '~': true,
}
