package capture_test

import (
	"net/http"
	"testing"

	"github.com/watchpost/watchpost/internal/ingest/capture"
)

// TestHeader: what matters of a request's headers is kept, credentials are not,
// and posts of a device that send the same cost nothing more.
func TestHeader(t *testing.T) {
	r := capture.New(capture.Options{})
	request := http.Header{
		"Content-Type": {"application/xml"}, "Connection": {"keep-alive"}, "Authorization": {"Basic c2VjcmV0"},
		"Content-Length": {"12"}, "Accept": {"*/*", "text/xml"},
	}
	add := func(h http.Header, host string) http.Header {
		p := post("<keepalive/>")
		p.Header = r.Header("dev_a", h, host)
		r.Add("dev_a", p)
		return p.Header
	}
	first := add(request, "192.0.2.1:5002")
	if len(first) != 4 || first.Get("Host") != "192.0.2.1:5002" || first.Get("Accept") != "*/*" || first.Get("Authorization") != "" {
		t.Fatalf("kept %v", first)
	}
	add(request, "192.0.2.1:5002")
	if n := testing.AllocsPerRun(100, func() { r.Header("dev_a", request, "192.0.2.1:5002") }); n > 0 {
		t.Errorf("the same headers again: %v allocations", n)
	}
	request.Set("Connection", "close")
	if other := add(request, "watchpost.example"); other.Get("Connection") != "close" || other.Get("Host") != "watchpost.example" {
		t.Errorf("other headers: %v", other)
	}
	request.Del("Accept")
	if other := add(request, "watchpost.example"); len(other) != 3 {
		t.Errorf("fewer headers: %v", other)
	}
	if first.Get("Connection") != "keep-alive" || first.Get("Host") != "192.0.2.1:5002" {
		t.Errorf("an earlier post's headers became %v", first)
	}
}
