package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/store"
)

// devicePage is the page of one device.
type devicePage struct {
	deviceRow
	Findings []deviceFinding
	Told     []told
	Facts    []fact
	Counters []fact
	Cameras  []deviceCamera
	Requests []requestRow // for administrators
	Posts    int          // raw posts that are kept
}

// told is one kind of what a device can send: whether it came, and what to do where
// it did not.
type told struct {
	Name string
	Yes  bool
	Text string
	Do   string
}

// deviceCamera is a camera with what it saw last.
type deviceCamera struct {
	ID, Name string
	Channel  int
	Last     *card
}

// How much of a device's past its page shows.
const (
	recentEvents   = 30
	recentRequests = 25
	maxPageCameras = 64
)

// device handles GET /devices/{id}.
func (s *Server) device(v *view, r *http.Request) error {
	d, err := s.listed(r)
	if err != nil {
		return err
	}
	return s.devicePage(v, r, d)
}

// listed is the device that the path names, when it is in the lists.
func (s *Server) listed(r *http.Request) (device.Device, error) {
	d, err := s.Devices.Device(r.Context(), r.PathValue("id"))
	if err == nil && d.Forgotten {
		err = device.ErrNotFound
	}
	return d, err
}

func (s *Server) devicePage(v *view, r *http.Request, d device.Device) error {
	v.sheet, v.Title = "device", d.Name
	changes, err := s.Store.DeviceChanges(r.Context(), v.now.Add(-stripSpan))
	if err != nil {
		return err
	}
	changes = slices.DeleteFunc(changes, func(e journal.Entry) bool { return e.Device.DeviceID != d.ID })
	p := devicePage{deviceRow: v.deviceRow(d, changes), Findings: v.findings(d)}
	var ids []string
	for _, c := range d.Cameras {
		ids = append(ids, c.ID)
	}
	var recent []*event.Event
	if len(ids) > 0 {
		page, err := s.Store.Events(r.Context(), store.EventQuery{Cameras: ids, Limit: recentEvents})
		if err != nil {
			return err
		}
		recent = page.Events
	}
	p.Told, p.Facts, p.Counters = v.told(d, recent), v.deviceFactsOf(d), v.counters(d)
	for _, c := range d.Cameras {
		if hidden(d, c) || len(p.Cameras) == maxPageCameras {
			continue
		}
		one := deviceCamera{ID: c.ID, Name: c.Name, Channel: c.Channel}
		last, err := s.newest(r, c.ID)
		if err != nil {
			return err
		}
		if last != nil {
			k := v.card(last)
			one.Last = &k
		}
		p.Cameras = append(p.Cameras, one)
	}
	if v.Admin {
		if s.Requests != nil {
			p.Requests = v.requestRows(s.Requests.Device(d.ID, recentRequests, 0))
			for i := range p.Requests {
				p.Requests[i].DeviceID = "" // whose else
			}
		}
		if s.Posts != nil {
			p.Posts = len(s.Posts.List(d.ID))
		}
	}
	v.Data = p
	return nil
}

// told says what a device sends and what it does not, from its counters and from its
// last events.
func (v *view) told(d device.Device, recent []*event.Event) (out []told) {
	add := func(key string, yes bool, text string) {
		t := told{Name: v.T("told." + key), Yes: yes, Text: text}
		if !yes {
			do := "told." + key + ".do"
			if d.Kind == device.KindNVR && v.has(do+".nvr") {
				do += ".nvr"
			}
			t.Do = v.T(do)
		}
		out = append(out, t)
	}
	c := d.Counters
	beat := v.T("devices.heard", v.Ago(d.LastKeepalive))
	if d.Heartbeat > 0 {
		beat += " · " + v.T("devices.every", v.Span(d.Heartbeat))
	}
	add("keepalives", c.Keepalives > 0, beat)
	add("events", c.Events > 0, v.T("told.last", v.Ago(d.LastEvent)))
	overview, crop := 0, 0
	for _, e := range recent {
		has := map[event.ImageKind]bool{}
		for i := range e.Images {
			if e.Images[i].Flag == "" {
				has[e.Images[i].Kind] = true
			}
		}
		if has[event.ImageSource] {
			overview++
		}
		if has[event.ImageTarget] {
			crop++
		}
	}
	if len(recent) > 0 {
		add("overview", overview > 0, v.T("told.of", int64(overview), int64(len(recent))))
		add("crop", crop > 0, v.T("told.of", int64(crop), int64(len(recent))))
	}
	add("alarms", c.AlarmStatus > 0, v.N("told.posts", c.AlarmStatus))
	if d.Kind != device.KindNVR { // recorders never send it
		add("tracking", c.Tracking > 0, v.N("told.posts", c.Tracking))
	}
	return out
}

// deviceFactsOf are what is known of a device, in words.
func (v *view) deviceFactsOf(d device.Device) (out []fact) {
	add := func(key, value string) {
		if value != "" {
			out = append(out, fact{v.T("devfact." + key), value})
		}
	}
	add("kind", v.T("devices."+string(d.Kind)))
	if d.OwnName != d.Name {
		add("own_name", d.OwnName)
	}
	add("last", v.Exact(d.LastSeen))
	add("first", v.Exact(d.FirstSeen))
	if d.ClockKnown {
		add("clock", v.offset(d.ClockOffset))
	}
	add("ip", d.IP)
	if d.OwnIP != d.IP {
		add("own_ip", d.OwnIP)
	}
	add("mac", d.MAC)
	add("serial", d.Serial)
	add("format", d.Format)
	add("firmware", d.Firmware)
	add("id", d.ID)
	return out
}

// counters are how much came of a device, since it was first seen.
func (v *view) counters(d device.Device) (out []fact) {
	c := d.Counters
	for _, k := range []struct {
		key string
		n   int64
	}{
		{"events", c.Events}, {"no_picture", c.ImagesMissing}, {"duplicates", c.Duplicates}, {"tracking", c.Tracking}, {"alarms", c.AlarmStatus},
		{"keepalives", c.Keepalives}, {"unknown", c.Unknown}, {"malformed", c.Malformed}, {"refused", c.Refused},
	} {
		out = append(out, fact{v.T("counter." + k.key), thousands(k.n)})
	}
	return append(out, fact{v.T("counter.bytes"), v.Bytes(c.Bytes)})
}

// Bytes is a size in words.
func (v *view) Bytes(n int64) string {
	units := []string{"B", "KB", "MB", "GB", "TB", "PB"}
	f, i := float64(n), 0
	for f >= 1000 && i < len(units)-1 {
		f, i = f/1000, i+1
	}
	prec := 0
	if i > 1 && f < 100 {
		prec = 1
	}
	return strings.Replace(strconv.FormatFloat(f, 'f', prec, 64), ".", v.T("decimal"), 1) + "\u00a0" + units[i]
}

// changeDevice handles POST /devices/{id}: a new name, refusing its posts, or
// forgetting it.
func (s *Server) changeDevice(v *view, _ http.ResponseWriter, r *http.Request) (string, error) {
	d, err := s.listed(r)
	if err != nil {
		return "", err
	}
	here := "/devices/" + url.PathEscape(d.ID)
	var action access.Action
	object, detail, next := d.ID, d.Name, here+"?done=saved"
	switch field(r, "do") {
	case "rename":
		detail, action = field(r, "name"), access.ActionDeviceRenamed
		err = s.Managed.Rename(r.Context(), d.ID, detail)
	case "block", "allow":
		block := field(r, "do") == "block"
		action, next = access.ActionDeviceAllowed, here+"?done=allowed"
		if block {
			action, next = access.ActionDeviceBlocked, here+"?done=blocked"
		}
		err = s.Managed.Block(r.Context(), d.ID, block)
	case "forget":
		if !sameText(field(r, "typed"), d.Name) {
			v.status, v.Wrong = http.StatusBadRequest, v.T("devpage.forget.typed")
			return "", s.devicePage(v, r, d)
		}
		action, next = access.ActionDeviceForgotten, "/devices?done=forgotten"
		err = s.Managed.Forget(r.Context(), d.ID)
	case "rename_camera":
		object, detail, action = field(r, "camera"), field(r, "name"), access.ActionCameraRenamed
		if !slices.ContainsFunc(d.Cameras, func(c device.Camera) bool { return c.ID == object }) {
			return "", device.ErrNotFound
		}
		err = s.Managed.RenameCamera(r.Context(), object, detail)
	default:
		return "", badRequest("nothing to do")
	}
	if errors.Is(err, device.ErrName) {
		v.status, v.Wrong = http.StatusBadRequest, v.T("devpage.name.wrong")
		return "", s.devicePage(v, r, d)
	}
	if err != nil {
		return "", err
	}
	s.note(r, action, object, detail)
	return next, nil
}

// requestRow is a request to the device listener.
type requestRow struct {
	At       time.Time
	IP       string
	DeviceID string
	What     string
	Bytes    int64
	Status   int
	Advice   string
	Count    int64
}
