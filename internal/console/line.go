package console

import (
	"fmt"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/safetext"
)

// Columns of a line.
const (
	cameraColumns = 20
	whatColumns   = 46
)

// maxName bounds a device's or camera's name in JSON, in bytes.
const maxName = 256

// Names tells what devices and cameras are called.
type Names interface {
	// DeviceName and CameraName return "" for one that is not known.
	DeviceName(id string) string
	CameraName(id string) string
}

// Quarantined is a post that was not understood and kept aside.
type Quarantined struct {
	At       time.Time
	IP       string
	DeviceID string // "" when the post did not tell
	Reason   string
	Bytes    int64
}

// line is one thing that happened, as it is printed.
type line struct {
	Msg        string // "event", "alarm", "device", "quarantined", "skipped"
	Text       string
	Seq        int64
	ID         string
	Device     string
	DeviceName string
	Camera     string
	CameraName string
	Type       string // of the event
	Kind       string // of the alarm
	State      string // of the event; "on" or "off" of an alarm
	Change     string // of the device
	Targets    []event.Target
	Plate      string
	Group      string
	Images     int
	Bytes      int64
	IP         string
	Reason     string
	Lines      int64 // that were skipped

	at    time.Time
	style style
	tail  string
}

// entryLine makes a line of a journal entry; ok is false for one of a kind that
// is not printed.
func entryLine(n Names, e journal.Entry) (l line, ok bool) {
	switch {
	case e.Event != nil:
		l = eventLine(e.Event)
		l.name(n, e.Event.DeviceID, e.Event.CameraID)
	case e.Alarm != nil:
		l = alarmLine(e)
		l.name(n, e.Alarm.DeviceID, e.Alarm.CameraID)
	case e.Device != nil:
		l = deviceLine(e.Device)
		l.Device, l.DeviceName = e.Device.DeviceID, safetext.Cut(e.Device.Name, maxName)
	default:
		return line{}, false
	}
	l.Seq, l.at = e.Seq, e.At
	return l, true
}

// name fills in ids and names; a name that is not known stays empty.
func (l *line) name(n Names, deviceID, cameraID string) {
	l.Device, l.Camera = deviceID, cameraID
	l.DeviceName = safetext.Cut(n.DeviceName(deviceID), maxName)
	l.CameraName = safetext.Cut(n.CameraName(cameraID), maxName)
}

func eventLine(e *event.Event) line {
	l := line{
		Msg: "event", ID: e.ID.String(), Type: string(e.Type), State: e.State,
		Targets: e.Targets, Plate: e.Plate, Group: e.Group, Text: Sentence(e), Images: len(e.Images),
	}
	for i := range e.Images {
		l.Bytes += int64(e.Images[i].Bytes)
	}
	switch l.Images {
	case 0:
	case 1:
		l.tail = "1 image,  " + size(l.Bytes)
	default:
		l.tail = fmt.Sprintf("%d images, %s", l.Images, size(l.Bytes))
	}
	switch e.Category {
	case event.CategoryPlate:
		l.style = cyan
	case event.CategoryIntrusion, event.CategoryTamper:
		l.style = yellow
	}
	return l
}

func alarmLine(e journal.Entry) line {
	kind := safetext.Line(strings.ReplaceAll(e.Alarm.Kind, "_", " "), wordColumns)
	l := line{Msg: "alarm", Kind: e.Alarm.Kind, State: "on", Text: "alarm on: " + kind, style: dim}
	if !e.Alarm.EndedAt.IsZero() {
		l.State = "off"
		l.Text = fmt.Sprintf("alarm off: %s, after %s", kind, length(e.Alarm.EndedAt.Sub(e.Alarm.StartedAt)))
	}
	return l
}

func deviceLine(d *journal.DeviceChange) line {
	l := line{Msg: "device", Change: string(d.Change), IP: d.IP}
	switch d.Change {
	case journal.FirstContact:
		l.Text, l.style = "new "+kindName(d.Kind)+", first post received", green
	case journal.Online:
		l.Text, l.style = kindName(d.Kind)+" is heard again", green
	case journal.Offline:
		l.Text, l.style = kindName(d.Kind)+" has fallen silent", red
	case journal.TooMany:
		l.Text, l.style = "names more devices than an address may; kept under the address", yellow
	default:
		l.Text = safetext.Line(string(d.Change), whatColumns)
	}
	if d.IP != "" {
		l.tail = safetext.Line(d.IP, 40)
	}
	return l
}

func kindName(k device.Kind) string {
	switch k {
	case device.KindCamera:
		return "camera"
	case device.KindNVR:
		return "recorder"
	}
	return "device"
}

func quarantinedLine(q Quarantined) line {
	return line{
		Msg: "quarantined", Device: q.DeviceID, IP: q.IP, Reason: q.Reason, Bytes: q.Bytes,
		Text: "not understood, kept aside: " + safetext.Line(q.Reason, 2*whatColumns),
		at:   q.At, style: yellow, tail: size(q.Bytes),
	}
}

func skippedLine(at time.Time, n int64) line {
	return line{Msg: "skipped", Text: fmt.Sprintf("%d lines skipped: more happens than can be printed", n), Lines: n, at: at, style: dim}
}

// who is what stands in the first column: the camera, else the device, else
// where it came from.
func (l *line) who() string {
	for _, s := range []string{l.CameraName, l.Camera, l.DeviceName, l.Device, l.IP} {
		if s != "" {
			return safetext.Line(s, cameraColumns)
		}
	}
	return ""
}

// text is the line for a person.
func (l *line) text(color bool, zone *time.Location) string {
	what := l.Text
	if l.tail != "" {
		what = safetext.Pad(what, whatColumns)
	}
	s := paint(color, dim, l.at.In(zone).Format("15:04:05")) + "  " +
		safetext.Pad(l.who(), cameraColumns) + "  " + paint(color, l.style, what)
	if l.tail != "" {
		s += "  " + paint(color, dim, l.tail)
	}
	return s + "\n"
}

// size is a number of bytes for a person.
func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1e6:
		return fmt.Sprintf("%d KB", (n+500)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

// length is a duration for a person.
func length(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%.0f s", max(d, 0).Seconds())
	case d < time.Hour:
		return fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second)
	}
	return fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute)
}
