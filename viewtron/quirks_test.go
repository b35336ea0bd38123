package viewtron_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

// posts are the fixtures of one quirk, by the rest of their names.
type posts struct {
	t     *testing.T
	quirk string
}

func (p posts) body(name string) []byte {
	p.t.Helper()
	return file(p.t, "quirks/"+p.quirk+"-"+name+".xml")
}

func (p posts) parse(name string) *viewtron.Message {
	p.t.Helper()
	return parse(p.t, string(p.body(name)))
}

// each parses the fixtures of those names.
func (p posts) each(names ...string) []*viewtron.Message {
	p.t.Helper()
	var out []*viewtron.Message
	for _, n := range names {
		out = append(out, p.parse(n))
	}
	return out
}

// quirks are the oddities of the family that show in a post, each with what Parse
// makes of it.
var quirks = map[int]func(t *testing.T, p posts){
	1: func(t *testing.T, p posts) {
		for _, m := range p.each("vehice", "vehicle") {
			wantEvent(t, m, viewtron.LayoutCamera, viewtron.LicensePlate)
			want(t, "plate", only(t, m).Plate.Text, "KLM4821")
		}
		for _, m := range p.each("flag-post", "flag-api") {
			want(t, "kind", viewtron.AlarmKind(m.Alarms[0].Name), "plate")
		}
	},
	2: func(t *testing.T, p posts) { sameEvents(t, p, "misspelt", "spelled") },
	3: func(t *testing.T, p posts) {
		for _, m := range p.each("alarm", "keepalive") {
			want(t, "device number", m.Device.Number, "1")
		}
	},
	4: func(t *testing.T, p posts) {
		for _, m := range p.each("capital", "small") {
			img := only(t, m).Image
			want(t, "size as sent", fmt.Sprint(img.Width, img.Height), "296 448")
		}
	},
	5: func(t *testing.T, p posts) {
		for _, m := range p.each("option", "relation") {
			want(t, "subscription", m.Event.Subscribe, "FEATURE_RESULT")
		}
	},
	6: func(t *testing.T, p posts) {
		for name, status := range map[string]string{"perstatus": "SMART_START", "smartstatus": "SMART_START", "none": ""} {
			want(t, name, p.parse(name).Event.Rules[0].Status, status)
		}
	},
	7: func(t *testing.T, p posts) {
		sameEvents(t, p, "enums", "text", "renamed", "absent")
		want(t, "left over", len(p.parse("text").Extra), 0)
	},
	8: func(t *testing.T, p posts) {
		m := p.parse("zero-rect")
		want(t, "box", m.Event.Rules[0].Box, viewtron.Box{})
		want(t, "crop", crops(t, m), cropSize)
	},
	9: func(t *testing.T, p posts) {
		for _, m := range p.each("recorder", "camera-531") {
			img := m.Event.Overview
			want(t, "size as sent", fmt.Sprint(img.Width, img.Height), "0 0")
			want(t, "size", size(t, img), overviewSize)
		}
	},
	10: func(t *testing.T, p posts) {
		for _, m := range p.each("wrong", "missing", "zero", "words") {
			want(t, "overview", size(t, m.Event.Overview), overviewSize)
			wantNoFindings(t, m)
		}
	},
	11: func(t *testing.T, p posts) {
		for _, m := range p.each("cdata", "plain") {
			want(t, "overview", size(t, m.Event.Overview), overviewSize)
			want(t, "crop", crops(t, m), cropSize)
		}
		m := p.parse("empty")
		want(t, "images", len(m.Images()), 0)
		want(t, "target", only(t, m).ID, "3318")
	},
	12: func(t *testing.T, p posts) {
		img := only(t, p.parse("crop-as-source")).Image
		want(t, "crop", size(t, img), cropSize)
		want(t, "as source", img.AsSource, true)
	},
	13: func(t *testing.T, p posts) {
		m := p.parse("overview-item")
		want(t, "overview", size(t, m.Event.Overview), overviewSize)
		want(t, "crops", crops(t, m), cropSize)
	},
	14: func(t *testing.T, p posts) {
		m := p.parse("single-item")
		want(t, "plate", only(t, m).Plate.Text, "KLM4821")
		want(t, "overview", size(t, m.Event.Overview), overviewSize)
		want(t, "layout", m.Event.PlateLayout, viewtron.PlateSourceData)
		m = p.parse("single-item-alone")
		want(t, "crop", crops(t, m), cropSize)
		want(t, "overview", size(t, m.Event.Overview), "none")
	},
	15: func(t *testing.T, p posts) {
		m := p.parse("vsd")
		wantEvent(t, m, viewtron.LayoutCamera, viewtron.VideoMetadata)
		want(t, "overview", size(t, m.Event.Overview), overviewSize)
		want(t, "crop", crops(t, m), cropSize)
		want(t, "type", only(t, m).Type, viewtron.TargetCar)
	},
	16: func(t *testing.T, p posts) {
		plate := only(t, p.parse("count-attribute")).Plate
		want(t, "confidence", *plate.Confidence, 97.5)
		want(t, "colour", plate.Color+"/"+plate.ColorCode, "/3")
		want(t, "style", plate.StyleCode, "1")
	},
	17: func(t *testing.T, p posts) {
		m := p.parse("empty-y")
		want(t, "vehicle", only(t, m).Vehicle.Box, viewtron.Box{X1: 620, X2: 1525, Y2: 702, Unit: viewtron.Unit1080})
		want(t, "as sent", only(t, m).Vehicle.RawRect, "620,,905,702")
		wantNoFindings(t, m)
		for _, m := range p.each("all-empty", "none-inside") {
			want(t, "vehicle", only(t, m).Vehicle.Box, viewtron.Box{})
			want(t, "as sent", only(t, m).Vehicle.RawRect, ",,,")
		}
	},
	18: func(t *testing.T, p posts) {
		m := p.parse("twenty-digits")
		want(t, "as sent", m.Time.Raw, "18445822972087551616")
		want(t, "no time", m.Time.UTC.IsZero(), true)
	},
	19: func(t *testing.T, p posts) {
		for _, m := range p.each("seconds", "milliseconds", "microseconds") {
			want(t, "second", m.Time.UTC.Unix(), 1795509001)
		}
		for _, m := range p.each("local-year-first", "local-month-first") {
			utc, ok := m.Time.In(time.FixedZone("", -5*3600), false)
			want(t, "instant", utc.Format(time.RFC3339), "2026-11-24T08:30:02Z")
			want(t, "known", ok, true)
		}
	},
	20: func(t *testing.T, p posts) {
		for name, shape := range map[string]viewtron.KeepaliveShape{
			"empty": viewtron.KeepaliveEmpty, "deviceinfo": viewtron.KeepaliveDeviceInfo,
			"recorder": viewtron.KeepaliveMessage, "no-declaration": viewtron.KeepaliveMessage,
		} {
			m := p.parse(name)
			wantKind(t, m, viewtron.KindKeepalive, viewtron.LayoutNone)
			want(t, name, m.Keepalive, shape)
		}
	},
	24: func(t *testing.T, p posts) {
		line, count := p.parse("line-flag").Alarms[0], p.parse("count-flag").Alarms[0]
		want(t, "line", viewtron.AlarmKind(line.Name), "intrusion")
		want(t, "count", viewtron.AlarmKind(count.Name), "line_counting")
		want(t, "states", fmt.Sprint(line.On, count.On), "true false")
	},
	27: func(t *testing.T, p posts) {
		want(t, "without", p.parse("no-channel").Device.ChannelID, "")
		want(t, "with", p.parse("channel").Device.ChannelID, "3")
		want(t, "plate", only(t, p.parse("no-channel")).Plate.Text, "KLM4821")
	},
	28: func(t *testing.T, p posts) {
		v := only(t, p.parse("degenerate-carrect")).Vehicle
		want(t, "degenerate", v.Box, viewtron.Box{})
		want(t, "as sent", v.RawRect, "1,0,1,0")
		v = only(t, p.parse("carrect")).Vehicle
		want(t, "whole", v.Box, viewtron.Box{X1: 700, Y1: 300, X2: 1100, Y2: 600, Unit: viewtron.UnitPixel})
	},
	29: func(t *testing.T, p posts) {
		want(t, "plate", only(t, p.parse("plate")).Box, viewtron.Box{X1: 842, Y1: 511, X2: 970, Y2: 575, Unit: viewtron.UnitPixel})
		want(t, "face", p.parse("face").Event.Targets[0].Box.Unit, viewtron.UnitPixel)
		want(t, "intrusion", p.parse("intrusion").Event.Rules[0].Box.Unit, viewtron.UnitFrame)
	},
	30: func(t *testing.T, p posts) {
		for name, group := range map[string]string{"listed": "whiteList true", "not-listed": " false", "empty-list": " true"} {
			plate := only(t, p.parse(name)).Plate
			want(t, name, fmt.Sprint(plate.Group, " ", plate.HasGroup), group)
		}
	},
	32: func(t *testing.T, p posts) {
		a, b := p.parse("first"), p.parse("second")
		want(t, "target of both", a.Event.Rules[0].TargetID, b.Event.Rules[0].TargetID)
		want(t, "states", a.Event.Rules[0].Status+" "+b.Event.Rules[0].Status, "SMART_START SMART_PROCEDURE")
	},
	33: func(t *testing.T, p posts) {
		a, b := p.parse("first"), p.parse("second")
		want(t, "event id of both", a.Event.Rules[0].EventID, b.Event.Rules[0].EventID)
		want(t, "same time", a.Time.UTC.Equal(b.Time.UTC), false)
	},
	34: func(t *testing.T, p posts) {
		for _, pt := range p.parse("tracking").Tracking {
			want(t, "motion", fmt.Sprint(pt.Velocity, pt.Direction), "0 0")
		}
	},
	36: func(t *testing.T, p posts) {
		want(t, "recorder", *p.parse("recorder").Event.Targets[0].Face,
			viewtron.Face{Age: "youth", Sex: "female", Glasses: "no", Mask: "unknown"})
		want(t, "camera", p.parse("camera").Event.Targets[0].Face == nil, true)
		wantEvent(t, p.parse("match"), viewtron.LayoutCamera, viewtron.FaceMatch)
	},
	37: func(t *testing.T, p posts) {
		m := p.parse("comments")
		wantEvent(t, m, viewtron.LayoutCamera, viewtron.RegionIntrusion)
		wantNoFindings(t, m)
	},
	38: func(t *testing.T, p posts) { sameEvents(t, p, "blank", "no-blank", "none") },
	39: func(t *testing.T, p posts) {
		sameEvents(t, p, "default-namespace", "no-namespace")
		want(t, "prefixed", p.parse("prefix").Event.Rules[0].EventID, "3518")
	},
	40: func(t *testing.T, p posts) {
		want(t, "kept", p.parse("relative-time").Event.RelativeTime, "90123456789")
	},
	44: func(t *testing.T, p posts) {
		bad := syntaxError(t, p.body("bare-base64"))
		want(t, "line", bad.Line, 2)
	},
	45: func(t *testing.T, p posts) {
		for _, m := range p.each("camera-in-2x", "camera-in-2x-alarmdata") {
			wantEvent(t, m, viewtron.LayoutCamera, viewtron.RegionIntrusion)
		}
		for _, m := range p.each("plate-in-2x", "plate-in-2x-alarmdata") {
			wantEvent(t, m, viewtron.LayoutCamera, viewtron.LicensePlate)
			want(t, "plate", only(t, m).Plate.Text, "WLD7204")
		}
		wantKind(t, p.parse("keepalive-17"), viewtron.KindKeepalive, viewtron.LayoutNone)
	},
	46: func(t *testing.T, p posts) {
		for name, typ := range map[string]string{"number": "person 1", "word": "car car", "empty": "unknown ", "unheard": "unknown 3"} {
			target := only(t, p.parse(name))
			want(t, name, fmt.Sprint(target.Type, " ", target.RawType), typ)
		}
	},
	47: func(t *testing.T, p posts) {
		want(t, "sender", p.parse("camera-behind-recorder").Device, viewtron.Identity{
			Name: "Front yard", MAC: "02:00:5e:10:00:01", Serial: "IA001TESTCAM"})
	},
	48: func(t *testing.T, p posts) {
		m := p.parse("line-break")
		wantKind(t, m, viewtron.KindAlarmStatus, viewtron.LayoutRecorder)
		want(t, "flags", fmt.Sprint(m.Alarms), "[{perimeterAlarm 1 true }]")
	},
	49: func(t *testing.T, p posts) {
		m := p.parse("nameless")
		wantEvent(t, m, viewtron.LayoutCamera, viewtron.RegionIntrusion)
		want(t, "sender", m.Device, viewtron.Identity{})
	},
}

// elsewhere are the quirks that no single post shows: of the HTTP request, of
// when posts come, and of a device's settings.
var elsewhere = map[int]string{
	21: "request line", 22: "content type", 23: "connection", 25: "order of posts", 26: "order of posts",
	31: "presence", 35: "settings", 41: "relay", 42: "settings", 43: "settings",
}

func TestQuirks(t *testing.T) {
	for n := 1; n <= 49; n++ {
		id := fmt.Sprintf("Q%02d", n)
		check := quirks[n]
		if check == nil {
			if elsewhere[n] == "" {
				t.Errorf("%s has no test", id)
			}
			continue
		}
		t.Run(id, func(t *testing.T) { check(t, posts{t, id}) })
	}
}

// TestQuirkFixtures holds that every fixture belongs to a quirk with a test.
func TestQuirkFixtures(t *testing.T) {
	names, err := filepath.Glob("testdata/quirks/*.xml")
	if err != nil || len(names) == 0 {
		t.Fatalf("got %d fixtures, %v", len(names), err)
	}
	for _, name := range names {
		var n int
		if _, err := fmt.Sscanf(filepath.Base(name), "Q%d-", &n); err != nil || quirks[n] == nil {
			t.Errorf("%s belongs to no quirk", name)
		}
	}
}

// sameEvents holds that fixtures give the same event.
func sameEvents(t *testing.T, p posts, names ...string) {
	t.Helper()
	var first string
	for i, m := range p.each(names...) {
		got := describe(t, m)
		if i == 0 {
			first = got
			if !strings.Contains(got, "3518") {
				t.Errorf("%s: the rule is missing in %s", names[0], got)
			}
		}
		want(t, names[i], got, first)
	}
}
