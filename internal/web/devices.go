package web

import (
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/store"
)

// deviceList is the page of devices.
type deviceList struct {
	Findings []deviceFinding
	Rows     []deviceRow
	Cameras  int64
}

// deviceFinding is something to look at, with whose it is.
type deviceFinding struct {
	Device, ID string
	Text, Hint string
	Quarantine bool // it leads to the quarantine
}

// deviceRow is a device among others.
type deviceRow struct {
	device.Device
	Sends []sends
	Strip strip
	State string // "good", "warn", "bad" or "off"
	Clock string
}

// sends says whether a device sends something, and how much of it came.
type sends struct {
	Name  string
	Count int64
	Yes   bool
}

// devices handles GET /devices.
func (s *Server) devices(v *view, r *http.Request) error {
	v.sheet, v.Title = "devices", v.T("nav.devices")
	changes, err := s.Store.DeviceChanges(r.Context(), v.now.Add(-stripSpan))
	if err != nil {
		return err
	}
	of := make(map[string][]journal.Entry)
	for _, e := range changes {
		of[e.Device.DeviceID] = append(of[e.Device.DeviceID], e)
	}
	var l deviceList
	for _, d := range v.Devices {
		l.Findings = append(l.Findings, v.findings(d)...)
		l.Rows = append(l.Rows, v.deviceRow(d, of[d.ID]))
		for _, c := range d.Cameras {
			if !hidden(d, c) {
				l.Cameras++
			}
		}
	}
	v.Data = l
	return nil
}

func (v *view) deviceRow(d device.Device, changes []journal.Entry) deviceRow {
	row := deviceRow{Device: d, Sends: v.sends(d), Strip: v.strip(d, changes), State: "good"}
	switch {
	case d.Blocked:
		row.State = "off"
	case !d.Online:
		row.State = "bad"
	case len(v.findings(d)) > 0:
		row.State = "warn"
	}
	if d.ClockKnown {
		row.Clock = v.offset(d.ClockOffset)
	}
	return row
}

// findings are what a person should look at of a device, in the language of the page.
func (v *view) findings(d device.Device) (out []deviceFinding) {
	if v.server.Findings == nil {
		return nil
	}
	for _, f := range v.server.Findings(d) {
		one := deviceFinding{Device: d.Name, ID: d.ID, Text: f.Text, Hint: f.Hint, Quarantine: f.Code == "not_understood" && v.Admin}
		if key := "finding." + f.Code; v.has(key) {
			one.Text, one.Hint = v.T(key, v.findingOf(d, f.Code)), v.T(key+".do")
		}
		out = append(out, one)
	}
	return out
}

// findingOf is what a finding is about.
func (v *view) findingOf(d device.Device, code string) any {
	switch code {
	case "silent":
		return v.When(d.LastSeen)
	case "clock_off":
		return v.offset(d.ClockOffset)
	case "not_understood":
		return d.Counters.Malformed + d.Counters.Unknown
	}
	return ""
}

// sends says what a device sends and what it does not.
func (v *view) sends(d device.Device) (out []sends) {
	c := d.Counters
	for _, k := range []struct {
		key string
		n   int64
	}{
		{"keepalives", c.Keepalives}, {"events", c.Events}, {"pictures", c.Events - c.ImagesMissing},
		{"tracking", c.Tracking}, {"alarms", c.AlarmStatus},
	} {
		if k.key == "tracking" && d.Kind == device.KindNVR {
			continue // recorders never send it
		}
		out = append(out, sends{v.T("sends." + k.key), k.n, k.n > 0})
	}
	return out
}

// NotUnderstood says how many of a device's posts were not, "" when all were.
func (v *view) NotUnderstood(d device.Device) string {
	n := d.Counters.Malformed + d.Counters.Unknown
	if n == 0 {
		return ""
	}
	return v.T("devices.malformed", n)
}

// CamerasOf is the filter for a device's cameras, of an address.
func (v *view) CamerasOf(d device.Device) template.URL {
	q := url.Values{}
	for _, c := range d.Cameras {
		q.Add("camera", c.ID)
	}
	return template.URL(q.Encode())
}

// guidePage is what to type into a device, and what has been heard meanwhile.
type guidePage struct {
	Guide
	Heard []deviceRow
}

// Address is where a device is most likely to reach this machine.
func (p guidePage) Address() string {
	if len(p.Addresses) == 0 {
		return "127.0.0.1"
	}
	return p.Addresses[0].String()
}

// Others are the further addresses of this machine.
func (p guidePage) Others() string {
	var out []string
	for _, a := range p.Addresses[min(1, len(p.Addresses)):] {
		out = append(out, a.String())
	}
	return strings.Join(out, ", ")
}

// Local says whether only this machine can reach the address.
func (p guidePage) Local() bool {
	return len(p.Addresses) == 0 || p.Addresses[0].IsLoopback()
}

// maxHeard is of how many devices the guide looks at the pictures.
const maxHeard = 16

// pictured says which pictures the last events of a device came with, in place of
// how many had some.
func (s *Server) pictured(r *http.Request, row *deviceRow, v *view) error {
	var ids []string
	for _, c := range row.Cameras {
		ids = append(ids, c.ID)
	}
	if len(ids) == 0 {
		return nil
	}
	page, err := s.Store.Events(r.Context(), store.EventQuery{Cameras: ids, Limit: 5})
	if err != nil || len(page.Events) == 0 {
		return err
	}
	overview, crop := false, false
	for _, e := range page.Events {
		for i := range e.Images {
			if e.Images[i].Flag == "" {
				overview = overview || e.Images[i].Kind == event.ImageSource
				crop = crop || e.Images[i].Kind == event.ImageTarget
			}
		}
	}
	key := map[[2]bool]string{{true, true}: "both", {true, false}: "overview", {false, true}: "crop", {false, false}: "none"}[[2]bool{overview, crop}]
	said := row.Sends[:0]
	for _, one := range row.Sends {
		switch one.Name {
		case v.T("sends.events"):
			one.Name = v.T("sends.events." + key)
		case v.T("sends.pictures"):
			continue
		}
		said = append(said, one)
	}
	row.Sends = said
	return nil
}

// guide handles GET /devices/add.
func (s *Server) guide(v *view, r *http.Request) error {
	v.sheet, v.Title = "guide", v.T("guide.title")
	p := guidePage{}
	if s.Guide != nil {
		p.Guide = s.Guide()
	}
	for _, d := range v.Devices {
		row := deviceRow{Device: d, Sends: v.sends(d)}
		if len(p.Heard) < maxHeard {
			if err := s.pictured(r, &row, v); err != nil {
				return err
			}
		}
		p.Heard = append(p.Heard, row)
	}
	v.Data = p
	return nil
}
