package api

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"time"
)

// answerTimeout is how long the reader of an answer may take.
const answerTimeout = 5 * time.Minute

// answer is a ResponseWriter that knows what was answered.
type answer struct {
	http.ResponseWriter
	status int // 0 until the header is written
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= 200 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(b)
}

// ReadFrom lets files go from the disk to the socket without a copy of ours.
func (a *answer) ReadFrom(r io.Reader) (int64, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return io.Copy(a.ResponseWriter, r)
}

// Unwrap is for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// serve is the one way from a request to a route's handler, and from what it
// returns to an answer.
func (s *Server) serve(rt route) http.Handler {
	params := rt.params()
	observe := s.Metrics.route(rt.pattern)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := s.Now()
		a := &answer{ResponseWriter: w}
		defer func() { observe(a.status, s.Now().Sub(start)) }()
		// Nobody may hold an answer for ever; a stream sets its own times.
		rc := http.NewResponseController(w)
		rc.SetWriteDeadline(time.Now().Add(answerTimeout)) // not every writer can
		defer rc.SetWriteDeadline(time.Time{})
		defer s.recover(a, r)
		secure(w.Header())
		r, err := s.admit(rt, params, r)
		if err != nil && rt.page && toLogin(a, r, err) {
			return
		}
		if err == nil {
			err = rt.handle(a, r)
		}
		if err != nil {
			s.fail(a, r, err)
		}
	})
}

// recover makes a panic the answer 500, like any other error that is ours.
func (s *Server) recover(a *answer, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(v)
	}
	s.fail(a, r, fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
}

// secure sets the headers of every answer. Handlers may set stricter ones, and
// how long their answer may be kept.
func secure(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cache-Control", "no-store")
}

// sandbox is for what came from a device: were a browser made to show it as a
// page after all, it would be one without origin, scripts or requests.
func sandbox(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
}
