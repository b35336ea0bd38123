package ingest

import (
	"fmt"
	"net/http"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/ingest/deviceauth"
	"github.com/watchpost/watchpost/internal/ingest/slowbody"
	"github.com/watchpost/watchpost/internal/registry"
	"github.com/watchpost/watchpost/viewtron"
)

// refuse answers a request that may not come in.
func (s *Server) refuse(q *request, d deviceauth.Decision) {
	s.reader.Skip(q.w, q.Request)
	q.is("refused", d.Why)
	q.log.Advice = d.Advice
	if d.Status == http.StatusUnauthorized {
		for _, c := range d.Challenges {
			q.w.Header().Add("WWW-Authenticate", c)
		}
		q.text(d.Status, "User name and password are asked for here.")
		return
	}
	q.text(d.Status, "This address may not post here.")
}

// blocked refuses a post of a device that a person has blocked. It is known by what
// the post says of it (its MAC, else its serial number, else the address that it
// comes from), so the post had to be read.
func (s *Server) blocked(q *request, e *registry.Entry, body *slowbody.Body) {
	body.Release()
	e.Tally(func(c *device.Counters) { c.Refused++ })
	q.is("refused", "blocked")
	q.log.Advice = "This device is blocked here, wherever it posts from; allow it on its page under Devices, or take this server out of its HTTP POST page."
	q.text(http.StatusForbidden, "This device is blocked here.")
}

// eventAdvice is one sentence on what was odd about an event, "" when nothing
// was.
func eventAdvice(m *viewtron.Message, ev *event.Event) string {
	switch {
	case ev.Type == event.Unknown:
		return fmt.Sprintf("The smart type %.40q is not known; the event is kept with its XML.", ev.SmartType)
	case ev.Clock == event.ClockServer && !m.Time.UTC.IsZero():
		return fmt.Sprintf("The device's clock is off by %.0f days; set its time, or let it use NTP. Our time was used.",
			m.Time.UTC.Sub(ev.ReceivedAt).Abs().Hours()/24)
	case ev.Clock == event.ClockServer && m.Time.Raw != "":
		return "The device's time is not a time; ours was used."
	}
	for i := range ev.Images {
		switch ev.Images[i].Flag {
		case "not_jpeg":
			return fmt.Sprintf("Image %d is not a JPEG; it is kept aside.", i)
		case "damaged":
			return fmt.Sprintf("Image %d came in damaged; what was sent is kept aside.", i)
		}
	}
	if len(m.Findings) > 0 {
		return m.Findings[0].Text
	}
	return ""
}

// imagesMissing says whether a type that carries pictures came without a good
// one: the device's page has the choice of pictures for it.
func imagesMissing(ev *event.Event) bool {
	for i := range ev.Images {
		if ev.Images[i].Flag == "" {
			return false
		}
	}
	switch ev.Category {
	case event.CategorySensor, event.CategoryMotion, event.CategoryTamper, event.CategoryOther:
		return len(ev.Images) > 0
	}
	return true
}

// needsRaw says whether an event's XML is kept although --keep-raw was not asked for:
// where it may hold more than was understood.
func needsRaw(ev *event.Event) bool {
	if ev.Type == event.Unknown {
		return true
	}
	for i := range ev.Images {
		if ev.Images[i].Flag != "" {
			return true
		}
	}
	return false
}
