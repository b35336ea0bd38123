package viewtron_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/viewtron"
)

func TestR34WhatPEAMeans(t *testing.T) {
	const rule = `<item><eventId>1</eventId></item>`
	for _, c := range []struct {
		name, blocks string
		want         viewtron.Detection
	}{
		{"zone", `<perimeter><perInfo>` + rule + `</perInfo></perimeter>`, viewtron.RegionIntrusion},
		{"line", `<tripwire><tripInfo>` + rule + `</tripInfo></tripwire>`, viewtron.LineCrossing},
		{"empty line", `<tripwire/>`, viewtron.LineCrossing},
		{"neither", ``, viewtron.RegionIntrusion},
		{"line beside an empty zone", `<perimeter><perInfo count="0"/></perimeter><tripwire><tripInfo>` + rule + `</tripInfo></tripwire>`, viewtron.LineCrossing},
		{"both", `<perimeter><perInfo>` + rule + `</perInfo></perimeter><tripwire><tripInfo>` + rule + `</tripInfo></tripwire>`, viewtron.RegionIntrusion},
	} {
		wantEvent(t, parse(t, config("1.7", smart("PEA")+c.blocks)), viewtron.LayoutCamera, c.want)
	}
	wantEvent(t, post(t, "camera-line"), viewtron.LayoutCamera, viewtron.LineCrossing)
}

func TestR35PlacesOfATripwire(t *testing.T) {
	const ends = `<startPoint><x>4410</x><y>1280</y></startPoint><endPoint><x>4520</x><y>8890</y></endPoint>`
	for _, c := range []struct {
		name, inner string
		form        viewtron.TripForm
	}{
		{"T1", `<tripInfo><item><line>` + ends + `</line></item></tripInfo>`, viewtron.TripLine},
		{"T2", `<tripInfo><item>` + ends + `</item></tripInfo>`, viewtron.TripBare},
		{"T3", `<tripInfo><item><lineInfo>` + ends + `</lineInfo></item></tripInfo>`, viewtron.TripLineInfo},
		{"T3 around a line", `<tripInfo><item><lineInfo><line>` + ends + `</line></lineInfo></item></tripInfo>`, viewtron.TripLineInfo},
		{"T3 around items", `<tripInfo><item><lineInfo><item>` + ends + `</item></lineInfo></item></tripInfo>`, viewtron.TripLineInfo},
		{"T3 beside the list", `<tripInfo><item><eventId>1</eventId></item></tripInfo><lineInfo>` + ends + `</lineInfo>`, viewtron.TripLineInfo},
		{"T3 without a list", `<lineInfo>` + ends + `</lineInfo>`, viewtron.TripLineInfo},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := parse(t, config("1.7", smart("PEA")+`<tripwire>`+c.inner+`</tripwire>`))
			wantEvent(t, m, viewtron.LayoutCamera, viewtron.LineCrossing)
			if len(m.Event.Rules) != 1 {
				t.Fatalf("got %d rules, want 1", len(m.Event.Rules))
			}
			r := m.Event.Rules[0]
			want(t, "line", fmt.Sprint(r.Points), "[{4410 1280} {4520 8890}]")
			want(t, "form", r.TripForm, c.form)
			want(t, "boundary", r.Boundary, viewtron.BoundaryLine)
			wantNoFindings(t, m)
		})
	}
	m := parse(t, config("1.7", smart("PEA")+`<tripwire><tripInfo><item><eventId>1</eventId></item></tripInfo></tripwire>`))
	want(t, "rule without a line", fmt.Sprint(m.Event.Rules), "[{1   0 [] {0 0 0 0 0} 0}]")
}

func TestR36AllItemsAreKept(t *testing.T) {
	var rules, targets strings.Builder
	for i := range 5 {
		fmt.Fprintf(&rules, `<item><rect><x1>1</x1><y1>1</y1><x2>%d</x2><y2>9</y2></rect></item>`, 10+i)
		fmt.Fprintf(&targets, `<item><targetId>%d</targetId></item>`, 100+i)
	}
	for _, block := range []string{"perimeter><perInfo", "tripwire><tripInfo"} {
		outer, list, _ := strings.Cut(block, "><")
		m := parse(t, config("1.7", smart("PEA")+"<"+block+` count="1">`+rules.String()+"</"+list+"></"+outer+">"+
			`<listInfo count="0">`+targets.String()+`</listInfo>`))
		want(t, "rules", len(m.Event.Rules), 5)
		want(t, "last rule", m.Event.Rules[4].Box.X2, 14)
		want(t, "targets", len(m.Event.Targets), 5)
		want(t, "last target", m.Event.Targets[4].ID, "104")
	}
}

func TestR37RuleDetails(t *testing.T) {
	m := post(t, "camera-intrusion")
	r := m.Event.Rules[0]
	want(t, "ids", r.EventID+" "+r.TargetID+" "+r.Status, "3518 3318 SMART_START")
	want(t, "zone", fmt.Sprint(r.Points), "[{610 720} {9310 655} {9245 9180} {580 9240}]")
	want(t, "boundary", r.Boundary, viewtron.BoundaryArea)
	want(t, "box", r.Box, viewtron.Box{X1: 3120, Y1: 1490, X2: 4275, Y2: 7730})
	want(t, "target's box", only(t, m).Box, r.Box)
	want(t, "sender", m.Device, viewtron.Identity{Name: "Front yard", MAC: "02:00:5e:10:00:01", Serial: "IA001TESTCAM"})

	m = parse(t, config("1.7", smart("LOITER")+`<perimeter><perInfo><item/></perInfo></perimeter>`))
	want(t, "empty rule", fmt.Sprint(m.Event.Rules), "[{   0 [] {0 0 0 0 0} 0}]")
	wantNoFindings(t, m)
}

// TestRulesInUnknownBlocks takes the blocks that documents promise for codes of
// which no post was ever published.
func TestRulesInUnknownBlocks(t *testing.T) {
	m := parse(t, config("1.7", smart("CDD")+`<cdd><cddInfo><item><eventId>9</eventId><targetId>8</targetId></item></cddInfo></cdd>`))
	wantEvent(t, m, viewtron.LayoutCamera, viewtron.CrowdDensity)
	want(t, "rules", len(m.Event.Rules), 1)
	want(t, "target", m.Event.Rules[0].TargetID, "8")
}

func TestR38MetadataImages(t *testing.T) {
	m := post(t, "camera-metadata")
	wantEvent(t, m, viewtron.LayoutCamera, viewtron.VideoMetadata)
	want(t, "overview", size(t, m.Event.Overview), overviewSize)
	want(t, "crop", crops(t, m), cropSize)
	want(t, "left over", len(m.Extra), 0)
}

func TestR39FacesHaveTheirCrops(t *testing.T) {
	m := post(t, "camera-faces")
	wantEvent(t, m, viewtron.LayoutCamera, viewtron.FaceDetection)
	var got []string
	for _, f := range m.Event.Targets {
		got = append(got, f.ID+":"+size(t, f.Image))
	}
	want(t, "faces", strings.Join(got, " "), "61:"+cropSize+" 62:"+crop2Size+" 63:"+crop3Size)
	want(t, "images", len(m.Images()), 4)
}

func TestR40SizesInEitherCase(t *testing.T) {
	m := post(t, "camera-intrusion")
	want(t, "crop", only(t, m).Image.Width, 296)
	want(t, "overview", m.Event.Overview.Height, 720)
	m = edited(t, "camera-intrusion", "Width", "width", "Height", "height")
	want(t, "crop in lower case", only(t, m).Image.Width, 296)
}

func TestR41TargetTypes(t *testing.T) {
	for text, typ := range map[string]viewtron.TargetType{
		"1": viewtron.TargetPerson, "person": viewtron.TargetPerson, "Person": viewtron.TargetPerson,
		"2": viewtron.TargetCar, "car": viewtron.TargetCar,
		"4": viewtron.TargetMotorcycle, "motor": viewtron.TargetMotorcycle, "bike": viewtron.TargetMotorcycle,
		"": viewtron.TargetUnknown, "3": viewtron.TargetUnknown, "drone": viewtron.TargetUnknown,
	} {
		got := only(t, edited(t, "camera-intrusion", `<targetType type="uint32">1</targetType>`, `<targetType>`+text+`</targetType>`))
		want(t, "type "+text, got.Type, typ)
		want(t, "as sent", got.RawType, text)
	}
}

func TestR42DetectionsOfCameras(t *testing.T) {
	for name, what := range map[string]viewtron.Detection{
		"AOIENTRY": viewtron.RegionEntry, "AOILEAVE": viewtron.RegionExit, "LOITER": viewtron.Loitering,
		"PVD": viewtron.IllegalParking, "PASSLINECOUNT": viewtron.LineCounting, "TRAFFIC": viewtron.AreaCounting,
	} {
		m := edited(t, "camera-entry", ">AOIENTRY<", ">"+name+"<")
		wantEvent(t, m, viewtron.LayoutCamera, what)
		want(t, "overview", size(t, m.Event.Overview), overviewSize)
		want(t, "target", only(t, m).ID, "12")
		want(t, "crop", crops(t, m), cropSize)
	}
}

func TestUnknownElementsAreKept(t *testing.T) {
	m := post(t, "camera-motion")
	wantEvent(t, m, viewtron.LayoutCamera, viewtron.Motion)
	want(t, "overview", size(t, m.Event.Overview), overviewSize)
	want(t, "kept", fmt.Sprint(m.Extra), "[{config/motion }]")
}

// TestImagesInUnknownBlocks takes a block named after its code that wraps what
// others have at the top, as video metadata does.
func TestImagesInUnknownBlocks(t *testing.T) {
	m := parse(t, config("1.7", smart("OSC")+`<osc><sourceDataInfo><sourceBase64Data>`+overviewText(t)+
		`</sourceBase64Data></sourceDataInfo><listInfo><item><targetId>5</targetId></item></listInfo></osc>`))
	wantEvent(t, m, viewtron.LayoutCamera, viewtron.ObjectRemoved)
	want(t, "overview", size(t, m.Event.Overview), overviewSize)
	want(t, "target", only(t, m).ID, "5")
	want(t, "rules", len(m.Event.Rules), 0)
}

func TestRulesOfBothBlocks(t *testing.T) {
	const rules = `<item><eventId>1</eventId></item><item><eventId>2</eventId></item>`
	many := strings.Repeat(rules, viewtron.MaxItems)
	m := parse(t, config("1.7", smart("PEA")+`<perimeter><perInfo>`+rules+`</perInfo></perimeter><tripwire><tripInfo>`+many+`</tripInfo></tripwire>`))
	want(t, "rules", len(m.Event.Rules), viewtron.MaxItems)
	wantFinding(t, m, "list-truncated")
}
