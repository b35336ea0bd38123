package deviceapi

import (
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/viewtron"
)

// smart is a detection that has a pair of commands, and how its rule is written.
type smart struct {
	command string // after Get and Set
	element string
	is      settings.AlarmType
	rule    shape
}

// shape is what a rule has that is drawn.
type shape int

const (
	plain shape = iota // nothing
	zones
	lines
)

// smarts are the detections of zones, lines and switches. That those of which no
// answer is documented look like the first two is a guess; counting lines have no
// Smart in their names.
func smarts() []smart {
	return []smart{
		{"SmartPerimeterConfig", "perimeter", settings.Perimeter, zones},
		{"SmartTripwireConfig", "tripwire", settings.Tripwire, lines},
		{"SmartVfdConfig", "vfd", settings.Face, plain},
		{"SmartAoiEntryConfig", "aoiEntry", settings.Entry, zones},
		{"SmartAoiLeaveConfig", "aoiLeave", settings.Exit, zones},
		{"PassLineCountConfig", "passLineCount", settings.LineCount, lines},
		{"SmartVsdConfig", "vsd", settings.Metadata, plain},
		{"SmartLoiteringConfig", "loitering", settings.Loitering, zones},
		{"SmartPvdConfig", "pvd", settings.Parking, zones},
	}
}

func smartRoutes() []command {
	var table []command
	for _, s := range smarts() {
		table = append(table,
			command{name: "Get" + s.command, needs: s.is, serve: s.get},
			command{name: "Set" + s.command, needs: s.is, method: write, serve: s.set},
		)
	}
	return append(table,
		command{name: "GetSmartVehicleConfig", to: api20, needs: settings.LicensePlate, serve: vehicleConfig},
		command{name: "SetSmartVehicleConfig", to: api20, needs: settings.LicensePlate, method: write, serve: setVehicleConfig},
		command{name: "GetVehicleConfig", to: api20, needs: settings.LicensePlate, serve: vehicleConfig},
		command{name: "GetSmartLicensePlateConfig", from: api21, needs: settings.LicensePlate, serve: plateConfig},
		command{name: "SetSmartLicensePlateConfig", from: api21, needs: settings.LicensePlate, method: write, serve: setPlateConfig},
	)
}

// general is what all rules of a detection share.
type general struct {
	on          bool
	hold, dwell time.Duration
	filter      settings.Filter
}

func (s smart) get(r *request) ([]byte, error) {
	rules := r.lens().rules
	is := s.general(rules)
	d := r.answer()
	if s.rule == lines {
		d.enums([]string{"tripwireDirection", "none", "rightortop", "leftorbotton"})
	}
	d.begin(s.element)
	d.bool("switch", is.on)
	d.uint("alarmHoldTime", seconds(is.hold))
	if s.dwells() {
		d.uint("duration", seconds(is.dwell))
	}
	if s.rule != plain {
		objects(d, is.filter, s.rule == zones)
	}
	if s.rule != lines {
		d.bool("saveTargetPicture", false)
		d.bool("saveSourcePicture", false)
	}
	switch s.rule {
	case zones:
		s.regions(d, rules.Zones)
	case lines:
		s.wires(d, rules.Lines)
	}
	return d.finish(), nil
}

func (s smart) dwells() bool { return s.is == settings.Loitering || s.is == settings.Parking }

// switched is where a detection without a drawing is kept.
func (s smart) switched(r *settings.Rules) *settings.Switch {
	if s.is == settings.Face {
		return &r.Faces
	}
	return &r.VSD
}

// general is what a detection's rules share: that of the first, which may be off
// while another is on.
func (s smart) general(r *settings.Rules) general {
	is := general{hold: settings.Hold, filter: settings.NewFilter()}
	found := false
	switch s.rule {
	case zones:
		is.dwell = settings.NewZone(s.is).Dwell
		for _, z := range r.Zones {
			if z.Type != s.is {
				continue
			}
			if !found {
				is = general{hold: z.Hold, dwell: z.Dwell, filter: z.Filter, on: is.on}
			}
			found, is.on = true, is.on || z.On
		}
	case lines:
		for _, l := range r.Lines {
			if l.Type != s.is {
				continue
			}
			if !found {
				is = general{hold: l.Hold, filter: l.Filter, on: is.on}
			}
			found, is.on = true, is.on || l.On
		}
	default:
		w := s.switched(r)
		is.on, is.hold = w.On, w.Hold
	}
	return is
}

func objects(d *document, f settings.Filter, motor bool) {
	d.begin("objectFilter")
	object(d, "car", f.Car, f.CarSensitivity)
	object(d, "person", f.Person, f.PersonSensitivity)
	if motor {
		object(d, "motor", f.Motor, f.MotorSensitivity)
	}
	d.end()
}

func object(d *document, name string, on bool, sensitivity int) {
	d.begin(name)
	d.bool("switch", on)
	d.uint("sensitivity", sensitivity, "max", "100", "min", "1", "default", "50")
	d.end()
}

func (s smart) regions(d *document, all []settings.Zone) {
	var mine []settings.Zone
	for _, z := range all {
		if z.Type == s.is {
			mine = append(mine, z)
		}
	}
	d.list("regionInfo", len(mine), "maxCount", number(settings.MaxZones))
	for _, z := range mine {
		d.begin("item")
		d.list("pointGroup", len(z.Points), "maxCount", number(settings.MaxPoints))
		for _, p := range z.Points {
			point(d, "item", p)
		}
		d.end()
		d.end()
	}
	d.end()
}

func (s smart) wires(d *document, all []settings.Line) {
	var mine []settings.Line
	for _, l := range all {
		if l.Type == s.is {
			mine = append(mine, l)
		}
	}
	d.list("lineInfo", len(mine), "maxCount", number(settings.MaxLines))
	for _, l := range mine {
		d.begin("item")
		d.text("direction", l.Direction, "type", "tripwireDirection")
		point(d, "startPoint", l.Start)
		point(d, "endPoint", l.End)
		d.end()
	}
	d.end()
}

// point writes a place with the capital letters that configuration has.
func point(d *document, name string, p viewtron.Point) {
	d.begin(name)
	d.uint("X", int(p.X))
	d.uint("Y", int(p.Y))
	d.end()
}
