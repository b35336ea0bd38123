package app

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/watchpost/watchpost/internal/retention"
	"github.com/watchpost/watchpost/internal/version"
)

// registerGauges registers what is read off the parts when it is asked for.
func registerGauges(reg prometheus.Registerer, a *App) {
	v := version.Read()
	gauge := func(name, help string, labels prometheus.Labels, f func() float64) {
		reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help, ConstLabels: labels}, f))
	}
	counter := func(name, help string, labels prometheus.Labels, f func() float64) {
		reg.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help, ConstLabels: labels}, f))
	}
	gauge("watchpost_build_info", "What is running.", prometheus.Labels{"version": v.Version, "commit": v.Commit, "goversion": v.Go}, func() float64 { return 1 })
	for name, online := range map[string]bool{"online": true, "offline": false} {
		gauge("watchpost_devices", "Devices that have posted, by whether they are heard of now.", prometheus.Labels{"state": name}, func() float64 {
			all, on := a.registry.Len()
			if online {
				return float64(on)
			}
			return float64(all - on)
		})
	}
	counter("watchpost_devices_overflow_total", "Posts that named a device which was not registered because of a limit.", nil, func() float64 { return float64(a.registry.Overflow()) })
	gauge("watchpost_ingest_inflight_bytes", "Bytes of posts in memory.", nil, func() float64 { return float64(a.ingest.Budget.Used()) })
	gauge("watchpost_ingest_connections", "Connections to the device listeners.", nil, func() float64 { return float64(a.limits.Stats().Open) })
	counter("watchpost_ingest_connections_refused_total", "Connections closed at once for want of room.", nil, func() float64 { return float64(a.limits.Stats().Refused) })
	counter("watchpost_ingest_connections_evicted_total", "Idle connections closed to make room.", nil, func() float64 { return float64(a.limits.Stats().Evicted) })
	gauge("watchpost_image_bytes", "Bytes of pictures kept.", nil, func() float64 { return float64(a.images.Bytes()) })
	gauge("watchpost_incidents_open", "Incidents that are open.", nil, func() float64 { return float64(a.follower.Open()) })
	gauge("watchpost_incidents_followed", "The number of the last journal entry that was made a part of an incident, or needed not be.", nil, func() float64 { return float64(a.follower.Last()) })
	gauge("watchpost_storage_full", "1 while there is no room and posts are refused.", nil, func() float64 {
		if a.retention.Full() {
			return 1
		}
		return 0
	})
	for _, reason := range []string{retention.ByAge, retention.BySize, retention.ByDisk, retention.ByHand} {
		counter("watchpost_retention_deleted_total", "Events removed by retention.", prometheus.Labels{"reason": reason}, func() float64 {
			return float64(a.retention.Status().Deleted[reason])
		})
	}
}
