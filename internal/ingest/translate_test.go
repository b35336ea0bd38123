package ingest_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/ingest"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

func b64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

// source and crop are image blocks of a recorder's post.
func source(data string) string {
	return "<sourceDataInfo><dataType>0</dataType><width>0</width><height>0</height><sourceBase64Length>3</sourceBase64Length><sourceBase64Data>" + data + "</sourceBase64Data></sourceDataInfo>"
}

func crop(data string) string {
	return "<targetImageData><dataType>0</dataType><width>9</width><height>9</height><targetBase64Length>0</targetBase64Length><targetBase64Data><![CDATA[" + data + "]]></targetBase64Data></targetImageData>"
}

func intP(n int) *int { return &n }

func rect(a, b, c, d int) *geo.Rect { return &geo.Rect{a, b, c, d} }

func TestRecorderIntrusion(t *testing.T) {
	r := start(t, nil)
	at := time.Now().UTC().Truncate(time.Millisecond).Add(-25 * time.Second)
	ev := r.event(nvr("regionIntrusion", fmt.Sprint(at.UnixMicro()), `<eventInfo><item><eventId>916</eventId><targetId>716</targetId><boundary>area</boundary><pointGroup><item><x>1590</x><y>3080</y></item><item><x>4715</x><y>3181</y></item><item><x>4772</x><y>9217</y></item></pointGroup><rect><x1>3096</x1><y1>3715</y1><x2>4005</x2><y2>9861</y2></rect></item></eventInfo>`+
		source(b64(picture(1280, 720)))+`<targetListInfo><item><targetId>716</targetId><targetType>person</targetType>`+crop(b64(picture(336, 448)))+`</item></targetListInfo>`))
	want := &event.Event{
		ID: ev.ID, Seq: ev.Seq, ReceivedAt: ev.ReceivedAt, OccurredAt: at, Clock: event.ClockDevice, DeviceTime: fmt.Sprint(at.UnixMicro()),
		DeviceID: "dev_02005e20c30b", CameraID: "cam_02005e20c30b_3", Source: event.SourceNVR, Format: "v2", ConfigVersion: "2.0.0",
		Type: "region_intrusion", Category: event.CategoryIntrusion, SmartType: "regionIntrusion", State: "start", EventID: "916",
		Zones:   []event.Zone{{Kind: "area", Points: []geo.Point{{1590, 3080}, {4715, 3181}, {4772, 9217}}}},
		Targets: []event.Target{{ID: "716", Type: event.TargetPerson, Rect: rect(3096, 3715, 4005, 9861), Image: intP(1)}},
		Images: []event.Image{
			{N: 0, Kind: event.ImageSource, Width: 1280, Height: 720, Bytes: len(picture(1280, 720)), Name: ev.Images[0].Name},
			{N: 1, Kind: event.ImageTarget, Target: "716", Width: 336, Height: 448, Bytes: len(picture(336, 448)), Name: ev.Images[1].Name},
		},
	}
	if !reflect.DeepEqual(ev, want) {
		t.Errorf("got  %+v\nwant %+v", ev, want)
	}
	for i, p := range [][]byte{picture(1280, 720), picture(336, 448)} {
		if got := r.memory.files[ev.Images[i].Name]; string(got) != string(p) {
			t.Errorf("image %d differs from what was sent", i)
		}
	}
	if d, err := r.Registry.Device(t.Context(), "dev_02005e20c30b"); err != nil || d.Kind != device.KindNVR || d.Name != "Recorder One" || d.Counters.Events != 1 {
		t.Errorf("device: %+v %v", d, err)
	}
	if d, _ := r.Registry.Device(t.Context(), "dev_02005e20c30b"); (d.ClockOffset + 25*time.Second).Abs() > 2*time.Second {
		t.Errorf("clock offset: got %v, want about -25s", d.ClockOffset)
	}
}

func TestR69PixelBoxesAreScaledByTheOverview(t *testing.T) {
	r := start(t, nil)
	ev := r.event(nvr("vehicle", micros(), source(b64(picture(1280, 720)))+`<licensePlateListInfo><item><targetId>231</targetId><rect><x1>640</x1><y1>360</y1><x2>768</x2><y2>432</y2></rect><licensePlateAttribute><licensePlateNumber>KLM4821</licensePlateNumber><color>white</color></licensePlateAttribute><licensePlateMatchInfo><groupName>Residents</groupName><carOwner>Unit 12</carOwner></licensePlateMatchInfo><carRect><x1>1</x1><y1>0</y1><x2>1</x2><y2>0</y2></carRect><carAttribute><carType>suv</carType><color>grey</color><brand>Skoda</brand><model>Skoda_Kodiaq</model></carAttribute>`+crop(b64(picture(128, 64)))+`</item></licensePlateListInfo>`))
	want := []event.Target{{
		ID: "231", Type: event.TargetPlate, Rect: rect(5000, 5000, 6000, 6000), Image: intP(1),
		Plate:   &event.Plate{Text: "KLM4821", Color: "white", Group: "Residents", Owner: "Unit 12"},
		Vehicle: &event.Vehicle{Type: "suv", Color: "grey", Brand: "Skoda", Model: "Skoda_Kodiaq"},
	}}
	if !reflect.DeepEqual(ev.Targets, want) || ev.Plate != "KLM4821" || ev.Group != "Residents" || ev.Type != "license_plate" {
		t.Errorf("got %+v %q %q", ev.Targets, ev.Plate, ev.Group)
	}
	face := r.event(nvr("videoFaceDetect", micros(), source(b64(picture(1280, 720)))+`<faceListInfo><item><targetId>77</targetId><rect><x1>512</x1><y1>144</y1><x2>640</x2><y2>288</y2></rect><age>youth</age><sex>female</sex><glasses>no</glasses><mask>unknown</mask>`+crop(b64(picture(184, 184)))+`</item></faceListInfo>`))
	if got := face.Targets[0]; got.Type != event.TargetFace || *got.Rect != (geo.Rect{4000, 2000, 5000, 4000}) || *got.Face != (event.Face{Age: "youth", Sex: "female", Glasses: "no", Mask: "unknown"}) {
		t.Errorf("face: %+v %v", got, got.Rect)
	}
}

func TestPixelBoxWithoutAnOverviewIsLeftOut(t *testing.T) {
	r := start(t, nil)
	ev := r.event(nvr("vehicle", micros(), `<licensePlateListInfo><item><targetId>231</targetId><rect><x1>640</x1><y1>360</y1><x2>768</x2><y2>432</y2></rect><licensePlateAttribute><licensePlateNumber>KLM4821</licensePlateNumber></licensePlateAttribute></item></licensePlateListInfo>`))
	if ev.Targets[0].Rect != nil {
		t.Errorf("got %v, want none", ev.Targets[0].Rect)
	}
}

func TestR53ZeroBoxIsNone(t *testing.T) {
	r := start(t, nil)
	ev := r.event(nvr("targetCountingByLine", micros(), `<eventInfo><item><eventId>1080</eventId><targetId>480</targetId><boundary>tripwire</boundary><directionLine><startPoint><x>3977</x><y>2146</y></startPoint><endPoint><x>3977</x><y>9974</y></endPoint></directionLine><rect><x1>0</x1><y1>0</y1><x2>0</x2><y2>0</y2></rect></item></eventInfo><targetListInfo><item><targetId>480</targetId><targetType>person</targetType>`+crop(b64(picture(10, 10)))+`</item></targetListInfo>`))
	if got := ev.Targets[0]; got.Rect != nil || got.Image == nil || *got.Image != 0 || ev.Category != event.CategoryCounting {
		t.Errorf("got %+v, want no box and a crop", got)
	}
	if z := ev.Zones[0]; z.Kind != "line" || len(z.Points) != 2 {
		t.Errorf("zone: %+v", z)
	}
}

func TestR48PlateWithoutAChannelIsTheRecorders(t *testing.T) {
	r := start(t, nil)
	body := strings.Replace(nvr("vehicle", micros(), `<licensePlateListInfo><item><licensePlateAttribute><licensePlateNumber></licensePlateNumber></licensePlateAttribute></item></licensePlateListInfo>`), "<channelId>3</channelId>", "", 1)
	ev := r.event(body)
	if ev.CameraID != "cam_02005e20c30b_0" || ev.Plate != "" || len(ev.Targets) != 1 || ev.Targets[0].Plate == nil {
		t.Errorf("got %+v; want an unread plate of the recorder itself", ev)
	}
}

func TestTargetsThatOnlyRulesName(t *testing.T) {
	r := start(t, nil)
	ev := r.event(fmt.Sprintf(`<config version="1.7"><smartType>PEA</smartType><currentTime>%s</currentTime><mac>02:00:5e:10:a1:07</mac><perimeter><perInfo><item><eventId>1</eventId><targetId>11</targetId><status>SMART_START</status><rect><x1>1</x1><y1>2</y1><x2>3</x2><y2>4</y2></rect></item><item><eventId>2</eventId><targetId>12</targetId><status>SMART_STOP</status><rect><x1>5</x1><y1>6</y1><x2>7</x2><y2>8</y2></rect></item></perInfo></perimeter></config>`, micros()))
	want := []event.Target{
		{ID: "11", Type: event.TargetUnknown, Rect: rect(1, 2, 3, 4)},
		{ID: "12", Type: event.TargetUnknown, Rect: rect(5, 6, 7, 8), EventID: "2", State: "stop"},
	}
	if !reflect.DeepEqual(ev.Targets, want) || ev.State != "start" || ev.EventID != "1" || ev.Source != event.SourceCamera || ev.CameraID != "cam_02005e10a107_1" {
		t.Errorf("got %+v of %+v", ev.Targets, ev)
	}
}

func TestT14R71Clock(t *testing.T) {
	r := start(t, nil)
	now := time.Now().UTC()
	for _, tt := range []struct {
		name, raw string
		want      time.Time // zero: ours
	}{
		{"seconds", fmt.Sprint(now.Unix()), now.Truncate(time.Second)},
		{"milliseconds", fmt.Sprint(now.UnixMilli()), now.Truncate(time.Millisecond)},
		{"microseconds", fmt.Sprint(now.UnixMicro()), now.Truncate(time.Microsecond)},
		{"reset clock", "946684800000000", time.Time{}},
		{"two days ahead", fmt.Sprint(now.Add(48 * time.Hour).UnixMicro()), time.Time{}},
		{"twenty digits", "18445822972087551616", time.Time{}},
		{"empty", "", time.Time{}}, {"zero", "0", time.Time{}}, {"negative", "-5", time.Time{}}, {"word", "NaN", time.Time{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ev := r.event(nvr("regionIntrusion", tt.raw, "<eventInfo><item><eventId>"+tt.name+"</eventId></item></eventInfo>"))
			if tt.want.IsZero() {
				if ev.Clock != event.ClockServer || !ev.OccurredAt.Equal(ev.ReceivedAt) || ev.DeviceTime != tt.raw {
					t.Errorf("got %v %v of %q", ev.Clock, ev.OccurredAt, ev.DeviceTime)
				}
				return
			}
			if ev.Clock != event.ClockDevice || !ev.OccurredAt.Equal(tt.want) {
				t.Errorf("got %v %v, want %v", ev.Clock, ev.OccurredAt, tt.want)
			}
		})
	}
}

func TestB14SamePostAgain(t *testing.T) {
	r := start(t, nil)
	body := nvr("regionIntrusion", micros(), `<eventInfo><item><eventId>1</eventId><targetId>2</targetId></item></eventInfo>`+source(b64(picture(20, 20))))
	answers := make(chan int, 50)
	for range 50 {
		go func() {
			resp, err := http.Post("http://"+r.addr+"/API", "application/xml", strings.NewReader(body))
			if err != nil {
				answers <- 0
				return
			}
			resp.Body.Close()
			answers <- resp.StatusCode
		}()
	}
	for range 50 {
		if got := <-answers; got != 200 {
			t.Errorf("got %d, want 200 for each copy", got)
		}
	}
	if got := len(r.events()); got != 1 {
		t.Errorf("stored %d times, want once", got)
	}
	waitFor(t, func() bool {
		r.memory.mu.Lock()
		defer r.memory.mu.Unlock()
		return len(r.memory.files) == 1
	})
}

func TestR78SecondPostOfATargetIsAnother(t *testing.T) {
	r := start(t, nil)
	now := time.Now()
	for i := range 2 {
		r.event(nvr("regionIntrusion", fmt.Sprint(now.Add(time.Duration(i)*time.Second).UnixMicro()), `<eventInfo><item><eventId>1</eventId><targetId>2</targetId></item></eventInfo>`))
	}
}

func TestNamelessPostsWithoutIdsAreToldApartByTheirBodies(t *testing.T) {
	r := start(t, nil)
	vsd := func(data string) string {
		return `<config version="1.0"><smartType>VSD</smartType><currentTime>1778600012</currentTime><vsd>` + source(data) + `</vsd></config>`
	}
	r.event(vsd(b64(picture(20, 20))))
	r.event(vsd(b64(picture(30, 30))))
}

func TestB11R65DamagedAndForeignImages(t *testing.T) {
	r := start(t, nil)
	good := b64(picture(40, 30))
	wrapped := good[:10] + "\r\n" + good[10:40] + "  \n" + good[40:]
	tests := []struct {
		name, data, flag string
		raw              bool
	}{
		{"good", good, "", false},
		{"wrapped lines", wrapped, "", false},
		{"no padding", strings.TrimRight(good, "="), "", false},
		{"URL alphabet", strings.NewReplacer("+", "-", "/", "_").Replace(good), "", false},
		{"data prefix", "data:image/jpeg;base64," + good, "", false},
		{"bad byte", good[:20] + "*" + good[21:], "damaged", true},
		{"B13 SVG", b64([]byte("<svg onload=alert(1)>")), "not_jpeg", true},
		{"B13 GIF", b64([]byte("GIF89a/*")), "not_jpeg", true},
		{"B13 one byte", b64([]byte{0xFF}), "not_jpeg", true},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ev := r.event(nvr("regionIntrusion", fmt.Sprint(time.Now().UnixMicro()+int64(i)), source(tt.data)))
			img := ev.Images[0]
			if img.Flag != tt.flag || !strings.HasSuffix(img.Name, map[bool]string{true: ".bin", false: ".jpg"}[tt.flag != ""]) {
				t.Fatalf("got %+v, want flag %q", img, tt.flag)
			}
			kept := string(r.memory.files[img.Name])
			switch {
			case tt.flag == "" && (kept != string(picture(40, 30)) || img.Width != 40 || img.Height != 30):
				t.Errorf("the picture differs from what was sent: %+v", img)
			case tt.flag == "damaged" && kept != tt.data:
				t.Errorf("of a damaged picture %q was kept, want what was sent", kept)
			}
			events := r.events()
			if got := events[len(events)-1].Raw != nil; got != tt.raw {
				t.Errorf("raw kept: %v, want %v", got, tt.raw)
			}
		})
	}
}

func TestB12BombIsNotDecoded(t *testing.T) {
	// A frame header that claims 65,500 x 65,500 pixels, and nothing behind it.
	bomb := []byte{0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0xFF, 0xDC, 0xFF, 0xDC, 1, 1, 0x11, 0, 0xFF, 0xD9}
	ev := start(t, nil).event(nvr("regionIntrusion", micros(), source(b64(bomb))))
	if img := ev.Images[0]; img.Width != 65500 || img.Height != 65500 || img.Flag != "" {
		t.Errorf("got %+v, want its claim, and the file", img)
	}
}

func TestB16ManyImages(t *testing.T) {
	r := start(t, nil)
	var list strings.Builder
	for i := range 100 {
		fmt.Fprintf(&list, "<item><targetId>%d</targetId>%s</item>", i, crop(b64(picture(8, 8))))
	}
	ev := r.event(nvr("regionIntrusion", micros(), "<targetListInfo>"+list.String()+"</targetListInfo>"))
	if len(ev.Images) != ingest.MaxImages || len(ev.Targets) != 100 || !strings.Contains(fmt.Sprint(ev.Flags), "images_capped") {
		t.Errorf("got %d images, %d targets, flags %v", len(ev.Images), len(ev.Targets), ev.Flags)
	}
	none := r.event(nvr("regionIntrusion", micros(), source("")+"<targetListInfo><item><targetId>1</targetId>"+crop("")+"</item></targetListInfo>"))
	if len(none.Images) != 0 || none.Targets[0].Image != nil {
		t.Errorf("T15 empty images: got %+v", none.Images)
	}
}

func TestB15AbsurdNumbers(t *testing.T) {
	r := start(t, nil)
	for _, n := range []string{"18446744073709551616", "-1", "NaN", "1e999", "", "0x1F", "99999999999999999999999"} {
		ev := r.event(nvr("regionIntrusion", micros(), fmt.Sprintf(`<eventInfo><item><eventId>%[1]s</eventId><targetId>%[1]s</targetId><boundary>area</boundary><pointGroup><item><x>%[1]s</x><y>%[1]s</y></item></pointGroup><rect><x1>%[1]s</x1><y1>%[1]s</y1><x2>%[1]s</x2><y2>9000</y2></rect></item></eventInfo>`, n)))
		for _, tg := range ev.Targets {
			if tg.Rect != nil {
				for _, v := range tg.Rect {
					if v < 0 || v > geo.Full {
						t.Errorf("%q: box %v is outside the frame", n, tg.Rect)
					}
				}
			}
		}
		if ev.EventID != n {
			t.Errorf("event id %q became %q", n, ev.EventID)
		}
	}
}

func TestR23B17UnknownSmartTypeIsAnEventWithItsXML(t *testing.T) {
	r := start(t, nil)
	ev := r.event(nvr("quantumDetect", micros(), "<foo>bar</foo>"))
	if ev.Type != event.Unknown || ev.SmartType != "quantumDetect" || ev.Category != event.CategoryOther {
		t.Errorf("got %+v", ev)
	}
	if raw := string(r.events()[0].Raw); !strings.Contains(raw, "<foo>bar</foo>") {
		t.Errorf("raw: %q", raw)
	}
	if e := r.lastRequest(); !strings.Contains(e.Advice, "quantumDetect") {
		t.Errorf("advice: %q", e.Advice)
	}
}

func TestR26MalformedDoesNotStopTheNext(t *testing.T) {
	r := start(t, nil)
	bad := request("POST /API HTTP/1.1", "", "<config><a></b></config>")
	good := request("POST /API HTTP/1.1", "", nvr("regionIntrusion", micros(), ""))
	for i, resp := range r.raw(bad+good, 2) {
		if resp.StatusCode != 200 {
			t.Errorf("answer %d: %d", i, resp.StatusCode)
		}
	}
	if len(r.events()) != 1 || len(r.quarantined()) != 1 {
		t.Errorf("got %d events and %d quarantined", len(r.events()), len(r.quarantined()))
	}
	q := r.quarantined()[0]
	if string(r.memory.files[q.BodyName]) != "<config><a></b></config>" || !strings.HasPrefix(q.Reason, "parse-error") {
		t.Errorf("quarantine: %+v", q)
	}
}

func TestAlarmStatus(t *testing.T) {
	r := start(t, nil)
	r.post(`<config version="1.7"><alarmStatusInfo><vehiceAlarm type="boolean" id="1">true</vehiceAlarm></alarmStatusInfo><dataTime><![CDATA[05-12-2026 11:33:33 AM]]></dataTime><deviceInfo><deviceName>Gate</deviceName><deviceNo.>1</deviceNo.><sn>IB209M7T4Z1C</sn><ipAddress>192.0.2.21</ipAddress><macAddress>02-00-5E-10-B2-09</macAddress></deviceInfo></config>`)
	got := collect(r, func(b *store.Batch) []alarm.Change { return b.Alarms })
	if len(got) != 1 {
		t.Fatalf("got %d changes, want 1", len(got))
	}
	got[0].Lone = nil // is for the answer
	want := alarm.Change{DeviceID: "dev_02005e10b209", CameraID: "cam_02005e10b209_1", Kind: "plate", Flag: "vehiceAlarm", Rule: "1", On: true, At: got[0].At, DeviceTime: "05-12-2026 11:33:33 AM"}
	if got[0] != want {
		t.Errorf("got %+v, want %+v", got[0], want)
	}
	if len(r.events()) != 0 {
		t.Error("T9 an alarm status made an event")
	}
}

func TestR72R73LocalTimesTellTheClockToo(t *testing.T) {
	zone := time.FixedZone("device", -4*3600)
	r := start(t, func(s *ingest.Server) {
		s.Clock = func(string, string, string) (*time.Location, bool) { return zone, true }
	})
	at := time.Now().Add(-90 * time.Second).In(zone)
	r.post(fmt.Sprintf(`<config version="1.7"><alarmStatusInfo><motionAlarm type="boolean" id="1">true</motionAlarm></alarmStatusInfo><dataTime>%s</dataTime><deviceInfo><macAddress>02-00-5E-10-B2-09</macAddress></deviceInfo></config>`, at.Format("02-01-2006 03:04:05 PM")))
	d, err := r.Registry.Device(t.Context(), "dev_02005e10b209")
	if err != nil || !d.ClockKnown || (d.ClockOffset+90*time.Second).Abs() > 3*time.Second {
		t.Errorf("got %v %v, %v, want about -1m30s", d.ClockKnown, d.ClockOffset, err)
	}
}

func TestFlagThatSaysNothingClosesNothing(t *testing.T) {
	r := start(t, nil)
	r.post(`<config version="1.7"><alarmStatusInfo><motionAlarm type="boolean" id="1">perhaps</motionAlarm></alarmStatusInfo><deviceInfo><macAddress>02-00-5E-10-B2-09</macAddress></deviceInfo></config>`)
	if got := collect(r, func(b *store.Batch) []alarm.Change { return b.Alarms }); len(got) != 0 {
		t.Errorf("got %+v, want no change", got)
	}
}

func TestTrackingIsWrittenWithinASecond(t *testing.T) {
	r := start(t, nil)
	for i := range 5 {
		r.post(fmt.Sprintf(`<config version="1.7"><currentTime>%s</currentTime><mac>02:00:5e:10:a1:07</mac><traject count="1"><item><targetId>7</targetId><rect><x1>%d</x1><y1>10</y1><x2>%d</x2><y2>20</y2></rect><targetType>car</targetType></item></traject></config>`, micros(), 100+i, 200+i))
	}
	posted := time.Now()
	tracks := func() []track.Update { return collect(r, func(b *store.Batch) []track.Update { return b.Tracks }) }
	waitFor(t, func() bool { ts := tracks(); return len(ts) > 0 && ts[len(ts)-1].Posts == 5 })
	if took := time.Since(posted); took > time.Second {
		t.Errorf("written after %v", took)
	}
	ts := tracks()
	tr := ts[len(ts)-1]
	if tr.CameraID != "cam_02005e10a107_1" || tr.TargetID != "7" || tr.Type != event.TargetCar || tr.LastRect != (geo.Rect{104, 10, 204, 20}) {
		t.Errorf("got %+v", tr)
	}
	if len(r.events()) != 0 {
		t.Error("tracking posts became events")
	}
}

func TestR19FirstContactIsJournaledOnce(t *testing.T) {
	r := start(t, nil)
	for range 5 {
		r.post(keepalive)
		r.event(nvr("regionIntrusion", micros(), ""))
	}
	changes := func() []journal.DeviceChange {
		return collect(r, func(b *store.Batch) []journal.DeviceChange { return b.Changes })
	}
	waitFor(t, func() bool { return len(changes()) >= 2 })
	seen := map[string]int{}
	for _, c := range changes() {
		if c.Change == journal.FirstContact {
			seen[c.DeviceID]++
		}
	}
	if len(seen) != 2 || seen["dev_02005e317a05"] != 1 || seen["dev_02005e20c30b"] != 1 {
		t.Errorf("got %v, want each device once", seen)
	}
}

func TestB08CharacterSets(t *testing.T) {
	utf16 := func(s string) string {
		b := []byte{0xFF, 0xFE}
		for _, c := range s {
			b = append(b, byte(c), byte(c>>8))
		}
		return string(b)
	}
	with := func(name string) string {
		return strings.Replace(nvr("regionIntrusion", micros(), source(b64(picture(20, 10)))), "<![CDATA[Recorder One]]>", name, 1)
	}
	declare := func(s, charset string) string { return strings.Replace(s, "UTF-8", charset, 1) }
	for _, tt := range []struct{ name, body, want string }{
		{"UTF-8 with BOM", "\uFEFF" + with("Tür"), "Tür"},
		{"UTF-16LE", utf16(declare(with("大门"), "UTF-16")), "大门"},
		{"GB2312", declare(with("\xb4\xf3\xc3\xc5"), "GB2312"), "大门"},
		{"GBK", declare(with("<![CDATA[\xb4\xf3\xc3\xc5 A]]>"), "GBK"), "大门 A"},
		{"Latin-1", declare(with("T\xfcr"), "ISO-8859-1"), "Tür"},
		{"invalid UTF-8", with("T\xfcr"), "T\uFFFDr"},
		{"control character", with("T\x01r"), "T\uFFFDr"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := start(t, nil)
			ev := r.event(tt.body)
			d, err := r.Registry.Device(t.Context(), ev.DeviceID)
			if err != nil || d.Name != tt.want {
				t.Errorf("got name %q %v, want %q", d.Name, err, tt.want)
			}
			if len(ev.Images) != 1 || ev.Images[0].Width != 20 {
				t.Errorf("images: %+v", ev.Images)
			}
		})
	}
}

func TestR82Counters(t *testing.T) {
	r := start(t, nil)
	body := nvr("regionIntrusion", micros(), source(b64(picture(8, 8))))
	r.post(body)
	r.post(body)
	r.post(nvr("lineCrossing", micros(), ""))
	r.post(strings.Replace(nvr("vehicle", micros(), ""), "<smartType>vehicle", "<smartType>VEHICLE", 1))
	d, err := r.Registry.Device(t.Context(), "dev_02005e20c30b")
	if err != nil {
		t.Fatal(err)
	}
	got := d.Counters
	got.Bytes = 0
	if want := (device.Counters{Events: 2, Duplicates: 1, ImagesMissing: 1, Unknown: 1}); got != want || d.Counters.Bytes == 0 {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
