package ingest

import (
	"context"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/commit"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/registry"
	"github.com/watchpost/watchpost/internal/store"
)

// How often what keeps itself up to date does so.
const (
	tickSilence  = time.Second
	flushDevices = 30 * time.Second
	lookForStale = time.Minute
	devicesAJob  = 500
)

// runUpkeep writes tracks, notices silence, and writes what changed of the
// devices, until ctx ends and then once more.
func (s *Server) runUpkeep(ctx context.Context) {
	tracks, silence, devices := time.NewTicker(lookAtTracks), time.NewTicker(tickSilence), time.NewTicker(flushDevices)
	stale := time.NewTicker(lookForStale)
	defer tracks.Stop()
	defer silence.Stop()
	defer devices.Stop()
	defer stale.Stop()
	for {
		select {
		case <-ctx.Done():
			s.endTracks()
			s.flushDevices()
			return
		case <-tracks.C:
			s.writeTracks(true)
		case <-s.tracking.hot.wake:
			s.writeTracks(false)
		case failed := <-s.tracking.done:
			s.tracking.wrote(failed)
			if failed == nil {
				s.writeTracks(false)
			}
		case <-silence.C:
			s.noticeSilence()
		case <-stale.C:
			s.endStale()
		case <-devices.C:
			s.flushDevices()
		}
	}
}

// noticeSilence tells of devices that have fallen silent, and ends their alarms:
// nobody will say that they are over.
func (s *Server) noticeSilence() {
	now := s.now()
	for _, c := range s.Registry.Tick(now) {
		s.Log.Info("device is silent", "device", c.DeviceID, "last_seen", c.LastSeen)
		s.submit(&commit.Job{Batch: store.Batch{
			Changes: []journal.DeviceChange{c},
			Ends:    []alarm.End{{DeviceID: c.DeviceID, End: alarm.Offline, At: now}},
		}})
	}
}

// endStale ends the alarms that nobody has repeated or ended for too long: their end
// was lost.
func (s *Server) endStale() {
	if s.AlarmLimit <= 0 {
		return
	}
	now := s.now()
	s.submit(&commit.Job{Batch: store.Batch{Ends: []alarm.End{{Silent: now.Add(-s.AlarmLimit), End: alarm.Stale, At: now}}}})
}

// flushDevices writes what changed of the devices since the last time.
func (s *Server) flushDevices() {
	for {
		rows := s.Registry.Dirty(devicesAJob)
		if len(rows) == 0 {
			return
		}
		s.submit(devicesJob(rows))
		if len(rows) < devicesAJob {
			return
		}
	}
}

func devicesJob(rows []registry.Row) *commit.Job {
	job := &commit.Job{Done: func(err error) {
		for _, row := range rows {
			row.Saved(err)
		}
	}}
	for _, row := range rows {
		withRow(&job.Batch, row)
	}
	return job
}
