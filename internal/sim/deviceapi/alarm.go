package deviceapi

import (
	"slices"
	"strconv"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

func alarmInInfo(r *request) ([]byte, error) {
	inputs, virtual := r.sockets()
	d := r.answer()
	d.enums([]string{"alarmType", "local", "virtual", "remote"})
	d.list("alarmInInfoList", inputs+virtual)
	for i := range inputs + virtual {
		kind := "local"
		if i >= inputs {
			kind = "virtual"
		}
		d.begin("item")
		d.uint("id", i+1)
		d.text("alarmInType", kind, "type", "alarmType")
		d.end()
	}
	return d.finish(), nil
}

func alarmInList(r *request) ([]byte, error) {
	inputs, _ := r.sockets()
	return numbered(r, "alarmInIDList", inputs)
}

func alarmOutList(r *request) ([]byte, error) {
	return numbered(r, "alarmOutIDList", len(r.outputs()))
}

func numbered(r *request, name string, count int) ([]byte, error) {
	d := r.answer()
	beside(d, name, count)
	for i := range count {
		d.text("item", strconv.Itoa(i+1))
	}
	return d.finish(), nil
}

func alarmInConfig(r *request) ([]byte, error) {
	l := r.lens()
	d := r.answer()
	d.enums([]string{"alarmInVoltage", "NO", "NC"})
	d.begin("sensor")
	d.uint("id", r.channel)
	d.cdata("sensorName", l.sensor.Name, "type", "string", "maxLen", "11")
	d.bool("switch", l.rules.Sensors.On)
	d.text("voltage", l.sensor.Voltage, "type", "alarmInVoltage")
	d.uint("alarmHoldTime", seconds(l.rules.Sensors.Hold))
	alarmOut(d, l.rules.AlarmOut[settings.Sensor])
	return d.finish(), nil
}

// alarmStatus answers GetAlarmStatus: the level of every alarm there is. Names are
// not those of posts.
func alarmStatus(r *request) ([]byte, error) {
	on := map[settings.AlarmType][]bool{}
	channels := len(r.channels())
	for i := range channels {
		raised := r.engine().Alarms(i + 1)
		for _, l := range settings.TypeLabels() {
			on[l.Type] = append(on[l.Type], slices.Contains(raised, l.Detection))
		}
	}
	d := r.answer()
	d.begin("alarmStatusInfo")
	channelFlags(d, "motionAlarm", on[settings.Motion])
	sensors(d, r, on[settings.Sensor])
	for _, one := range alarmNames() {
		if !r.has(one.is) {
			continue
		}
		if channels == 1 && !one.numbered {
			d.bool(one.name, on[one.is][0])
			continue
		}
		channelFlags(d, one.name, on[one.is])
	}
	return d.finish(), nil
}

// alarmName is a flag of GetAlarmStatus, and whether cameras number it too.
type alarmName struct {
	name     string
	is       settings.AlarmType
	numbered bool
}

func alarmNames() []alarmName {
	return []alarmName{
		{"perimeterAlarm", settings.Perimeter, false},
		{"tripwireAlarm", settings.Tripwire, false},
		{"vfdAlarm", settings.Face, false},
		{"vehicleAlarm", settings.LicensePlate, true},
		{"aoiEntryAlarm", settings.Entry, true},
		{"aoiLeaveAlarm", settings.Exit, true},
		{"passlineAlarm", settings.LineCount, true},
		{"trafficAlarm", settings.AreaCount, true},
		{"pvdAlarm", settings.Parking, true},
		{"loiteringAlarm", settings.Loitering, true},
		{"oscAlarm", settings.Object, false},
		{"avdAlarm", settings.Abnormal, false},
		{"asdAlarm", settings.Sound, false},
	}
}

func channelFlags(d *document, name string, on []bool) {
	for i, v := range on {
		d.text(name, strconv.FormatBool(v), "type", "boolean", "id", strconv.Itoa(i+1))
	}
}

// sensors is the list of alarm inputs, of which a channel's is one.
func sensors(d *document, r *request, on []bool) {
	inputs, _ := r.sockets()
	d.list("sensorAlarmIn", inputs)
	d.empty("itemType", "type", "boolean")
	for i := range inputs {
		d.text("item", strconv.FormatBool(i < len(on) && on[i]), "id", strconv.Itoa(i+1))
	}
	d.end()
}
