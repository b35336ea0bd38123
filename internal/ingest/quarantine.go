package ingest

import (
	"fmt"
	"mime"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/watchpost/watchpost/internal/commit"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/ingest/slowbody"
	"github.com/watchpost/watchpost/internal/registry"
	"github.com/watchpost/watchpost/internal/store"
)

// Bounds of what is kept of bodies that are not XML: how much of each, and how
// many of one address in a minute.
const (
	maxStrangeBytes     = 64 << 10
	maxStrangePerMinute = 10
	maxStrangers        = 1024
)

// quarantine keeps a post that was not understood and answers with success: it
// is not lost, and the device does not send it again and again.
func (s *Server) quarantine(q *request, body *slowbody.Body, e *registry.Entry, reason string, count func(*device.Counters)) {
	if count != nil {
		e.Tally(count)
	}
	w := &waiting{entry: e, body: body, job: *s.quarantineJob(q, body.Bytes(), e.ID(), reason)}
	s.capture(q, e, body, nil)
	s.store(q, w)
}

func (s *Server) quarantineJob(q *request, body []byte, deviceID, reason string) *commit.Job {
	at := q.start.UTC().Truncate(time.Microsecond)
	id := ulid.ULID(event.NewID(at)).String()
	post := store.Quarantined{
		ID: id, ReceivedAt: at, DeviceID: deviceID, IP: q.ip, Method: q.Method,
		Path: q.log.Path, ContentType: cut(q.log.ContentType, 200), Reason: cut(reason, 500),
		Bytes: q.log.Bytes, Kept: int64(len(body)),
	}
	job := &commit.Job{}
	if len(body) > 0 {
		post.BodyName = images.BodyName(at, id)
		job.Files = []commit.File{{Name: post.BodyName, Data: body}}
	}
	job.Batch.Quarantined = []store.Quarantined{post}
	if s.Quarantined != nil {
		s.Quarantined(post)
	}
	return job
}

// notXML refuses what is not XML, keeping the beginning of it: not from an
// address that sends more and more of it.
func (s *Server) notXML(q *request, body *slowbody.Body) {
	q.is("not_xml", "")
	q.log.Advice = notXMLAdvice(q.log.ContentType)
	if s.strange.allow(q.peer, q.start) && (s.Full == nil || !s.Full()) {
		job := s.quarantineJob(q, body.Bytes()[:min(len(body.Bytes()), maxStrangeBytes)], "", "not-xml")
		job.Written = body.Release
		s.submit(job)
	} else {
		body.Release()
	}
	q.text(http.StatusBadRequest, "This is not XML. Devices post XML; see the setup guide for the values to type in.")
}

// strangers counts what addresses send that is not XML.
type strangers struct {
	mu     sync.Mutex
	minute int64
	seen   map[netip.Addr]int
}

func (s *strangers) allow(a netip.Addr, at time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := at.Unix() / 60; m != s.minute || s.seen == nil {
		s.minute, s.seen = m, make(map[netip.Addr]int)
	}
	if len(s.seen) >= maxStrangers && s.seen[a] == 0 {
		return false
	}
	s.seen[a]++
	return s.seen[a] <= maxStrangePerMinute
}

func notXMLAdvice(contentType string) string {
	switch t, _, _ := mime.ParseMediaType(contentType); t {
	case "application/json":
		return "This is JSON; Viewtron cameras and recorders post XML. Is another product set to this address?"
	case "multipart/form-data", "application/x-www-form-urlencoded":
		return "This is a form; Viewtron cameras and recorders post XML. Is another product, or a browser, set to this address?"
	}
	return "This is not XML; is another product set to this address, or a device with TLS to the port without?"
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return fmt.Sprintf("%s…", s[:n])
}
