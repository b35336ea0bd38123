package web

import (
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/device"
)

// deviceList is the page of devices.
type deviceList struct {
	Findings []deviceFinding
	Rows     []deviceRow
}

// deviceFinding is something to look at, with whose it is.
type deviceFinding struct {
	api.Finding
	Device string
	ID     string
}

// deviceRow is a device among others.
type deviceRow struct {
	device.Device
	Sends []sends
	Sick  bool // there is a finding
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
	var l deviceList
	for _, d := range v.Devices {
		row := deviceRow{Device: d, Sends: v.sends(d)}
		if s.Findings != nil {
			for _, f := range s.Findings(d) {
				l.Findings = append(l.Findings, deviceFinding{f, d.Name, d.ID})
				row.Sick = true
			}
		}
		if d.ClockKnown {
			row.Clock = v.offset(d.ClockOffset)
		}
		l.Rows = append(l.Rows, row)
	}
	v.Data = l
	return nil
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

// guide handles GET /devices/add.
func (s *Server) guide(v *view, r *http.Request) error {
	v.sheet, v.Title = "guide", v.T("guide.title")
	p := guidePage{}
	if s.Guide != nil {
		p.Guide = s.Guide()
	}
	for _, d := range v.Devices {
		p.Heard = append(p.Heard, deviceRow{Device: d, Sends: v.sends(d)})
	}
	v.Data = p
	return nil
}
