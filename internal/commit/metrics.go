package commit

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics count what a Committer does. A nil Metrics counts nothing.
type Metrics struct {
	groups   prometheus.Histogram
	events   prometheus.Counter
	syncTime prometheus.Histogram
	txTime   prometheus.Histogram
}

// NewMetrics registers the metrics of a committer, and the length of its queue
// as told by waiting.
func NewMetrics(reg prometheus.Registerer, waiting func() int) *Metrics {
	buckets := []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5}
	m := &Metrics{
		groups: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "watchpost_commit_group_posts", Help: "Posts stored together in one transaction.",
			Buckets: prometheus.ExponentialBuckets(1, 2, 9),
		}),
		events: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "watchpost_commit_events_total", Help: "Events handed to the store, duplicates included.",
		}),
		syncTime: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "watchpost_commit_sync_duration_seconds", Help: "Time to make the images of a group durable.", Buckets: buckets,
		}),
		txTime: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "watchpost_commit_transaction_duration_seconds", Help: "Time of the transaction of a group.", Buckets: buckets,
		}),
	}
	reg.MustRegister(m.groups, m.events, m.syncTime, m.txTime, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "watchpost_commit_queue_length", Help: "Posts that wait to be stored.",
	}, func() float64 { return float64(waiting()) }))
	return m
}

func (m *Metrics) synced(d time.Duration) {
	if m != nil {
		m.syncTime.Observe(d.Seconds())
	}
}

func (m *Metrics) committed(posts, events int, d time.Duration) {
	if m != nil {
		m.groups.Observe(float64(posts))
		m.events.Add(float64(events))
		m.txTime.Observe(d.Seconds())
	}
}
