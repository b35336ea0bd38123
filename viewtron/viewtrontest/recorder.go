package viewtrontest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

// Recorder is a network video recorder, which posts for the cameras on its
// channels.
type Recorder struct {
	Name, MAC, IP string
	Version       string // of the envelope, "2.0.0" when empty
}

// NewRecorder is an invented recorder, the same for every n of 1 to 50.
func NewRecorder(n int) Recorder {
	return Recorder{
		Name: fmt.Sprintf("Recorder %d", n), MAC: strings.ToUpper(fmt.Sprintf("02:00:5e:20:00:%02x", n)),
		IP: fmt.Sprintf("192.0.2.%d", 200+n),
	}
}

func (r Recorder) version() string {
	if r.Version != "" {
		return r.Version
	}
	return "2.0.0"
}

func (r Recorder) identity() viewtron.Identity {
	return viewtron.Identity{Name: r.Name, MAC: r.MAC, IP: r.IP}
}

// Keepalive is a heartbeat, of the recorder as a whole.
func (r Recorder) Keepalive() *viewtron.Message {
	return &viewtron.Message{
		Kind: viewtron.KindKeepalive, Keepalive: viewtron.KeepaliveMessage,
		Version: r.version(), MessageType: "keepalive", Device: r.identity(),
	}
}

// Unknown is a post that a receiver cannot know: an envelope with a messageType
// of its own and one element of text.
func (r Recorder) Unknown(messageType, element, text string) *viewtron.Message {
	return unknown(r.version(), r.identity(), messageType, element, text)
}

// Channel is the camera on a channel, counted from 1; 0 leaves the channel out, as
// plate posts of some recorders do.
func (r Recorder) Channel(n int) Channel { return Channel{Recorder: r, Number: n} }

// Channel is a camera as its recorder posts for it.
type Channel struct {
	Recorder
	Number int
}

func (c Channel) identity() viewtron.Identity {
	id := c.Recorder.identity()
	if c.Number > 0 {
		id.ChannelID = strconv.Itoa(c.Number)
	}
	return id
}

// AlarmStatus is a flag that went on or off; see [Channel.Flag]. Its time has no
// parts of a second.
func (c Channel) AlarmStatus(flag string, on bool, at time.Time) *viewtron.Message {
	return &viewtron.Message{
		Kind: viewtron.KindAlarmStatus, Layout: viewtron.LayoutRecorder,
		Version: c.version(), MessageType: "alarmStatus", Device: c.identity(),
		Time:   viewtron.NewTimestamp(at.Truncate(time.Second)),
		Alarms: []viewtron.AlarmFlag{{Name: flag, ID: "1", On: on}},
	}
}

// Flag is the alarm flag that a recorder raises with a detection, "" for those
// that raise none. Lines and zones raise the same one.
func (c Channel) Flag(d viewtron.Detection) string {
	switch d {
	case viewtron.RegionIntrusion, viewtron.LineCrossing:
		return "perimeterAlarm"
	case viewtron.LineCounting, viewtron.AreaCounting:
		return "passlineAlarm"
	case viewtron.FaceDetection:
		return "vfdAlarm"
	case viewtron.Motion:
		return "motionAlarm"
	case viewtron.Sensor:
		return "sensorAlarm"
	}
	return ""
}
