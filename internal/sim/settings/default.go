package settings

import (
	"fmt"
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

// NewCamera is a camera as delivered, with rules drawn so that it detects what
// comes by, and no destination yet. n, from 0, tells cameras apart: name, MAC,
// serial number and address follow from it.
func NewCamera(n int, m Model) Camera {
	firmware, api, name := m.firmware()
	return Camera{
		Model: m,
		Identity: Identity{
			Name:     cameraName(n),
			Model:    name,
			MAC:      fmt.Sprintf("02:00:5e:%02x:%02x:%02x", 0x10+n>>16, n>>8&255, n&255),
			Serial:   fmt.Sprintf("WPCAM%07d", n+1),
			IP:       address(n),
			Firmware: firmware,
			API:      api,
		},
		Account: Account{User: "admin", Password: "watchpost"},
		Push:    "V1",
		Basic:   BasicPost{Port: 80, Path: "/", Keepalive: 90 * time.Second},
		Rules:   NewRules(m),
		Clock:   NewClock(),
		Image:   NewImage(),
		Streams: NewStreams(),
		Cruises: []Position{{1, "Night"}},
		Sensor:  SensorInput{Name: "Door", Voltage: "NO"},
		OSD:     NewOSD(),
		Outputs: NewOutputs(1),
	}
}

// NewRecorder is a recorder as delivered, with cameras on all its channels. n, from
// 0, tells recorders apart.
func NewRecorder(n, channels int) Recorder {
	r := Recorder{
		Identity: Identity{
			Name:     fmt.Sprintf("Recorder %d", n+1),
			Model:    fmt.Sprintf("SIM-NVR-%d", channels),
			MAC:      fmt.Sprintf("02:00:5e:%02x:%02x:%02x", 0x80+n>>16, n>>8&255, n&255),
			Serial:   fmt.Sprintf("NWPREC%06d", n+1),
			IP:       address(n),
			Firmware: "1.4.13",
			API:      "2.0.0",
		},
		Account: Account{User: "admin", Password: "watchpost"},
		Post: RecorderPost{
			Port: 80, Path: "/", Anonymous: true, Interval: 10 * time.Second,
		},
		Clock:  NewClock(),
		Groups: []PlateGroup{{Name: "Residents"}, {Name: "Staff"}},
		Inputs: 16, Virtual: 16, Outputs: NewOutputs(4),
	}
	for i := range channels {
		r.Channels = append(r.Channels, Channel{
			Number: i + 1, Name: cameraName(i), Online: true,
			Rules: NewRules(Modern), Image: NewImage(), Streams: NewStreams(), Cruises: []Position{{1, "Night"}},
		})
	}
	return r
}

// NewServer is a destination as the page's Add makes it.
func NewServer(id int) Server {
	return Server{ID: id, Protocol: "http", Port: 80, Path: "/", Persistent: true, Heartbeat: true, Interval: 90 * time.Second}
}

// NewRules are rules for everything that a model detects, all on, over most of the
// picture.
func NewRules(m Model) Rules {
	r := Rules{
		Plates: NewPlateRule(), Cells: NewMotionCells(),
		Abnormal: VideoException{SceneChange: true, Blur: true, ColorCast: true}, Sound: SoundException{Sensitivity: 50},
	}
	for _, t := range m.Offers() {
		on := Switch{On: true, Hold: Hold}
		switch t {
		case Perimeter, Entry, Exit, AreaCount, Loitering, Parking, Object:
			r.Zones = append(r.Zones, NewZone(t))
		case Tripwire, LineCount:
			r.Lines = append(r.Lines, NewLine(t))
		case Motion:
			r.Motion = on
		case Metadata:
			r.VSD = on
		case Face:
			r.Faces = on
		case LicensePlate:
			r.Plates.On = true
		case FaceMatch:
			r.Match.Switch = on
		case Sensor:
			r.Sensors = on
		case Abnormal:
			r.Abnormal.Switch = on
		case Sound:
			r.Sound.Switch = on
		}
	}
	return r
}

// Hold is how long an alarm lasts as delivered.
const Hold = 20 * time.Second

// NewZone is a zone over the middle of the picture.
func NewZone(t AlarmType) Zone {
	z := Zone{
		Type: t, On: true, Name: t.Label(), Filter: NewFilter(), Hold: Hold,
		Points: []viewtron.Point{{X: 2000, Y: 3000}, {X: 8000, Y: 3000}, {X: 9000, Y: 9700}, {X: 1000, Y: 9700}},
	}
	switch t {
	case Loitering:
		z.Dwell = 10 * time.Second
	case Parking:
		z.Dwell = 15 * time.Second
	case Object:
		z.Dwell = 5 * time.Second
	}
	return z
}

// NewLine is a line down the middle of the picture.
func NewLine(t AlarmType) Line {
	return Line{
		Type: t, On: true, Name: t.Label(), Filter: NewFilter(), Hold: Hold, Direction: "none",
		Start: viewtron.Point{X: 5000, Y: 1500}, End: viewtron.Point{X: 5000, Y: 9700},
	}
}

// NewFilter looks at everything, with the sensitivity of delivery.
func NewFilter() Filter {
	return Filter{Person: true, Car: true, Motor: true, PersonSensitivity: 50, CarSensitivity: 50, MotorSensitivity: 50}
}

// NewPlateRule is the licence plate detection as delivered: off, everywhere.
func NewPlateRule() PlateRule {
	return PlateRule{
		Sensitivity: 50, Repeat: 5 * time.Second, Direction: "noLimit",
		Region: viewtron.Box{X1: 300, Y1: 1000, X2: 9700, Y2: 9800, Unit: viewtron.UnitFrame},
	}
}

// NewMotionCells looks for motion everywhere.
func NewMotionCells() MotionCells {
	c := MotionCells{Sensitivity: 5}
	for i := range c.Rows {
		c.Rows[i] = "1111111111111111111111"
	}
	return c
}

// NewClock is a clock that is right, in UTC.
func NewClock() Clock {
	return Clock{Zone: "UTC", NTP: true, NTPServer: "ntp.example.net", NTPInterval: 24 * time.Hour}
}

// NewImage is the picture as delivered.
func NewImage() Image {
	return Image{
		Bright: 50, Contrast: 50, Saturation: 50, Hue: 50, Red: 50, Blue: 50, WDRValue: 128,
		IRCut: "auto", WhiteBalance: "auto", Frequency: "50HZ", Backlight: "OFF", Infrared: "auto",
	}
}

// NewStreams are the two streams as delivered.
func NewStreams() []Stream {
	return []Stream{
		{1, "profile1", "2560x1440", 20, 6144, "VBR", "h265", "mainProfile", "higher", 80},
		{2, "profile2", "704x576", 15, 768, "CBR", "h264", "baseLine", "medium", 60},
	}
}

func cameraName(n int) string {
	names := []string{"Front Yard", "North Gate", "Shop Door", "Corridor", "Parking Lot", "Loading Dock", "Back Fence", "Reception"}
	if n < len(names) {
		return names[n]
	}
	return fmt.Sprintf("%s %d", names[n%len(names)], n/len(names)+1)
}

// address is of the documentation's network while it has room, then of the
// network that is set aside for benchmarks.
func address(n int) string {
	if n < 200 {
		return fmt.Sprintf("192.0.2.%d", 21+n)
	}
	return fmt.Sprintf("198.%d.%d.%d", 18+n>>16&1, n>>8&255, n&255)
}
