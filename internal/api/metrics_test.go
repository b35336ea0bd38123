package api_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/watchpost/watchpost/internal/api"
)

func TestMetrics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reg := prometheus.NewPedanticRegistry()
		s := newWorld().server()
		s.Gatherer, s.Metrics = reg, api.NewMetrics(reg)
		h := s.Handler()
		call(h, "GET", "/api/v1/events/"+eventID)
		call(h, "GET", "/api/v1/events/"+goneID)
		call(h, "GET", "/nothing")
		stop := follow(t, h, &connection{}, "", "")
		if problems, err := testutil.GatherAndLint(reg); err != nil || len(problems) > 0 {
			t.Errorf("lint: %v %v", problems, err)
		}
		text := call(h, "GET", "/metrics").Body.String()
		for _, want := range []string{
			`watchpost_http_requests_total{route="GET /api/v1/events/{id}",status="2xx"} 1`,
			`watchpost_http_requests_total{route="GET /api/v1/events/{id}",status="4xx"} 1`,
			`watchpost_http_requests_total{route="GET /api/v1/events/{id}",status="5xx"} 0`,
			`watchpost_http_requests_total{route="other",status="4xx"} 1`,
			`watchpost_http_duration_seconds_count{route="GET /api/v1/events/{id}"} 2`,
			"watchpost_sse_clients 1",
			"watchpost_sse_cut_off_total 0",
		} {
			if !strings.Contains(text, want+"\n") {
				t.Errorf("%s is missing", want)
			}
		}
		if strings.Contains(text, eventID) || strings.Contains(text, `duration_seconds_count{route="GET /api/v1/stream"}`) {
			t.Error("an id is a label, or streams are timed")
		}
		stop()
		if text := call(h, "GET", "/metrics").Body.String(); !strings.Contains(text, "watchpost_sse_clients 0\n") {
			t.Error("a stream that has ended is counted")
		}
	})
}

func TestNoMetrics(t *testing.T) {
	s := newWorld().server()
	s.Metrics = nil
	if rec := call(s.Handler(), "GET", "/api/v1/events"); rec.Code != 200 {
		t.Errorf("got %d", rec.Code)
	}
}
