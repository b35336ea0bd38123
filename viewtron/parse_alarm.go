package viewtron

import "strings"

// alarmStatus reads an alarm status post. Cameras write the state as the flag's
// own text, recorders as the text of item elements in it, perhaps with white
// space around (Q48).
func (d *document) alarmStatus(m *Message, flags elem) {
	m.Kind, m.Layout = KindAlarmStatus, LayoutCamera
	if strings.EqualFold(m.MessageType, "alarmStatus") {
		m.Layout = LayoutRecorder
	}
	for f := range flags.children() {
		name := d.clean(f.name(), false)
		items := false
		for it := range f.items(MaxItems) {
			items = true
			m.Layout = LayoutRecorder
			d.flag(m, name, it)
		}
		if !items {
			d.flag(m, name, f)
		}
	}
}

func (d *document) flag(m *Message, name string, e elem) {
	if len(m.Alarms) == MaxItems {
		d.noteTruncated()
		return
	}
	if !e.hasText() {
		d.note("empty-flag", "An alarm flag says neither on nor off; it was left out.")
		return
	}
	a := AlarmFlag{Name: name, ID: e.attr("id")}
	switch text := e.text(); {
	case strings.EqualFold(text, "true"), text == "1":
		a.On = true
	case strings.EqualFold(text, "false"), text == "0":
	default:
		a.Raw = text
		d.note("bad-flag", "An alarm flag is neither true nor false; it was taken for false.")
	}
	m.Alarms = append(m.Alarms, a)
}
