package api

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

// healthz handles GET /healthz: whether the process should go on.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) error {
	return s.probe(w, func(p Problem) bool { return p.Fatal })
}

// readyz handles GET /readyz: whether posts are taken.
func (s *Server) readyz(w http.ResponseWriter, _ *http.Request) error {
	return s.probe(w, func(Problem) bool { return true })
}

// probe answers 200, or 503 with a line a problem that counts.
func (s *Server) probe(w http.ResponseWriter, counts func(Problem) bool) error {
	var lines strings.Builder
	if s.Problems != nil {
		for _, p := range s.Problems() {
			if counts(p) {
				fmt.Fprintf(&lines, "%s: %s\n", p.Code, p.Text)
			}
		}
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if lines.Len() == 0 {
		lines.WriteString("ok\n")
	} else {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	io.WriteString(w, lines.String()) // an error means that nobody reads it
	return nil
}

// version handles GET /api/v1/version.
func (s *Server) version(w http.ResponseWriter, _ *http.Request) error {
	return writeJSON(w, s.Version)
}

const indexPage = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Watchpost</title>
<h1>Watchpost</h1>
<p>This server takes what cameras and recorders post, keeps it, and gives it back:
<ul>
<li><a href="/api/v1/events">events</a>, <a href="/api/v1/plates">plates</a>, <a href="/api/v1/alarms">alarms</a>,
<a href="/api/v1/tracks">tracks</a>, <a href="/api/v1/counts">counts</a>
<li><a href="/api/v1/devices">devices</a>, <a href="/api/v1/cameras">cameras</a>,
<a href="/api/v1/requests">their requests</a>, <a href="/api/v1/quarantine">what was not understood</a>
<li><a href="/api/v1/stream">live stream</a> of server-sent events
<li><a href="/api/v1/openapi.json">description of this API</a> (OpenAPI 3.1)
<li><a href="/readyz">state</a>, <a href="/metrics">metrics</a>
</ul>
`

// index handles GET /.
func (s *Server) index(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	io.WriteString(w, indexPage) // an error means that nobody reads it
	return nil
}
