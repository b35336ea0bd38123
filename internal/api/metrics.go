package api

import (
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/watchpost/watchpost/internal/access"
)

// streamPattern is the route whose duration says nothing.
const streamPattern = "GET /api/v1/stream"

// Metrics count what the API answers. A nil Metrics counts nothing.
type Metrics struct {
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	clients  prometheus.Gauge
	cutOff   prometheus.Counter
}

// NewMetrics registers the metrics of the API.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	m := &Metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "watchpost_http_requests_total",
			Help: "Requests to the API, by route and class of the status they were answered with.",
		}, []string{"route", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "watchpost_http_duration_seconds", Help: "Time to answer a request to the API; streams are not measured.",
			Buckets: []float64{.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 5, 30},
		}, []string{"route"}),
		clients: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "watchpost_sse_clients", Help: "Event streams that are open.",
		}),
		cutOff: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "watchpost_sse_cut_off_total", Help: "Times that a stream fell behind and was caught up from the journal.",
		}),
	}
	reg.MustRegister(m.requests, m.duration, m.clients, m.cutOff)
	return m
}

// route returns how to count the answers of one route. Its counters are known
// from the start, at zero.
func (m *Metrics) route(pattern string) func(status int, d time.Duration) {
	if m == nil {
		return func(int, time.Duration) {}
	}
	var classes [6]prometheus.Counter // [0] is requests whose caller left before an answer
	classes[0] = m.requests.WithLabelValues(pattern, "none")
	for i := 2; i < len(classes); i++ {
		classes[i] = m.requests.WithLabelValues(pattern, strconv.Itoa(i)+"xx")
	}
	if pattern == streamPattern {
		return func(status int, _ time.Duration) { classes[status/100].Inc() }
	}
	duration := m.duration.WithLabelValues(pattern)
	return func(status int, d time.Duration) {
		classes[status/100].Inc()
		duration.Observe(d.Seconds())
	}
}

// streaming notes that a stream is open until the returned function is called.
func (m *Metrics) streaming() (ended func()) {
	if m == nil {
		return func() {}
	}
	m.clients.Inc()
	return m.clients.Dec
}

func (m *Metrics) fellBehind() {
	if m != nil {
		m.cutOff.Inc()
	}
}

// exposition returns the handler of the metrics.
func exposition(g prometheus.Gatherer, log *slog.Logger) http.Handler {
	return promhttp.HandlerFor(g, promhttp.HandlerOpts{ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelError)})
}

// metrics handles GET /metrics. They are of all cameras together.
func (s *Server) metrics(w http.ResponseWriter, r *http.Request) error {
	if access.ScopeOf(r.Context()).Limited() {
		return problem(codeForbidden, "metrics are of all cameras, and this login is limited to some")
	}
	s.exposition.ServeHTTP(w, r)
	return nil
}
