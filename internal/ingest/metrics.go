package ingest

import (
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics count what the listener does. A nil Metrics counts nothing.
type Metrics struct {
	requests *prometheus.CounterVec
	bytes    prometheus.Counter
	duration *prometheus.HistogramVec

	resolved sync.Map // resultKey → handles, so that a request looks up no labels
}

type resultKey struct {
	kind   string
	status int
}

type handles struct {
	requests prometheus.Counter
	duration prometheus.Observer
}

// NewMetrics registers the metrics of the device listener.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	m := &Metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "watchpost_ingest_requests_total",
			Help: "Requests to the device listener, by what they were and the status they were answered with.",
		}, []string{"kind", "status"}),
		bytes: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "watchpost_ingest_bytes_total", Help: "Bytes of bodies received.",
		}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "watchpost_ingest_duration_seconds", Help: "Time from a request's header to its answer.",
			Buckets: []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30},
		}, []string{"kind"}),
	}
	reg.MustRegister(m.requests, m.bytes, m.duration)
	for _, k := range [...]string{"keepalive", "alarm_status", "event", "tracking", "unknown"} {
		m.handles(resultKey{k, 200}) // known from the start, at zero
	}
	return m
}

func (m *Metrics) handles(k resultKey) handles {
	if h, ok := m.resolved.Load(k); ok {
		return h.(handles)
	}
	h := handles{m.requests.WithLabelValues(k.kind, strconv.Itoa(k.status)), m.duration.WithLabelValues(k.kind)}
	m.resolved.Store(k, h)
	return h
}

func (m *Metrics) request(kind string, status int, bytes int64, d time.Duration) {
	if m == nil {
		return
	}
	h := m.handles(resultKey{kind, status})
	h.requests.Inc()
	h.duration.Observe(d.Seconds())
	m.bytes.Add(float64(bytes))
}
