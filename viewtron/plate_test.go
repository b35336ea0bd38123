package viewtron_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

func TestR43ClassicPlate(t *testing.T) {
	m := post(t, "camera-plate-classic")
	wantEvent(t, m, viewtron.LayoutCamera, viewtron.LicensePlate)
	want(t, "layout", m.Event.PlateLayout, viewtron.PlateClassic)
	want(t, "overview", size(t, m.Event.Overview), overviewSize)
	target := only(t, m)
	want(t, "crop", size(t, target.Image), cropSize)
	want(t, "plate", target.Plate.Text, "KLM4821")
	want(t, "list", target.Plate.Group, "whiteList")
	want(t, "type", target.Type, viewtron.TargetCar)
	want(t, "confidence", target.Plate.Confidence == nil, true)
}

// TestPlatesBeforePlaces holds that a text tells the plate, where the order of
// the items does not.
func TestPlatesBeforePlaces(t *testing.T) {
	swapped := `<listInfo><item><plateNumber>KLM4821</plateNumber></item>` +
		`<item><targetImageData><targetBase64Data>` + overviewText(t) + `</targetBase64Data></targetImageData></item></listInfo>`
	m := parse(t, config("1.7", smart("VEHICE")+swapped))
	want(t, "plate", only(t, m).Plate.Text, "KLM4821")
	want(t, "overview", size(t, m.Event.Overview), overviewSize)
}

func TestSeveralPlates(t *testing.T) {
	second := `<item><image>1</image><vehiceId>43</vehiceId><plateNumber>NOP1111</plateNumber></item>`
	unread := `<item><image>1</image><vehiceId>44</vehiceId><plateNumber></plateNumber></item>`
	m := edited(t, "camera-plate-531", "</listInfo>", second+unread+"</listInfo>")
	var got []string
	for _, target := range m.Event.Targets {
		got = append(got, target.ID+":"+target.Plate.Text)
	}
	want(t, "plates", strings.Join(got, " "), "42:WLD7204 43:NOP1111")
	want(t, "overview", size(t, m.Event.Overview), overviewSize)
}

func TestR44SingleItem(t *testing.T) {
	item := `<item><plateNumber>KLM4821</plateNumber><targetImageData><targetBase64Data>` + overviewText(t) +
		`</targetBase64Data></targetImageData></item>`
	m := parse(t, config("1.7", smart("VEHICE")+`<listInfo count="2">`+item+`</listInfo>`))
	want(t, "plate", only(t, m).Plate.Text, "KLM4821")
	want(t, "crop", crops(t, m), overviewSize)
	want(t, "overview", m.Event.Overview == nil, true)

	m = parse(t, config("1.7", smart("VEHICE")+`<sourceDataInfo><sourceBase64Data>`+overviewText(t)+
		`</sourceBase64Data></sourceDataInfo><listInfo>`+item+`</listInfo>`))
	want(t, "overview beside it", size(t, m.Event.Overview), overviewSize)
}

func TestOverviewOfTheItemBeatsTheSource(t *testing.T) {
	crop := string(only(t, post(t, "camera-intrusion")).Image.Data)
	source := `<sourceDataInfo><sourceBase64Data>` + crop + `</sourceBase64Data></sourceDataInfo>`
	m := edited(t, "camera-plate-classic", "<listInfo", source+"<listInfo")
	want(t, "overview", size(t, m.Event.Overview), overviewSize)
	m = edited(t, "camera-plate-classic", "<listInfo", source+"<listInfo", overviewText(t), "")
	want(t, "overview of the source", size(t, m.Event.Overview), cropSize)
}

func TestR45T7NotListed(t *testing.T) {
	const list = `<vehicleListType type="vehileMatchAlarmList">whiteList</vehicleListType>`
	for inner, wanted := range map[string]string{
		"": " false", `<vehicleListType/>`: " true", `<vehicleListType>blackList</vehicleListType>`: "blackList true",
	} {
		p := only(t, edited(t, "camera-plate-531", list, inner)).Plate
		want(t, "list", fmt.Sprint(p.Group, " ", p.HasGroup), wanted)
	}
}

func TestR46T1Plate531(t *testing.T) {
	m := post(t, "camera-plate-531")
	wantEvent(t, m, viewtron.LayoutCamera, viewtron.LicensePlate)
	want(t, "version", m.Version, "1.7")
	want(t, "channel", m.Device.ChannelID, "1")
	want(t, "count", m.Event.PlateCount, "1")
	want(t, "layout", m.Event.PlateLayout, viewtron.Plate531)
	want(t, "time", m.Time.UTC, time.Date(2026, 11, 24, 8, 30, 1, 604e6, time.UTC))
	want(t, "images", len(m.Images()), 2)
	want(t, "overview", size(t, m.Event.Overview), overviewSize)
	want(t, "crop", crops(t, m), cropSize)
	target := only(t, m)
	p := target.Plate
	want(t, "plate", p.Text+" "+p.Group, "WLD7204 whiteList")
	want(t, "direction", p.Direction, viewtron.DirectionApproach)
	want(t, "confidence", *p.Confidence, 97.5)
	want(t, "vehicle", fmt.Sprintf("%s/%s/%s/%s", target.Vehicle.Color, target.Vehicle.Type, target.Vehicle.Brand, target.Vehicle.Model),
		"silver/saloon car/Opel/Opel_Astra")
	want(t, "id", target.ID, "42")
	want(t, "type", target.Type, viewtron.TargetCar)
	wantNoFindings(t, m)
}

func TestT2OverviewIsNoPlate(t *testing.T) {
	const empty = `<plateNumber type="string"><![CDATA[]]></plateNumber>`
	for _, element := range []string{empty, `<plateNumber></plateNumber>`, `<plateNumber/>`, ``} {
		want(t, "plate", only(t, edited(t, "camera-plate-531", empty, element)).Plate.Text, "WLD7204")
		alone := parse(t, config("1.7", smart("VEHICE")+`<listInfo><item><image>0</image>`+element+`</item></listInfo>`))
		want(t, "targets of the scene alone", len(alone.Event.Targets), 0)
	}
}

func TestT3CornersOfAPlate(t *testing.T) {
	target := only(t, post(t, "camera-plate-531"))
	want(t, "box", target.Box, viewtron.Box{X1: 4102, Y1: 5330, X2: 4727, Y2: 5886})
	p := target.Plate
	w, h := (target.Box.X2-target.Box.X1)*p.SourceWidth/10000, (target.Box.Y2-target.Box.Y1)*p.SourceHeight/10000
	if w < p.Width-1 || w > p.Width+1 || h < p.Height-1 || h > p.Height+1 {
		t.Errorf("got %dx%d pixels, want %dx%d", w, h, p.Width, p.Height)
	}
	zero := only(t, edited(t, "camera-plate-531", ">4102<", ">0<", ">5330<", ">0<", ">4727<", ">0<", ">5886<", ">0<"))
	want(t, "zero corners", zero.Box, viewtron.Box{})
	edge := only(t, edited(t, "camera-plate-531", ">4102<", ">0<", ">5330<", ">0<"))
	want(t, "a corner at the edge", edge.Box, viewtron.Box{X2: 4727, Y2: 5886})
}

func TestT4CarRect(t *testing.T) {
	const rect = `<carRect><x type="uint32">620</x><y type="uint32"/><width type="uint32">905</width><height type="uint32">702</height></carRect>`
	for _, c := range []struct{ name, rect, box, raw string }{
		{"empty y", rect, "{620 0 1525 702 2}", "620,,905,702"},
		{"all empty", `<carRect><x/><y/><width/><height/></carRect>`, "{0 0 0 0 0}", ",,,"},
		{"parts missing", `<carRect><width>905</width></carRect>`, "{0 0 0 0 0}", ",,905,"},
		{"plate outside", `<carRect><x>1500</x><y>0</y><width>300</width><height>702</height></carRect>`, "{0 0 0 0 0}", "1500,0,300,702"},
		{"not numbers", `<carRect><x>NaN</x><y>-1</y><width>1e999</width><height>0x10</height></carRect>`, "{0 0 0 0 0}", "NaN,-1,1e999,0x10"},
		{"too large", `<carRect><x>1</x><y>1</y><width>18446744073709551616</width><height>9</height></carRect>`, "{0 0 0 0 0}", "1,1,18446744073709551616,9"},
	} {
		v := only(t, edited(t, "camera-plate-531", rect, c.rect)).Vehicle
		want(t, c.name, fmt.Sprint(v.Box), c.box)
		want(t, c.name+" as sent", v.RawRect, c.raw)
	}
	v := only(t, edited(t, "camera-plate-531", rect, "")).Vehicle
	want(t, "absent", fmt.Sprint(v.Box, v.RawRect), "{0 0 0 0 0}")
}

func TestT5Directions(t *testing.T) {
	for text, direction := range map[string]viewtron.Direction{
		"approach": viewtron.DirectionApproach, "away": viewtron.DirectionAway, "leave": viewtron.DirectionAway,
		"LEAVE": viewtron.DirectionAway, " away\n": viewtron.DirectionAway, "sideways": viewtron.DirectionNone, "": viewtron.DirectionNone,
	} {
		p := only(t, edited(t, "camera-plate-531", ">approach<", ">"+text+"<")).Plate
		want(t, "direction "+text, p.Direction, direction)
		want(t, "as sent", p.RawDirection, strings.TrimSpace(text))
	}
}

func TestT6Confidence(t *testing.T) {
	for element, confidence := range map[string]string{
		`<PlateConfidence count="9900"/>`: "99", `<PlateConfidence count="0"/>`: "0", `<PlateConfidence count='9750'></PlateConfidence>`: "97.5",
		`<PlateConfidence count=""/>`: "none", `<PlateConfidence count="abc"/>`: "none", ``: "none",
		`<PlateConfidence count="99999"/>`: "none", `<PlateConfidence count="-1"/>`: "none", `<PlateConfidence count="NaN"/>`: "none",
		`<PlateConfidence>88</PlateConfidence>`: "88", `<PlateConfidence>9750</PlateConfidence>`: "97.5",
	} {
		p := only(t, edited(t, "camera-plate-531", `<PlateConfidence type="uint32" count="9750"/>`, element)).Plate
		got := "none"
		if p.Confidence != nil {
			got = fmt.Sprint(*p.Confidence)
		}
		want(t, element, got, confidence)
	}
}

func TestR47RecorderPlate(t *testing.T) {
	m := post(t, "recorder-plate")
	wantEvent(t, m, viewtron.LayoutRecorder, viewtron.LicensePlate)
	target := only(t, m)
	want(t, "plate", fmt.Sprintf("%s %s %s %s %v", target.Plate.Text, target.Plate.Color, target.Plate.Group, target.Plate.Owner, target.Plate.HasGroup),
		"KLM4821 white Residents Unit 12 true")
	want(t, "vehicle", *target.Vehicle, viewtron.Vehicle{Type: "suv", Color: "grey", Brand: "Skoda", Model: "Skoda_Kodiaq", RawRect: "1,0,1,0"})
	want(t, "overview", size(t, m.Event.Overview), overviewSize)
	want(t, "crop", crops(t, m), cropSize)

	body := string(file(t, "posts/recorder-plate.xml"))
	from, to := strings.Index(body, "<licensePlateMatchInfo>"), strings.Index(body, "<carRect>")
	p := only(t, parse(t, body[:from]+body[to:])).Plate
	want(t, "not in the database", fmt.Sprint(p.Group, p.HasGroup), "false")
}

func TestR48RecorderPlateWithoutChannel(t *testing.T) {
	m := edited(t, "recorder-plate", "<channelId>3</channelId>", "")
	wantEvent(t, m, viewtron.LayoutRecorder, viewtron.LicensePlate)
	want(t, "channel", m.Device.ChannelID, "")
	want(t, "recorder", viewtron.NormalizeMAC(m.Device.MAC), "02:00:5e:20:00:40")
}

func TestR49UnreadPlate(t *testing.T) {
	for name, text := range map[string]string{
		"camera-plate-classic": "KLM4821", "camera-plate-531": "WLD7204", "recorder-plate": "KLM4821",
	} {
		m := edited(t, name, text, "")
		want(t, name, m.Event.Detection, viewtron.LicensePlate)
		want(t, name+" text", only(t, m).Plate.Text, "")
		want(t, name+" crop", crops(t, m), cropSize)
		want(t, name+" overview", size(t, m.Event.Overview), overviewSize)
	}
}

func TestR50PlateTextIsKept(t *testing.T) {
	for _, text := range []string{"klm 48-21", "粤B·12345", "0O1I", "<b>"} {
		sent := strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(text)
		m := parse(t, config("1.7", smart("VEHICE")+`<listInfo><item><plateNumber>`+sent+`</plateNumber></item></listInfo>`))
		want(t, "plate", only(t, m).Plate.Text, text)
	}
}

func TestColoursOfPlates(t *testing.T) {
	for element, colour := range map[string]string{
		`<plateColor count="3"/>`: "/3", `<plateColor>yellow</plateColor>`: "yellow/", `<plateColor>4</plateColor>`: "/4", ``: "/",
	} {
		p := only(t, edited(t, "camera-plate-531", `<plateColor type="uint32" count="3"/>`, element)).Plate
		want(t, element, p.Color+"/"+p.ColorCode, colour)
	}
}

func TestVehicleNamesOfEitherSide(t *testing.T) {
	m := edited(t, "camera-plate-531", "<carAttr>", "<carAttribute>", "</carAttr>", "</carAttribute>", "<type type=\"vsdCarAttrTypeType\">saloon car</type>", "<carType>suv</carType>")
	want(t, "type", only(t, m).Vehicle.Type, "suv")
	m = edited(t, "recorder-plate", "carAttribute", "carAttr", "carType>", "type>")
	want(t, "type", only(t, m).Vehicle.Type, "suv")
}
