package deviceapi_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/viewtron"
)

// roundTrip sends what a Get command answers to its Set command: nothing may
// change.
func roundTrip(t *testing.T, b *bench, get, set string) {
	t.Helper()
	before := b.call("POST", "/"+get, "")
	if before.Code != 200 {
		t.Fatalf("%s: %d %s", get, before.Code, before.Body)
	}
	saved := sorted(b)
	b.post("/"+set, before.Body.String())
	if after := b.call("POST", "/"+get, "").Body.String(); after != before.Body.String() {
		t.Errorf("%s: got\n%s\nwant\n%s", set, after, before.Body)
	}
	if now := sorted(b); !reflect.DeepEqual(now, saved) {
		t.Errorf("%s has changed settings: %+v, want %+v", set, now, saved)
	}
}

// sorted is what is saved, but for the order of zones and lines of different
// detections.
func sorted(b *bench) any {
	if b.recorder != nil {
		return b.recorder.Saved()
	}
	c := b.camera.Saved()
	var z []settings.Zone
	var l []settings.Line
	for _, label := range settings.TypeLabels() {
		for _, one := range c.Rules.Zones {
			if one.Type == label.Type {
				z = append(z, one)
			}
		}
		for _, one := range c.Rules.Lines {
			if one.Type == label.Type {
				l = append(l, one)
			}
		}
	}
	c.Rules.Zones, c.Rules.Lines = z, l
	return c
}

func TestRoundTrips(t *testing.T) {
	common := []string{"ImageConfig", "MotionConfig", "VideoStreamConfig"}
	smart := []string{
		"SmartPerimeterConfig", "SmartTripwireConfig", "SmartVfdConfig", "SmartAoiEntryConfig", "SmartAoiLeaveConfig",
		"PassLineCountConfig", "SmartVsdConfig", "SmartLoiteringConfig", "SmartPvdConfig", "SmartVehicleConfig",
	}
	for _, name := range append(smart, common...) {
		roundTrip(t, camera(t, settings.Modern), "Get"+name, "Set"+name)
	}
	for _, name := range append(common, "SmartLicensePlateConfig") {
		roundTrip(t, camera(t, settings.LPR), "Get"+name, "Set"+name)
	}
	for _, name := range common {
		roundTrip(t, camera(t, settings.Classic), "Get"+name, "Set"+name)
		roundTrip(t, recorder(t, 4), "Get"+name+"/3", "Set"+name+"/3")
	}
}

func TestSetPerimeter(t *testing.T) {
	b := camera(t, settings.Classic)
	b.post("/SetSmartPerimeterConfig", envelope(`<perimeter>
		<switch>true</switch><alarmHoldTime>30</alarmHoldTime>
		<objectFilter><car><switch>false</switch><sensitivity>60</sensitivity></car><person><sensitivity>55</sensitivity></person></objectFilter>
		<regionInfo type="list" count="2">
			<item><pointGroup><item><X>1800</X><Y>2900</Y></item><item><X>5000</X><Y>3000</Y></item><item><X>5100</X><Y>9000</Y></item></pointGroup></item>
			<item><pointGroup><item><X>0</X><Y>0</Y></item><item><X>10000</X><Y>0</Y></item><item><X>10000</X><Y>10000</Y></item><item><X>0</X><Y>10000</Y></item></pointGroup></item>
		</regionInfo></perimeter>`))
	var got []settings.Zone
	for _, z := range b.camera.Saved().Rules.Zones {
		if z.Type == settings.Perimeter {
			got = append(got, z)
		}
	}
	filter := settings.Filter{Person: true, Motor: true, PersonSensitivity: 55, CarSensitivity: 60, MotorSensitivity: 50}
	if len(got) != 2 || len(got[0].Points) != 3 || got[0].Points[2] != (viewtron.Point{X: 5100, Y: 9000}) || got[1].Filter != filter || got[0].Hold != 30*time.Second || !got[1].On {
		t.Errorf("got %+v", got)
	}
	if n := len(b.camera.Saved().Rules.Zones); n != 7 {
		t.Errorf("%d zones in all, want 7", n)
	}
	b.post("/SetSmartPerimeterConfig", envelope(`<perimeter><switch>false</switch></perimeter>`))
	e := b.get("/GetSmartPerimeterConfig")
	if e.text("perimeter/switch") != "false" || len(e.at("perimeter/regionInfo/item")) != 2 {
		t.Errorf("got %+v", e)
	}
}

func TestSmartRefuses(t *testing.T) {
	point := `<item><X>1</X><Y>1</Y></item>`
	region := func(points int) string {
		return `<item><pointGroup>` + strings.Repeat(point, points) + `</pointGroup></item>`
	}
	for _, test := range []struct{ name, command, body string }{
		{"five regions", "SetSmartPerimeterConfig", `<perimeter><regionInfo>` + strings.Repeat(region(3), 5) + `</regionInfo></perimeter>`},
		{"nine corners", "SetSmartPerimeterConfig", `<perimeter><regionInfo>` + region(9) + `</regionInfo></perimeter>`},
		{"two corners", "SetSmartPerimeterConfig", `<perimeter><regionInfo>` + region(2) + `</regionInfo></perimeter>`},
		{"on without a region", "SetSmartPerimeterConfig", `<perimeter><switch>true</switch><regionInfo count="0"/></perimeter>`},
		{"outside", "SetSmartTripwireConfig", `<tripwire><lineInfo><item><startPoint><X>10001</X><Y>1</Y></startPoint><endPoint><X>1</X><Y>1</Y></endPoint></item></lineInfo></tripwire>`},
		{"far outside", "SetSmartTripwireConfig", `<tripwire><lineInfo><item><startPoint><X>4294967297</X><Y>1</Y></startPoint><endPoint><X>1</X><Y>1</Y></endPoint></item></lineInfo></tripwire>`},
		{"half a line", "SetSmartTripwireConfig", `<tripwire><lineInfo><item><startPoint><X>1</X><Y>1</Y></startPoint></item></lineInfo></tripwire>`},
		{"direction", "SetSmartTripwireConfig", `<tripwire><lineInfo><item><direction>leftorbottom</direction><startPoint><X>1</X><Y>1</Y></startPoint><endPoint><X>9</X><Y>1</Y></endPoint></item></lineInfo></tripwire>`},
		{"sensitivity", "SetSmartPvdConfig", `<pvd><objectFilter><car><sensitivity>101</sensitivity></car></objectFilter></pvd>`},
		{"stream", "SetVideoStreamConfig", `<streams><item id="1"><GOP>30</GOP></item><item id="3"/></streams>`},
		{"bit rate", "SetVideoStreamConfig", `<streams><item id="2"><maxBitRate>63</maxBitRate></item></streams>`},
		{"grid", "SetMotionConfig", `<motion><area><item>1</item></area></motion>`},
		{"hold", "SetMotionConfig", `<motion><alarmHoldTime>-1</alarmHoldTime></motion>`},
		{"rectangle", "SetSmartVehicleConfig", `<vehicle><regionInfo><item><X1>9000</X1><X2>100</X2></item></regionInfo></vehicle>`},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := camera(t, settings.Modern)
			before := b.camera.Saved()
			b.fails("/"+test.command, envelope(test.body), "3")
			if after := b.camera.Saved(); !reflect.DeepEqual(after, before) {
				t.Error("settings have changed")
			}
		})
	}
}

func TestShapesOfRules(t *testing.T) {
	b := camera(t, settings.Modern)
	if e := b.get("/GetSmartPerimeterConfig"); e.at("perimeter/regionInfo/item/pointGroup")[0].attr("maxCount") != "8" || e.text("perimeter/objectFilter/motor/sensitivity") != "50" {
		t.Errorf("got %+v", e)
	}
	if e := b.get("/GetSmartTripwireConfig"); e.text("tripwire/lineInfo/item/startPoint/X") != "5000" || e.text("tripwire/objectFilter/motor") != "-" || len(e.at("types/tripwireDirection/enum")) != 3 {
		t.Errorf("got %+v", e)
	}
	if e := b.get("/GetSmartPvdConfig"); e.text("pvd/duration") != "15" {
		t.Errorf("got %+v", e)
	}
	if e := b.get("/GetMotionConfig"); len(e.at("motion/area/item")) != 18 || len(e.text("motion/area/item")) != 22 {
		t.Errorf("got %+v", e)
	}
	if e := b.get("/GetSmartVehicleConfig"); e.text("vehicle/dedupMode/intervalTime") != "5" || e.text("vehicle/plateSencitivity") != "50" {
		t.Errorf("got %+v", e)
	}
	if e := camera(t, settings.Gate).get("/GetSmartVehicleConfig"); e.text("vehicle/dedupMode") != "-" {
		t.Errorf("got %+v", e)
	}
	if e := b.get("/GetPassLineCountStatistics"); e.text("entranceCount/person") != "41" || e.text("exitCount/bike") != "1" {
		t.Errorf("got %+v", e)
	}
}

func TestSetLicensePlateConfig(t *testing.T) {
	b := camera(t, settings.LPR)
	b.post("/SetSmartLicensePlateConfig", envelope(`<licensePlate><direction>approach</direction></licensePlate>`))
	if p := b.camera.Saved().Rules.Plates; p.Direction != "approach" || !p.On {
		t.Errorf("got %+v", p)
	}
	b.fails("/SetSmartLicensePlateConfig", envelope(`<licensePlate><direction>up</direction></licensePlate>`), "3")
}
