package viewtron

import (
	"fmt"
	"strconv"
	"strings"
)

func (w *writer) alarmStatus(m *Message) {
	if len(m.Alarms) > MaxItems {
		w.fail("Alarms", "more than %d", MaxItems)
		return
	}
	for i, a := range m.Alarms {
		w.checkFlag(fmt.Sprintf("Alarms[%d]", i), a)
	}
	status := strings.EqualFold(m.MessageType, "alarmStatus")
	if m.Layout == LayoutCamera {
		if status {
			w.fail("MessageType", "%q is of recorders", m.MessageType)
		}
		w.cameraAlarm(m)
		return
	}
	if len(m.Alarms) == 0 && !status {
		w.fail("Layout", "without flags nothing tells a recorder's post from a camera's")
	}
	w.recorderAlarm(m)
}

func (w *writer) checkFlag(where string, a AlarmFlag) {
	if !isName(a.Name) {
		w.fail(where+".Name", "%.60q is not the name of an element", a.Name)
	}
	switch strings.ToLower(a.Raw) {
	case "":
	case "true", "false", "1", "0":
		w.fail(where+".Raw", "%q is a state, which belongs in On", a.Raw)
	default:
		if a.On {
			w.fail(where+".On", "is set beside %.60q, which is no state", a.Raw)
		}
	}
}

// state is the text of a flag.
func (a *AlarmFlag) state() string {
	if a.Raw != "" {
		return a.Raw
	}
	return strconv.FormatBool(a.On)
}

// cameraAlarm writes the state as the flag's own text, and the time as the
// camera's wall clock shows it. The legacy alarm server's posts are the same.
func (w *writer) cameraAlarm(m *Message) {
	w.begin("config", m.Version)
	w.optional("messageType", "", m.MessageType)
	w.open("alarmStatusInfo")
	for i := range m.Alarms {
		a := &m.Alarms[i]
		w.tag(a.Name, "boolean")
		w.flagID(a)
		w.b = append(w.b, '>')
		w.text(a.Name, a.state())
		w.end(a.Name)
	}
	w.close("alarmStatusInfo")
	w.optionalCDATA("dataTime", "", m.Time.Raw)
	w.deviceInfo(m.Device, namesLong)
	w.close("config")
}

// recorderAlarm writes the states as items, those of neighbours of one name
// together.
func (w *writer) recorderAlarm(m *Message) {
	w.begin("config", m.Version)
	w.optional("messageType", "", m.MessageType)
	w.deviceInfo(m.Device, namesShort)
	w.optional("currentTime", "", m.Time.Raw)
	w.open("alarmStatusInfo")
	for i := range m.Alarms {
		a := &m.Alarms[i]
		if i == 0 || m.Alarms[i-1].Name != a.Name {
			w.row(a.Name)
		}
		w.tag("item", "")
		w.flagID(a)
		w.b = append(w.b, '>')
		w.text("item", a.state())
		w.end("item")
		if i+1 == len(m.Alarms) || m.Alarms[i+1].Name != a.Name {
			w.rows--
			w.close(a.Name)
		}
	}
	w.close("alarmStatusInfo")
	w.close("config")
}

func (w *writer) flagID(a *AlarmFlag) {
	if a.ID != "" {
		w.attr("id", a.ID)
	}
}
