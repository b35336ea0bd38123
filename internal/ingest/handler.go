package ingest

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/watchpost/watchpost/internal/ingest/connlog"
	"github.com/watchpost/watchpost/internal/ingest/slowbody"
)

// request is one request to the listener, on its way to the connection log.
type request struct {
	*http.Request
	*conn
	w     http.ResponseWriter
	start time.Time
	log   connlog.Entry
}

// ServeHTTP answers one request; see "What a device gets" in the public
// interface. Every request, refused ones too, ends in the connection log.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := &request{Request: r, conn: connOf(r), w: w, start: s.now()}
	q.log = connlog.Entry{
		At: q.start, IP: q.ip, Method: r.Method, Path: s.Auth.Redact(r.URL.EscapedPath()),
		Proto: r.Proto, ContentType: r.Header.Get("Content-Type"), Count: 1,
	}
	s.serve(q)
	end := s.now()
	q.log.Duration, q.log.Until = end.Sub(q.start), q.start
	s.ConnLog.Add(q.log)
	s.Metrics.request(q.log.Kind, q.log.Status, q.log.Bytes, q.log.Duration)
}

func (s *Server) serve(q *request) {
	if d := s.Auth.Check(q.Request, q.peer); !d.OK {
		s.refuse(q, d)
		return
	}
	switch q.Method {
	case http.MethodPost:
		s.receive(q)
	case http.MethodGet, http.MethodHead:
		s.reader.Skip(q.w, q.Request)
		q.is("check", "")
		q.text(http.StatusOK, "Watchpost is here and can be reached. Devices post to this address.")
	default:
		s.reader.Skip(q.w, q.Request)
		q.is("refused", "method")
		q.log.Advice = "Devices send POST; this was " + short(q.Method) + "."
		q.w.Header().Set("Allow", "GET, HEAD, POST")
		q.text(http.StatusMethodNotAllowed, "Send a POST with what the device has to say.")
	}
}

// receive reads the body of a post and has it understood.
func (s *Server) receive(q *request) {
	if lengthUntold(q.Request) {
		// Without a length the body would be taken for empty, and an event for a
		// keepalive.
		q.is("refused", "no length")
		q.log.Advice = "The request told no Content-Length, so its body could not be read; HTTP/1.1 devices always tell it."
		q.w.Header().Set("Connection", "close")
		q.text(http.StatusLengthRequired, "Send a Content-Length, or HTTP/1.1 with chunks.")
		return
	}
	body, err := s.reader.Read(q.w, q.Request)
	q.log.Bytes = int64(len(body.Bytes()))
	if err != nil {
		body.Release()
		s.broken(q, err)
		return
	}
	s.post(q, body)
}

// lengthUntold says whether a request has a body that net/http takes for empty:
// HTTP/1.0 without Content-Length means "until the connection closes".
func lengthUntold(r *http.Request) bool {
	return r.ContentLength == 0 && !r.ProtoAtLeast(1, 1) && r.Header.Get("Content-Length") == ""
}

// broken answers a post whose body did not arrive.
func (s *Server) broken(q *request, err error) {
	q.is("broken", "")
	switch {
	case errors.Is(err, slowbody.ErrTooLarge):
		q.log.Detail = "too large"
		q.log.Advice = fmt.Sprintf("The post is larger than %d bytes; raise --max-post, or choose a smaller picture on the device.", s.MaxPost)
		q.text(http.StatusRequestEntityTooLarge, fmt.Sprintf("A post may have %d bytes.", s.MaxPost))
	case errors.Is(err, slowbody.ErrTooSlow):
		q.log.Detail = "too slow"
		q.log.Advice = "The post came in too slowly and was cut; look at the network between the device and here."
		q.w.Header().Set("Connection", "close")
		q.text(http.StatusRequestTimeout, "The body came in too slowly.")
	case errors.Is(err, slowbody.ErrBusy):
		q.log.Detail = "busy"
		q.log.Advice = "Too much was being received at once; raise --max-inflight if memory allows."
		q.w.Header().Set("Connection", "close")
		q.unavailable("Too much is being received at once.")
	default:
		q.log.Detail = "cut off"
		q.log.Advice = "The connection ended before the whole post had arrived; look at the network, or at a time limit on the device."
		q.w.Header().Set("Connection", "close")
		q.text(http.StatusBadRequest, "The body ended early.")
	}
}

func (q *request) is(kind, detail string) { q.log.Kind, q.log.Detail = kind, detail }

func (q *request) success() {
	q.log.Status = http.StatusOK
	answerSuccess(q.w)
}

func (q *request) text(status int, text string) {
	q.log.Status = status
	answerText(q.w, status, text)
}

func (q *request) unavailable(text string) {
	q.log.Status = http.StatusServiceUnavailable
	answerUnavailable(q.w, text)
}

// short cuts a client's text for a log or a sentence.
func short(s string) string {
	if len(s) > 40 {
		s = s[:40] + "…"
	}
	return fmt.Sprintf("%q", s)
}
