package page

import (
	"net/http"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// typedTime is how forms have dates and times.
const typedTime = "2006-01-02T15:04:05"

// clockView is the page Date and Time.
type clockView struct {
	shell
	*form
	Now   time.Time // as the device has it
	Error string    // by how much its clock is wrong
	Zones []string
}

// clockPage is the page Date and Time of a device.
type clockPage[T any] struct {
	*device
	config *settings.Config[T]
	clock  func(*T) *settings.Clock
}

// show handles GET.
func (p clockPage[T]) show(w http.ResponseWriter, r *http.Request) error {
	saved := p.config.Saved()
	c := *p.clock(&saved)
	f := newForm()
	f.set("Clock.Zone", c.Zone)
	f.set("sync", "manual")
	if c.NTP {
		f.set("sync", "ntp")
	}
	f.set("Clock.NTPServer", c.NTPServer)
	f.setInt("Clock.NTPInterval", int(c.NTPInterval/time.Minute))
	f.set("Clock.Time", c.At(p.now()).Format(typedTime))
	f.setOn("keep", true)
	f.set("format", "24")
	if c.TwelveHours {
		f.set("format", "12")
	}
	return p.render(w, http.StatusOK, "clock", p.view(r, f))
}

// change handles POST.
func (p clockPage[T]) change(w http.ResponseWriter, r *http.Request) error {
	f := formOf(r)
	ok, err := save(p.config, f, same, func(t *T) { takeClock(f, p.clock(t), p.now()) })
	if err != nil || ok {
		return p.saved(w, r, err, r.URL.Path)
	}
	return p.render(w, http.StatusUnprocessableEntity, "clock", p.view(r, f))
}

func (p clockPage[T]) view(r *http.Request, f *form) clockView {
	saved := p.config.Saved()
	c := *p.clock(&saved)
	v := clockView{shell: p.shell(r, "Date and Time"), form: f, Now: c.At(p.now())}
	switch off := c.Offset.Round(time.Second); {
	case off > 0:
		v.Error = off.String() + " ahead of the true time"
	case off < 0:
		v.Error = (-off).String() + " behind the true time"
	}
	for _, z := range settings.PosixZones() {
		v.Zones = append(v.Zones, z.Zone)
	}
	if !slices.Contains(v.Zones, c.Zone) {
		v.Zones = append(v.Zones, c.Zone)
	}
	return v
}

// takeClock sets a clock as a form says. One that is synchronised is right; one
// that is not shows from now on what was typed.
func takeClock(f *form, c *settings.Clock, now time.Time) {
	c.Zone = f.text("Clock.Zone")
	c.TwelveHours = f.get("format") == "12"
	if c.NTP = f.get("sync") == "ntp"; c.NTP {
		c.Offset = 0
		c.NTPServer = f.text("Clock.NTPServer")
		c.NTPInterval = time.Duration(f.number("Clock.NTPInterval")) * time.Minute
		return
	}
	if f.on("keep") {
		return
	}
	typed := f.get("Clock.Time")
	if len(typed) == len("2006-01-02T15:04") {
		typed += ":00"
	}
	at, err := time.ParseInLocation(typedTime, typed, c.Location())
	if err != nil {
		f.problem("Clock.Time", "a date and a time")
		return
	}
	c.Offset = at.Sub(now).Round(time.Second)
}
