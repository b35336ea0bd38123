package viewtrontest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

// The generations of camera firmware that posts differ by.
const (
	FirmwareClassic = "5.1.4.0"
	Firmware531     = "5.3.1.0"
)

// Camera is a camera that posts by itself. The zero Camera posts without saying
// who it is, as sample posts do.
type Camera struct {
	Name, MAC, Serial, IP string
	// Firmware 5.3 writes plates with all their details, keepalives like a
	// recorder's, and the enumerations spelled correctly. Any other is classic.
	Firmware string
	Zone     *time.Location          // of its clock, UTC when nil
	Shape    viewtron.KeepaliveShape // of its keepalives, as the firmware has it when zero
	Version  string                  // of the envelope, "1.7" when empty
	// PushV2 is Push Protocol Version V2 as it is anticipated: plates are VEHICLE, and
	// the envelope is that of API 2.1 if Version does not say another.
	PushV2 bool
}

// NewCamera is an invented camera of classic firmware, the same for every n of 1
// to 200.
func NewCamera(n int) Camera {
	mac := fmt.Sprintf("02:00:5e:10:00:%02x", n)
	return Camera{
		Name: fmt.Sprintf("Camera %d", n), MAC: mac, Serial: serial('I', mac),
		IP: fmt.Sprintf("192.0.2.%d", n), Firmware: FirmwareClassic,
	}
}

// serial is a serial number as devices have it: a letter for the kind, the end of
// the MAC, and more.
func serial(kind byte, mac string) string {
	end := strings.ToUpper(strings.ReplaceAll(mac, ":", ""))
	return string(kind) + end[len(end)-4:] + "K3X5Q2B"
}

func (c Camera) is531() bool { return strings.HasPrefix(c.Firmware, "5.3") }

func (c Camera) version() string {
	switch {
	case c.Version != "":
		return c.Version
	case c.PushV2:
		return "2.1.0"
	}
	return "1.7"
}

// local is a time on the camera's clock.
func (c Camera) local(at time.Time) time.Time {
	if c.Zone == nil {
		return at.UTC()
	}
	return at.In(c.Zone)
}

// Keepalive is a heartbeat.
func (c Camera) Keepalive() *viewtron.Message {
	shape := c.Shape
	switch {
	case shape != viewtron.KeepaliveNone:
	case c.is531():
		shape = viewtron.KeepaliveMessage
	default:
		shape = viewtron.KeepaliveDeviceInfo
	}
	m := &viewtron.Message{Kind: viewtron.KindKeepalive, Keepalive: shape}
	switch shape {
	case viewtron.KeepaliveDeviceInfo:
		m.Device = c.status()
		m.Device.MAC = strings.ToUpper(c.MAC)
	case viewtron.KeepaliveMessage:
		m.Version, m.MessageType = c.version(), "keepalive"
		m.Device = viewtron.Identity{Name: c.Name, IP: c.IP, MAC: c.MAC}
	case viewtron.KeepaliveIdentity:
		m.Version, m.Device = c.version(), c.status()
	}
	return m
}

// status is who status posts say they are from.
func (c Camera) status() viewtron.Identity {
	return viewtron.Identity{Name: c.Name, MAC: c.MAC, Serial: c.Serial, IP: c.IP, Number: "1"}
}

// AlarmStatus is a flag that went on or off; see [Camera.Flag].
func (c Camera) AlarmStatus(flag string, on bool, at time.Time) *viewtron.Message {
	return &viewtron.Message{
		Kind: viewtron.KindAlarmStatus, Layout: viewtron.LayoutCamera, Version: c.version(),
		Device: c.status(), Time: viewtron.NewLocalTimestamp(c.local(at), c.is531()),
		Alarms: []viewtron.AlarmFlag{{Name: flag, ID: "1", On: on}},
	}
}

// LegacyAlarm is AlarmStatus as the older alarm server setting posts it.
func (c Camera) LegacyAlarm(flag string, on bool, at time.Time) *viewtron.Message {
	m := c.AlarmStatus(flag, on, at)
	m.Version = "1.0"
	m.Time = viewtron.NewLocalTimestamp(c.local(at), false)
	m.Device.MAC = strings.ToUpper(strings.ReplaceAll(c.MAC, ":", "-"))
	return m
}

// Flag is the alarm flag that a camera raises with a detection, "" for those that
// raise none.
func (c Camera) Flag(d viewtron.Detection) string {
	switch d {
	case viewtron.RegionIntrusion:
		return "perimeterAlarm"
	case viewtron.LineCrossing:
		return "tripwireAlarm"
	case viewtron.LicensePlate:
		return "vehiceAlarm"
	case viewtron.FaceDetection, viewtron.FaceMatch:
		return "VFDAlarm"
	case viewtron.LineCounting:
		return "passlineAlarm"
	case viewtron.AreaCounting:
		return "trafficAlarm"
	case viewtron.RegionEntry:
		return "aoiEntryAlarm"
	case viewtron.RegionExit:
		return "aoiLeaveAlarm"
	case viewtron.Loitering:
		return "loiteringAlarm"
	case viewtron.IllegalParking:
		return "pvdAlarm"
	case viewtron.ObjectRemoved:
		return "oscAlarm"
	case viewtron.Motion:
		return "motionAlarm"
	case viewtron.Sensor:
		return "sensorAlarm"
	case viewtron.Audio:
		return "asdAlarm"
	}
	return ""
}

// Tracking is where targets are; their Plate, Face and Crop are not sent.
func (c Camera) Tracking(at time.Time, targets ...Target) *viewtron.Message {
	m := &viewtron.Message{
		Kind: viewtron.KindTracking, Layout: viewtron.LayoutCamera, Version: c.version(),
		Device: c.sender(), Time: viewtron.NewTimestamp(at),
	}
	for _, t := range targets {
		m.Tracking = append(m.Tracking, viewtron.TrackPoint{ID: t.id(), Type: t.Type, RawType: word(t.Type), Box: t.Box})
	}
	return m
}

// Unknown is a post that a receiver cannot know: an envelope with a messageType
// of its own and one element of text.
func (c Camera) Unknown(messageType, element, text string) *viewtron.Message {
	return unknown(c.version(), viewtron.Identity{Name: c.Name, IP: c.IP, MAC: c.MAC}, messageType, element, text)
}

func unknown(version string, who viewtron.Identity, messageType, element, text string) *viewtron.Message {
	return &viewtron.Message{
		Kind: viewtron.KindUnknown, Version: version, MessageType: messageType, Device: who,
		Extra: []viewtron.Element{{Path: "config/" + element, Text: text}},
	}
}

// sender is who events and tracks say they are from.
func (c Camera) sender() viewtron.Identity {
	return viewtron.Identity{Name: c.Name, MAC: c.MAC, Serial: c.Serial}
}

// word is a target's type in a word, "" for none.
func word(t viewtron.TargetType) string {
	if t == viewtron.TargetUnknown {
		return ""
	}
	return t.String()
}

// code is a target's type in the number of classic cameras.
func code(t viewtron.TargetType) string {
	switch t {
	case viewtron.TargetPerson:
		return "1"
	case viewtron.TargetCar:
		return "2"
	case viewtron.TargetMotorcycle:
		return "4"
	}
	return ""
}

// picture is a picture as the camera sends it. The length that classic cameras
// tell is two more than that of the data.
func (c Camera) picture(p *Picture) *viewtron.Image {
	img := p.image()
	if img != nil && !c.is531() {
		img.Length = strconv.Itoa(len(img.Data) + 2)
	}
	return img
}
