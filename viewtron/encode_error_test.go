package viewtron_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// TestEncodeError holds that a message that cannot be written says why.
func TestEncodeError(t *testing.T) {
	cam, third := viewtrontest.NewCamera(1), viewtrontest.NewRecorder(1).Channel(3)
	lpr := viewtrontest.NewCamera(2)
	lpr.Firmware = viewtrontest.Firmware531
	type message = viewtron.Message
	tests := []struct {
		name   string
		from   *message
		change func(*message)
		want   string
	}{
		{"no kind", cam.Keepalive(), func(m *message) { m.Kind = 9 }, "Kind: there is no kind 9"},
		{"event without one", cam.Intrusion(noon, formHit()), func(m *message) { m.Event = nil }, "Event: is missing"},
		{"event in tracking", cam.Tracking(noon), func(m *message) { m.Event = &viewtron.Event{} }, "Event: has no place"},
		{"alarms in a keepalive", cam.Keepalive(), func(m *message) { m.Alarms = []viewtron.AlarmFlag{{}} }, "Alarms: have no place"},
		{"tracks in an event", cam.Intrusion(noon, formHit()), func(m *message) { m.Tracking = []viewtron.TrackPoint{{}} }, "Tracking: has no place"},
		{"keepalive without a shape", cam.Keepalive(), func(m *message) { m.Keepalive = 0 }, "Keepalive: shape 0"},
		{"layout of no side", cam.Intrusion(noon, formHit()), func(m *message) { m.Layout = 0 }, "Layout: 0 does not go with"},
		{"tracking of a recorder", cam.Tracking(noon), func(m *message) { m.Layout = viewtron.LayoutRecorder }, "Layout: 2 does not go with"},
		{"time without its text", cam.Tracking(noon), func(m *message) { m.Time.Raw = "" }, "see NewTimestamp"},
		{"sender of an empty keepalive", &message{Kind: viewtron.KindKeepalive, Keepalive: viewtron.KeepaliveEmpty}, func(m *message) { m.Version = "1.7" }, "says nothing"},
		{"version of a DeviceInfo", cam.Keepalive(), func(m *message) { m.Version = "1.7" }, "has no version"},
		{"other word of a keepalive", third.Keepalive(), func(m *message) { m.MessageType = "alive" }, `"alive" is not a keepalive`},
		{"keepalive of no shape", cam.Keepalive(), func(m *message) { m.Keepalive = 9 }, "there is no shape 9"},
		{"identity of nobody", identity(cam), func(m *message) { m.Device = viewtron.Identity{} }, "holds that and no messageType"},
		{"identity with a word", identity(cam), func(m *message) { m.MessageType = "keepalive" }, "holds that and no messageType"},
		{"points of no shape", cam.Intrusion(noon, formHit()), func(m *message) { m.Event.Rules[0].Boundary = viewtron.BoundaryNone }, "no told shape"},
		{"no such direction", lpr.Plate(noon, plates(2)), func(m *message) { p := m.Event.Targets[1].Plate; p.RawDirection, p.Direction = "", 7 }, "no direction 7"},
		{"no such plate layout", lpr.Plate(noon, plates(1)), func(m *message) { m.Event.PlateLayout = 9 }, "there is no layout 9"},
		{"no overview apart", cam.Plate(noon, plates(1)), func(m *message) { m.Event.PlateLayout, m.Event.Overview = viewtron.PlateSourceData, nil }, "there is one"},
		{"pixels of a camera's plate", lpr.Plate(noon, plates(1)), func(m *message) { m.Event.Targets[0].Box.Unit = viewtron.UnitPixel }, "is in unit 1"},
		{"no such target type", cam.Intrusion(noon, formHit()), func(m *message) { m.Event.Targets[0].Type, m.Event.Targets[0].RawType = 9, "" }, `"" does not mean unknown (9)`},
		{"control character", third.Keepalive(), func(m *message) { m.Device.Name = "a\x00b" }, "forbids"},
		{"invalid UTF-8", third.Keepalive(), func(m *message) { m.Device.Name = "a\xff" }, "not UTF-8"},
		{"long text", third.Keepalive(), func(m *message) { m.Device.Name = strings.Repeat("x", viewtron.MaxText+1) }, "config/deviceInfo/deviceName: is longer"},
		{"long reference", third.Keepalive(), func(m *message) { m.Version = strings.Repeat("<", viewtron.MaxText) }, "with references"},
		{"flag that is no name", cam.AlarmStatus("a b", true, noon), nil, `"a b" is not the name`},
		{"flag on and neither", cam.AlarmStatus("a", true, noon), func(m *message) { m.Alarms[0].Raw = "perhaps" }, "Alarms[0].On"},
		{"flag twice", cam.AlarmStatus("a", false, noon), func(m *message) { m.Alarms[0].Raw = "FALSE" }, "Alarms[0].Raw"},
		{"status word of a camera", cam.AlarmStatus("a", true, noon), func(m *message) { m.MessageType = "alarmStatus" }, "is of recorders"},
		{"recorder's status of nothing", third.AlarmStatus("a", true, noon), func(m *message) { m.Alarms, m.MessageType = nil, "" }, "nothing tells"},
		{"too many flags", cam.AlarmStatus("a", true, noon), func(m *message) { m.Alarms = make([]viewtron.AlarmFlag, viewtron.MaxItems+1) }, "more than 256"},
		{"too many tracks", cam.Tracking(noon), func(m *message) { m.Tracking = make([]viewtron.TrackPoint, viewtron.MaxItems+1) }, "more than 256"},
		{"negative number", cam.Tracking(noon, formHit().Targets...), func(m *message) { m.Tracking[0].Velocity = -1 }, "-1 is negative"},
		{"type against its text", cam.Tracking(noon, formHit().Targets...), func(m *message) { m.Tracking[0].Type = viewtron.TargetCar }, `"person" does not mean car`},
		{"no smart type", cam.Intrusion(noon, formHit()), func(m *message) { m.Event.SmartType = "" }, "Event.SmartType: is empty"},
		{"detection of another name", cam.Intrusion(noon, formHit()), func(m *message) { m.Event.SmartType = "VFD" }, `tells "face"`},
		{"zone of a recorder's line crossing", third.LineCrossing(noon, formHit()), func(m *message) { m.Event.SmartType = "PEA"; m.Event.Rules[0].Boundary = viewtron.BoundaryArea }, `tells "region_intrusion"`},
		{"zone without corners", cam.Intrusion(noon, formHit()), func(m *message) { m.Event.Rules[0].Points = nil }, "a zone has corners"},
		{"line of one end", cam.LineCrossing(noon, formHit()), func(m *message) { m.Event.Rules[0].Points = m.Event.Rules[0].Points[:1] }, "two ends"},
		{"recorder's line of a camera", cam.LineCrossing(noon, formHit()), func(m *message) { m.Event.Rules[0].TripForm = viewtron.TripDirection }, "of recorders"},
		{"camera's line of a recorder", third.LineCrossing(noon, formHit()), func(m *message) { m.Event.Rules[0].TripForm = viewtron.TripBare }, "none of recorders"},
		{"too many corners", cam.Intrusion(noon, formHit()), func(m *message) { m.Event.Rules[0].Points = make([]viewtron.Point, viewtron.MaxPoints+1) }, "corners"},
		{"pixels in an intrusion", cam.Intrusion(noon, formHit()), func(m *message) { m.Event.Targets[0].Box.Unit = viewtron.UnitPixel }, "is in unit 1"},
		{"image without data", cam.Intrusion(noon, formHit()), func(m *message) { m.Event.Overview = &viewtron.Image{} }, "without data"},
		{"image that is XML", cam.Intrusion(noon, formHit()), func(m *message) { m.Event.Overview.Data = []byte("]]><x>") }, "not of an image's text"},
		{"image that is no text", cam.Intrusion(noon, formHit()), func(m *message) { m.Event.Overview.Data = []byte("/9j/4AAQSkZJ\x85gABAQ==") }, "byte 0x85 at 12 is not of"},
		{"image with a control character", cam.Intrusion(noon, formHit()), func(m *message) { m.Event.Overview.Data = []byte("/9j/4AAQ\x00SkZJRgABAQ==") }, "byte 0x00 at 8 is not of"},
		{"overview as a crop", cam.Intrusion(noon, formHit()), func(m *message) { m.Event.Overview.AsSource = true }, "AsSource is of crops"},
		{"face of a camera", cam.Face(noon, faces()), func(m *message) { m.Event.Targets[0].Face = &viewtron.Face{} }, "cameras do not tell"},
		{"vehicle of a person", third.Intrusion(noon, formHit()), func(m *message) { m.Event.Targets[0].Vehicle = &viewtron.Vehicle{} }, "beside a plate"},
		{"face of a plate", third.Plate(noon, plates(1)), func(m *message) { m.Event.Targets[0].Face = &viewtron.Face{} }, "a plate or a face"},
		{"plate layout of an intrusion", cam.Intrusion(noon, formHit()), func(m *message) { m.Event.PlateLayout = viewtron.Plate531 }, "is of plate events"},
		{"plate layout of a recorder", third.Plate(noon, plates(1)), func(m *message) { m.Event.PlateLayout = viewtron.PlateClassic }, "is of cameras"},
		{"confidence of a recorder", third.Plate(noon, plates(1)), func(m *message) { m.Event.Targets[0].Plate.Confidence = new(float64) }, "recorders do not tell"},
		{"confidence beyond certain", lpr.Plate(noon, plates(1)), func(m *message) { c := math.Inf(1); m.Event.Targets[0].Plate.Confidence = &c }, "between 0 and 100"},
		{"owner of a camera", lpr.Plate(noon, plates(1)), func(m *message) { m.Event.Targets[0].Plate.Owner = "A" }, "cameras do not tell"},
		{"colour twice", lpr.Plate(noon, plates(1)), func(m *message) { m.Event.Targets[0].Plate.Color = "white" }, "a word or a code"},
		{"direction against its text", lpr.Plate(noon, plates(1)), func(m *message) { m.Event.Targets[0].Plate.Direction = viewtron.DirectionAway }, "is not direction 2"},
		{"unread beside read", lpr.Plate(noon, plates(2)), func(m *message) { m.Event.Targets[1].Plate.Text = "" }, "plate that was not read"},
		{"vehicle's rect of words", lpr.Plate(noon, plates(1)), func(m *message) { m.Event.Targets[0].Vehicle.RawRect = "around" }, "not four numbers"},
		{"plate before a person", third.Plate(noon, plates(2)), func(m *message) { m.Event.Targets[1].Plate, m.Event.Targets[1].Box = nil, viewtron.Box{} }, "targets first"},
		{"unknown of a path", cam.Unknown("a", "b", "c"), func(m *message) { m.Extra[0].Path = "config" }, "Extra[0].Path"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.change != nil {
				tt.change(tt.from)
			}
			body, err := viewtron.Encode(tt.from)
			bad, ok := errors.AsType[*viewtron.EncodeError](err)
			if !ok || !strings.Contains(bad.Error(), tt.want) {
				t.Errorf("got error %v, want one with %q", err, tt.want)
			}
			if len(body) > 0 {
				t.Errorf("got %d bytes beside the error", len(body))
			}
		})
	}
}

// identity is a keepalive that holds nothing but an identity.
func identity(c viewtrontest.Camera) *viewtron.Message {
	c.Shape = viewtron.KeepaliveIdentity
	return c.Keepalive()
}

// TestEncodeFillsIn holds that what follows from the rest may be left out.
func TestEncodeFillsIn(t *testing.T) {
	third := viewtrontest.NewRecorder(1).Channel(3)
	lpr := viewtrontest.NewCamera(2)
	lpr.Firmware = viewtrontest.Firmware531
	classic := viewtrontest.NewCamera(1)
	for _, tt := range []struct {
		name  string
		m     *viewtron.Message
		strip func(*viewtron.Message)
	}{
		{"number of a type", classic.Intrusion(noon, formHit()), func(m *viewtron.Message) { m.Event.Targets[0].RawType = "" }},
		{"word of a type", third.Intrusion(noon, formHit()), func(m *viewtron.Message) { m.Event.Targets[0].RawType = "" }},
		{"direction", lpr.Plate(noon, plates(2)), func(m *viewtron.Message) { m.Event.Targets[1].Plate.RawDirection = "" }},
		{"vehicle's rect", lpr.Plate(noon, plates(1)), func(m *viewtron.Message) { m.Event.Targets[0].Vehicle.RawRect = "" }},
		{"recorder's rect", third.Plate(noon, plates(1)), func(m *viewtron.Message) { m.Event.Targets[0].Vehicle.RawRect = "" }},
		{"form of a line", classic.LineCrossing(noon, formHit()), func(m *viewtron.Message) { m.Event.Rules[0].TripForm = 0 }},
		{"recorder's line", third.LineCrossing(noon, formHit()), func(m *viewtron.Message) { m.Event.Rules[0].TripForm = 0 }},
		{"plate layout", classic.Plate(noon, plates(1)), func(m *viewtron.Message) { m.Event.PlateLayout = 0 }},
		{"group", lpr.Plate(noon, plates(1)), func(m *viewtron.Message) { m.Event.Targets[0].Plate.HasGroup = false }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want, err := viewtron.Encode(tt.m)
			if err != nil {
				t.Fatal(err)
			}
			tt.strip(tt.m)
			got, err := viewtron.Encode(tt.m)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestEncodeText holds that any text survives, whatever marks it holds.
func TestEncodeText(t *testing.T) {
	for _, text := range []string{
		"plain", "A & B <c> \"d\" 'e'", "]]>", "a]]>b]]>c", strings.Repeat("]]>", 20), "]]", "]]&gt;", "<![CDATA[x]]>",
		" padded ", "\tpadded\n", "two\nlines", "carriage\rreturn", "Straße 东门 🎥", "\u00a0no break\u00a0]]>", "\ufffd",
	} {
		for _, plain := range []bool{false, true} {
			r := viewtrontest.NewRecorder(1)
			r.Name, r.Version = text, text
			m := r.Keepalive()
			body, err := viewtron.Encoder{Plain: plain}.Encode(m)
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			mustBeXML(t, body)
			got, err := viewtron.Parse(body)
			if err != nil {
				t.Fatalf("%q: %v\n%s", text, err, body)
			}
			if !got.Equal(m) {
				t.Errorf("got name %q and version %q, want %q\n%s", got.Device.Name, got.Version, text, body)
			}
		}
	}
}
