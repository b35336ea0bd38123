package ingest

import (
	"errors"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/commit"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/ingest/slowbody"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/registry"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/viewtron"
)

// post has a whole body understood, stored where it must be, and answered. It
// owns the body.
func (s *Server) post(q *request, body *slowbody.Body) {
	m, err := viewtron.Parse(body.Bytes())
	if errors.Is(err, viewtron.ErrNotXML) {
		s.notXML(q, body)
		return
	}
	e := s.sender(q, m)
	if e.Blocked() {
		s.blocked(q, e, body)
		return
	}
	if err != nil {
		q.is("unknown", err.Error())
		q.log.Advice = "The XML could not be read; the post is kept in the quarantine."
		s.quarantine(q, body, e, viewtron.ReasonParseError+": "+err.Error(), func(c *device.Counters) { c.Malformed++ })
		return
	}
	switch m.Kind {
	case viewtron.KindKeepalive:
		s.keepalive(q, m, e, body)
	case viewtron.KindTracking:
		s.track(q, m, e, body)
	case viewtron.KindAlarmStatus:
		s.alarm(q, m, e, body)
	case viewtron.KindEvent:
		s.event(q, m, e, body)
	default:
		q.is("unknown", m.Reason)
		q.log.Advice = "This kind of post is not known; it is kept in the quarantine."
		s.seen(q, m, e, func(c *device.Counters) { c.Unknown++ })
		s.quarantine(q, body, e, m.Reason, nil)
	}
}

// sender finds whose post it is. m is nil for a post that could not be read.
func (s *Server) sender(q *request, m *viewtron.Message) *registry.Entry {
	who := registry.Sender{Addr: q.peer, Kind: device.KindUnknown}
	if m != nil {
		who.MAC, who.Serial = q.normal(m.Device.MAC), m.Device.Serial
		who.Kind, _ = kindOf(m)
	}
	e, tooMany := s.Registry.Find(who, q.device)
	if who.MAC != "" || who.Serial != "" {
		q.device = e
		if q.nameless != nil && q.nameless != e {
			s.Registry.Absorb(q.nameless)
		}
		q.nameless = nil
	} else if q.device == nil {
		q.nameless = e
	}
	if tooMany != nil {
		s.Log.Warn("an address named more devices than it may; further ones are kept under the address",
			"address", tooMany.IP, "limit", s.Registry.MaxPerAddress)
		s.submitChange(*tooMany)
	}
	q.log.DeviceID = e.ID()
	return e
}

// seen notes a post of a device, and has what is new of the device stored.
func (s *Server) seen(q *request, m *viewtron.Message, e *registry.Entry, count func(*device.Counters)) {
	kind, certain := kindOf(m)
	p := registry.Post{
		At: q.start, Addr: q.peer, Name: m.Device.Name, OwnIP: m.Device.IP,
		MAC: q.normal(m.Device.MAC), Serial: m.Device.Serial,
		Kind: kind, Certain: certain, Firmware: firmwareOf(m), Bytes: q.log.Bytes,
		DeviceUTC: s.deviceTime(q, m, e), Count: count,
		Keepalive: m.Kind == viewtron.KindKeepalive, Event: m.Kind == viewtron.KindEvent,
	}
	if m.Version != "" {
		p.Format = formatOf(m.Version)
	}
	if back := e.Seen(p); back != nil {
		s.submitChange(*back)
	}
}

// deviceTime is what the device's clock shows, zero when it does not tell. Alarm
// status posts tell the local time alone, whose zone is a matter of
// configuration.
func (s *Server) deviceTime(q *request, m *viewtron.Message, e *registry.Entry) time.Time {
	if m.Time.Local.IsZero() || s.Clock == nil {
		return m.Time.UTC
	}
	zone, dayFirst := s.Clock(e.ID(), q.normal(m.Device.MAC), m.Device.Serial)
	t, ok := m.Time.In(zone, dayFirst)
	if !ok {
		return time.Time{}
	}
	return t
}

// storePending has the row of a new device, or of a new camera of it, stored; a
// post of its own that needs storing takes it along instead.
func (s *Server) storePending(e *registry.Entry) {
	row, ok := e.Pending()
	if !ok {
		return
	}
	job := &commit.Job{Done: row.Saved}
	withRow(&job.Batch, row)
	s.submit(job)
}

func withRow(b *store.Batch, row registry.Row) {
	b.Devices = append(b.Devices, row.Device)
	if row.First != nil {
		b.Changes = append(b.Changes, *row.First)
	}
}

func (s *Server) submitChange(c journal.DeviceChange) {
	job := &commit.Job{Batch: store.Batch{Changes: []journal.DeviceChange{c}}}
	s.submit(job)
}

// submit hands over a job that nobody waits for.
func (s *Server) submit(job *commit.Job) {
	done := job.Done
	job.Done = func(err error) {
		if done != nil {
			done(err)
		}
		if err != nil {
			s.Log.Error("store what is new of a device", "err", err)
		}
	}
	if err := s.Committer.Submit(job); err != nil {
		job.Done(err)
	}
}

func (s *Server) keepalive(q *request, m *viewtron.Message, e *registry.Entry, body *slowbody.Body) {
	q.is("keepalive", "")
	s.seen(q, m, e, func(c *device.Counters) { c.Keepalives++ })
	s.storePending(e)
	if !q.beat {
		q.beat = true
		s.capture(q, e, body, nil)
	}
	body.Release()
	q.success()
}

func (s *Server) track(q *request, m *viewtron.Message, e *registry.Entry, body *slowbody.Body) {
	q.is("tracking", "")
	s.seen(q, m, e, func(c *device.Counters) { c.Tracking++ })
	camera := e.Camera(channelOf(m), q.start, false)
	s.storePending(e)
	s.tracking.observe(e.ID(), camera, q.start, trackingTime(m.Time), m.Tracking)
	if s.CaptureTracking {
		s.capture(q, e, body, nil)
	}
	body.Release()
	q.success()
}

func (s *Server) alarm(q *request, m *viewtron.Message, e *registry.Entry, body *slowbody.Body) {
	q.is("alarm_status", alarmDetail(m.Alarms))
	s.seen(q, m, e, func(c *device.Counters) { c.AlarmStatus++ })
	camera := e.Camera(channelOf(m), q.start, false)
	w := &waiting{entry: e, body: body}
	lone := make([]bool, len(m.Alarms))
	for i, a := range m.Alarms {
		if a.Raw != "" {
			continue // neither true nor false: it opens nothing and closes nothing
		}
		c := alarmChange(a, m, e.ID(), camera, q.start)
		c.Lone = &lone[i]
		w.job.Batch.Alarms = append(w.job.Batch.Alarms, c)
	}
	s.capture(q, e, body, nil)
	w.stored = func(err error) {
		if n := len(slices.DeleteFunc(lone, func(b bool) bool { return !b })); err == nil && n > 0 {
			e.Tally(func(c *device.Counters) { c.LoneFalse += int64(n) })
		}
	}
	s.store(q, w)
}

func (s *Server) event(q *request, m *viewtron.Message, e *registry.Entry, body *slowbody.Body) {
	received := q.start.UTC().Truncate(time.Microsecond)
	id := event.NewID(received)
	pics := picturesOf(m, id, received, s.reader)
	ev := translate(m, received, pics)
	ev.ID, ev.DeviceID = id, e.ID()
	q.is("event", string(ev.Type))
	q.log.Advice = eventAdvice(m, ev)
	count := countEvent
	if imagesMissing(ev) {
		count = countEventWithout
	}
	s.seen(q, m, e, count)
	ev.CameraID = e.Camera(channelOf(m), q.start, true)

	w := &waiting{entry: e, body: body, pics: pics, event: store.NewEvent{Event: ev, Dedup: dedupKey(ev, m.Time, body.Bytes())}}
	if s.KeepRaw || needsRaw(ev) {
		w.event.Raw = viewtron.StripImages(body.Bytes())
	}
	s.capture(q, e, body, pics)
	w.events[0] = &w.event
	w.job.Files, w.job.Batch.Events, w.job.Batch.Ends = pics.files, w.events[:], restarted(m, e, q.start)
	s.store(q, w)
}

func countEvent(c *device.Counters) { c.Events++ }

// countEventWithout counts an event that lacks pictures it ought to have.
func countEventWithout(c *device.Counters) { c.Events++; c.ImagesMissing++ }

// notStored tells a device that its post was not stored.
func (s *Server) notStored(q *request, e *registry.Entry, err error) {
	e.Tally(func(c *device.Counters) { c.Refused++ })
	if errors.Is(err, images.ErrFull) || errors.Is(err, store.ErrFull) {
		if s.ReportFull != nil && !(s.Full != nil && s.Full()) {
			s.ReportFull()
		}
		q.log.Advice = "There is no room left to store posts; make room, or keep less (--keep, --keep-size)."
		q.unavailable("No room left.")
		return
	}
	s.Log.Error("store a post", "device", e.ID(), "kind", q.log.Kind, "err", err)
	q.log.Advice = "The post could not be stored; the log of the server says why."
	q.unavailable("The post could not be stored.")
}
