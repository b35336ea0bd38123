package wire

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// answer is the http.ResponseWriter of a request. It is sent when the handler has
// returned: answers to devices are short.
type answer struct {
	c      *conn
	header http.Header
	status int
	body   []byte
	close  bool // nothing follows on the connection
}

func (a *answer) begin() {
	if a.header == nil {
		a.header = make(http.Header, 4)
	}
	clear(a.header)
	a.status, a.body, a.close = 0, a.body[:0], false
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= 200 {
		a.status = status
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	a.body = append(a.body, b...)
	return len(b), nil
}

// SetReadDeadline is for [http.ResponseController].
func (a *answer) SetReadDeadline(t time.Time) error {
	a.c.setReadDeadline(t)
	return nil
}

var scratch = sync.Pool{New: func() any {
	b := make([]byte, 0, 1024)
	return &b
}}

// send writes the answer, and says whether it could be.
func (a *answer) send() bool {
	a.WriteHeader(http.StatusOK)
	if strings.EqualFold(a.header.Get("Connection"), "close") {
		a.close = true
	}
	p := scratch.Get().(*[]byte)
	defer scratch.Put(p)
	b := append((*p)[:0], "HTTP/1.1 "...)
	b = appendStatus(b, a.status)
	b = appendField(b, "Date", a.c.srv.date.at(time.Now()))
	var room [8]string
	for _, name := range a.names(room[:0]) {
		for _, v := range a.header[name] {
			b = appendField(b, name, v)
		}
	}
	if a.header["Content-Length"] == nil {
		b = appendField(b, "Content-Length", strconv.Itoa(len(a.body)))
	}
	switch {
	case a.close:
		b = appendField(b, "Connection", "close")
	case a.c.head.minor == 0:
		b = appendField(b, "Connection", "keep-alive")
	}
	b = append(b, "\r\n"...)
	if a.c.head.method != http.MethodHead {
		b = append(b, a.body...)
	}
	*p = b
	if cap(a.body) > bufferSize {
		a.body = nil
	}
	return a.c.write(b) == nil
}

// names appends those of the header, but for Connection, in order.
func (a *answer) names(names []string) []string {
	for name := range a.header {
		if name != "Connection" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// refuse answers what is not a request.
func (a *answer) refuse(r *refusal) {
	text := http.StatusText(r.status) + ": " + r.reason + "\n"
	b := appendStatus([]byte("HTTP/1.1 "), r.status)
	b = appendField(b, "Content-Type", "text/plain; charset=utf-8")
	b = appendField(b, "Content-Length", strconv.Itoa(len(text)))
	b = appendField(b, "Connection", "close")
	b = append(append(b, "\r\n"...), text...)
	_ = a.c.write(b) // the client may be gone
}

func appendStatus(b []byte, status int) []byte {
	b = strconv.AppendInt(b, int64(status), 10)
	b = append(b, ' ')
	b = append(b, http.StatusText(status)...)
	return append(b, "\r\n"...)
}

// newlines cannot stand in a header.
var newlines = strings.NewReplacer("\r", " ", "\n", " ")

func appendField(b []byte, name, value string) []byte {
	b = append(b, name...)
	b = append(b, ": "...)
	if strings.ContainsAny(value, "\r\n") {
		value = newlines.Replace(value)
	}
	b = append(b, value...)
	return append(b, "\r\n"...)
}

// write writes to the connection, within the time that its client has to read.
func (c *conn) write(b []byte) error {
	if c.srv.AnswerWithin <= 0 {
		_, err := c.nc.Write(b)
		return err
	}
	due := time.Now().Add(c.srv.AnswerWithin).UnixNano()
	c.writeDue.Store(due)
	_, err := c.nc.Write(b)
	if !c.writeDue.CompareAndSwap(due, 0) && err == nil {
		err = http.ErrHandlerTimeout // it was written, but the connection is of no use
	}
	return err
}
