package viewtron_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/viewtron"
)

const (
	plateItem     = `<listInfo><item><plateNumber>KLM4821</plateNumber></item></listInfo>`
	unreadItem    = `<listInfo><item><plateNumber/></item></listInfo>`
	otherItem     = `<listInfo><item><targetId>7</targetId></item></listInfo>`
	recorderPlate = `<licensePlateListInfo><item><licensePlateAttribute><licensePlateNumber>KLM4821</licensePlateNumber></licensePlateAttribute></item></licensePlateListInfo>`
	eventInfo     = `<eventInfo><item><eventId>1204</eventId><boundary>area</boundary></item></eventInfo>`
	alarmData     = `<messageType>alarmData</messageType>`
	flags         = `<alarmStatusInfo><motionAlarm id="1">true</motionAlarm></alarmStatusInfo>`
	traject       = `<traject><item><targetId>7</targetId></item></traject>`
	sender        = `<mac>02:00:5e:10:00:01</mac><deviceName>Front yard</deviceName>`
)

func smart(name string) string { return `<smartType>` + name + `</smartType>` }

// The rows of the table by which posts are routed: what version, messageType,
// smartType and lists make of a post.
func TestRouting(t *testing.T) {
	type wanted struct {
		kind   viewtron.Kind
		layout viewtron.Layout
		what   viewtron.Detection
		plate  string
		reason string
	}
	event := func(l viewtron.Layout, what viewtron.Detection) wanted {
		return wanted{viewtron.KindEvent, l, what, "", ""}
	}
	plate := func(l viewtron.Layout) wanted {
		return wanted{viewtron.KindEvent, l, viewtron.LicensePlate, "KLM4821", ""}
	}
	unknown := func(reason string) wanted { return wanted{reason: reason} }
	keepalive := wanted{kind: viewtron.KindKeepalive}
	const camera, recorder = viewtron.LayoutCamera, viewtron.LayoutRecorder

	for _, c := range []struct {
		name, version, inner string
		want                 wanted
	}{
		{"R5 alarm status", "1.7", flags, wanted{kind: viewtron.KindAlarmStatus, layout: camera}},
		{"R5 alarm status before smartType", "2.0.0", alarmData + smart("PEA") + flags, wanted{kind: viewtron.KindAlarmStatus, layout: camera}},
		{"R6 tracking", "1.7", traject, wanted{kind: viewtron.KindTracking, layout: camera}},
		{"R6 tracking before events", "2.1.0", alarmData + smart("PEA") + traject, wanted{kind: viewtron.KindTracking, layout: camera}},
		{"R6 trajectory", "2.0.0", `<messageType>trajectory</messageType>` + traject, wanted{kind: viewtron.KindTracking, layout: camera}},
		{"R7 keepalive 1.7", "1.7", `<messageType>keepalive</messageType>`, keepalive},
		{"R7 keepalive 2.1.0", "2.1.0", `<messageType>KeepAlive</messageType>` + sender, keepalive},
		{"R8 only identity", "1.7", sender, keepalive},
		{"R8 only identity in a block", "1.7", `<deviceInfo>` + sender + `</deviceInfo>`, keepalive},
		{"R9 camera plate", "1.7", smart("VEHICE") + plateItem, plate(camera)},
		{"R9 camera plate in lower case", "1.7", smart("vehicle") + plateItem, plate(camera)},
		{"R9 unread camera plate", "1.7", smart("VEHICE") + unreadItem, event(camera, viewtron.LicensePlate)},
		{"R10 camera event", "1.7", smart("PEA"), event(camera, viewtron.RegionIntrusion)},
		{"R11 never heard of", "1.7", smart("SOMETHINGNEW"), event(camera, viewtron.Unknown)},
		{"R12 recorder plate", "2.0.0", alarmData + smart("vehicle") + recorderPlate, plate(recorder)},
		{"R12 recorder plate in upper case", "2.1.0", alarmData + smart("VEHICLE") + recorderPlate, plate(recorder)},
		{"R13 vehicle without lists", "2.0.0", alarmData + smart("vehicle"), event(recorder, viewtron.LicensePlate)},
		{"R14 VEHICLE without lists", "2.0.0", alarmData + smart("VEHICLE"), unknown(viewtron.ReasonUnknownSmartType)},
		{"R14 VEHICLE without a plate", "2.0.0", alarmData + smart("VEHICLE") + otherItem, unknown(viewtron.ReasonUnknownSmartType)},
		{"R15 VEHICE in an envelope of recorders", "2.1.0", alarmData + smart("VEHICE") + plateItem, plate(camera)},
		{"R15 VEHICLE in an envelope of recorders", "2.1.0", alarmData + smart("VEHICLE") + plateItem, plate(camera)},
		{"R16 recorder event", "2.0.0", alarmData + smart("regionIntrusion") + eventInfo, event(recorder, viewtron.RegionIntrusion)},
		{"R16 recorder event in upper case", "2.0.0", alarmData + smart("REGIONINTRUSION") + eventInfo, event(recorder, viewtron.RegionIntrusion)},
		{"R17 camera event in an envelope of recorders", "2.1.0", alarmData + smart("PEA") + `<perimeter/>`, event(camera, viewtron.RegionIntrusion)},
		{"R17 camera name with recorder lists", "2.1.0", alarmData + smart("PEA") + eventInfo, event(recorder, viewtron.RegionIntrusion)},
		{"R18 camera event in a 2.x envelope", "2.1.0", smart("PEA"), event(camera, viewtron.RegionIntrusion)},
		{"R18 VEHICE in a 2.x envelope", "2.1.0", smart("VEHICE") + plateItem, plate(camera)},
		{"R19 VEHICLE with recorder list", "2.1.0", smart("VEHICLE") + recorderPlate, plate(recorder)},
		{"R20 VEHICLE with camera list", "2.1.0", smart("VEHICLE") + plateItem, plate(camera)},
		{"R20 VEHICLE without a plate", "2.1.0", smart("VEHICLE"), unknown(viewtron.ReasonUnknownSmartType)},
		{"R21 recorder event without messageType", "2.0.0", smart("regionIntrusion") + eventInfo, event(recorder, viewtron.RegionIntrusion)},
		{"R21 recorder plate without messageType", "2.0.0", smart("vehicle") + recorderPlate, plate(recorder)},
		{"R22 only identity in a 2.x envelope", "2.1.0", sender, keepalive},
		{"R22 nothing said", "2.1.0", otherItem, unknown(viewtron.ReasonNoMessageType)},
		{"R22 empty", "2.1.0", "", unknown(viewtron.ReasonNoMessageType)},
		{"R23 another word", "2.0.0", `<messageType>subscribe</messageType>` + smart("PEA"), unknown(viewtron.ReasonNoMessageType + `: messageType "subscribe"`)},
		{"R23 another word over an event", "2.0.0", `<messageType>alarm</messageType>` + smart("PEA") + `<perimeter/>`, event(camera, viewtron.RegionIntrusion)},
		{"R24 no version", "", smart("VEHICLE") + plateItem, plate(camera)},
		{"R24 version 3", "3.0", alarmData + smart("lineCrossing") + eventInfo, event(recorder, viewtron.LineCrossing)},
		{"alarmData without smartType", "2.0.0", alarmData + recorderPlate, plate(recorder)},
		{"alarmData without anything", "2.0.0", alarmData + sender, unknown(viewtron.ReasonUnknownSmartType)},
		{"a name never heard of over a plate", "2.0.0", smart("NEW") + plateItem, plate(camera)},
		{"a plate in an intrusion", "1.7", smart("PEA") + plateItem, wanted{viewtron.KindEvent, camera, viewtron.RegionIntrusion, "KLM4821", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := parse(t, config(c.version, c.inner))
			if c.want.kind == viewtron.KindUnknown {
				wantUnknown(t, m, c.want.reason)
				return
			}
			wantKind(t, m, c.want.kind, c.want.layout)
			want(t, "version", m.Version, c.version)
			if m.Event == nil {
				return
			}
			wantEvent(t, m, c.want.layout, c.want.what)
			if c.want.plate != "" {
				want(t, "plate", only(t, m).Plate.Text, c.want.plate)
			}
			if strings.HasPrefix(c.name, "R21") {
				wantFinding(t, m, "no-message-type")
			}
		})
	}
}

func TestR20OrderOfKinds(t *testing.T) {
	all := `<messageType>keepalive</messageType>` + smart("PEA") + traject + flags
	wantKind(t, parse(t, config("1.7", all)), viewtron.KindAlarmStatus, viewtron.LayoutCamera)
	all = strings.Replace(all, flags, "", 1)
	wantKind(t, parse(t, config("1.7", all)), viewtron.KindTracking, viewtron.LayoutCamera)
	all = strings.Replace(all, traject, "", 1)
	wantKind(t, parse(t, config("1.7", all)), viewtron.KindKeepalive, viewtron.LayoutNone)
}

func TestR21CameraEventIn2x(t *testing.T) {
	m := edited(t, "camera-intrusion", `version="1.7"`, `version="2.1.0"`)
	wantEvent(t, m, viewtron.LayoutCamera, viewtron.RegionIntrusion)
	want(t, "version", m.Version, "2.1.0")
	wantNoFindings(t, m)
}

func TestR22PlateByList(t *testing.T) {
	for list, layout := range map[string]viewtron.Layout{recorderPlate: viewtron.LayoutRecorder, plateItem: viewtron.LayoutCamera} {
		m := parse(t, config("2.0.0", alarmData+smart("VEHICLE")+list))
		wantEvent(t, m, layout, viewtron.LicensePlate)
	}
	m := parse(t, config("2.0.0", alarmData+smart("VEHICLE")+eventInfo+sender))
	wantUnknown(t, m, viewtron.ReasonUnknownSmartType)
	want(t, "sender", m.Device.Name, "Front yard")
}

func TestR23SmartTypesFoldCase(t *testing.T) {
	for name, what := range map[string]viewtron.Detection{
		"pea": viewtron.RegionIntrusion, "Vfd_Match": viewtron.FaceMatch, "aoiEntry": viewtron.RegionEntry,
		"videofacedetect": viewtron.FaceDetection, "TARGETCOUNTINGBYLINE": viewtron.LineCounting, "hologram": viewtron.Unknown,
	} {
		m := parse(t, config("1.7", smart(name)))
		want(t, name, m.Event.Detection, what)
		want(t, "as sent", m.Event.SmartType, name)
	}
}

func TestR25NamespacesDoNotMatter(t *testing.T) {
	m := parse(t, `<x:config xmlns:x="urn:any" x:version='1.7'><x:smartType>VFD</x:smartType></x:config>`)
	wantEvent(t, m, viewtron.LayoutCamera, viewtron.FaceDetection)
	want(t, "version", m.Version, "1.7")
}

// TestT10 changes the version of every fixture: the event stays the same.
func TestT10VersionsDoNotMatter(t *testing.T) {
	names, err := filepath.Glob("testdata/posts/*.xml")
	if err != nil || len(names) == 0 {
		t.Fatalf("got %d posts, %v", len(names), err)
	}
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		first := describe(t, parse(t, string(body)))
		for from, others := range map[string][]string{"1.7": {"1.0", "1.9"}, "2.0.0": {"2.1.0", "2.9.0"}} {
			for _, to := range others {
				m := parse(t, strings.Replace(string(body), `config version="`+from+`"`, `config version="`+to+`"`, 1))
				want(t, name+" as "+to, describe(t, m), first)
			}
		}
	}
}

func TestT11CameraPlateIn2x(t *testing.T) {
	for _, extra := range []string{"", alarmData} {
		m := edited(t, "camera-plate-531", `version="1.7"`, `version="2.1.0"`, `<types>`, extra+`<types>`)
		wantEvent(t, m, viewtron.LayoutCamera, viewtron.LicensePlate)
		want(t, "plate", only(t, m).Plate.Text, "WLD7204")
	}
}

func TestT12VehicleInUpperCase(t *testing.T) {
	for _, messageType := range []string{"", alarmData} {
		m := edited(t, "recorder-plate", `"2.0.0"`, `"2.1.0"`, ">vehicle<", ">VEHICLE<", alarmData+"\n", messageType)
		wantEvent(t, m, viewtron.LayoutRecorder, viewtron.LicensePlate)
		want(t, "plate", only(t, m).Plate.Text, "KLM4821")
		wantUnknown(t, parse(t, config("2.1.0", messageType+smart("VEHICLE")+sender)), viewtron.ReasonUnknownSmartType)
	}
}

func TestT13SpellingIsKept(t *testing.T) {
	for _, name := range []string{"REGIONINTRUSION", "vehice"} {
		m := parse(t, config("1.7", smart(name)+plateItem))
		want(t, "as sent", m.Event.SmartType, name)
		want(t, name+" is known", m.Event.Detection != viewtron.Unknown, true)
	}
}

// TestB17 takes roots that no device of the family has.
func TestB17OtherRoots(t *testing.T) {
	m := parse(t, `<html><body>hello</body></html>`)
	wantUnknown(t, m, viewtron.ReasonNoMessageType)
	if !strings.Contains(m.Reason, `"html"`) {
		t.Errorf("got reason %q, want it to name the root", m.Reason)
	}
	want(t, "kept", m.Extra[0].Path, "html/body")
	want(t, "text", m.Extra[0].Text, "hello")
}
