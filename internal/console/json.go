package console

import (
	"github.com/watchpost/watchpost/internal/jsontext"
)

// appendJSON appends the line as one object, in a line of its own.
func (l *line) appendJSON(b []byte) []byte {
	b = append(b, `{"time":"`...)
	b = l.at.UTC().AppendFormat(b, stampLayout)
	b = jsontext.AppendString(append(b, `","msg":`...), l.Msg)
	b = jsontext.AppendString(append(b, `,"text":`...), l.Text)
	b = jsontext.AppendNumber(b, `,"seq":`, l.Seq)
	b = jsontext.AppendField(b, `,"id":`, l.ID)
	b = jsontext.AppendField(b, `,"device":`, l.Device)
	b = jsontext.AppendField(b, `,"device_name":`, l.DeviceName)
	b = jsontext.AppendField(b, `,"camera":`, l.Camera)
	b = jsontext.AppendField(b, `,"camera_name":`, l.CameraName)
	b = jsontext.AppendField(b, `,"type":`, l.Type)
	b = jsontext.AppendField(b, `,"kind":`, l.Kind)
	b = jsontext.AppendField(b, `,"state":`, l.State)
	b = jsontext.AppendField(b, `,"change":`, l.Change)
	for i := range l.Targets {
		if i == 0 {
			b = append(b, `,"targets":[`...)
		} else {
			b = append(b, ',')
		}
		b = jsontext.AppendString(b, string(l.Targets[i].Type))
	}
	if len(l.Targets) > 0 {
		b = append(b, ']')
	}
	b = jsontext.AppendField(b, `,"plate":`, l.Plate)
	b = jsontext.AppendField(b, `,"group":`, l.Group)
	b = jsontext.AppendNumber(b, `,"images":`, int64(l.Images))
	b = jsontext.AppendNumber(b, `,"bytes":`, l.Bytes)
	b = jsontext.AppendField(b, `,"ip":`, l.IP)
	b = jsontext.AppendField(b, `,"reason":`, l.Reason)
	b = jsontext.AppendNumber(b, `,"lines":`, l.Lines)
	return append(b, "}\n"...)
}
