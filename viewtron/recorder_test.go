package viewtron_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/viewtron"
)

func TestR51RecorderStructures(t *testing.T) {
	for name, what := range map[string]viewtron.Detection{
		"recorder-intrusion": viewtron.RegionIntrusion, "recorder-line": viewtron.LineCrossing,
		"recorder-count-line": viewtron.LineCounting, "recorder-count-area": viewtron.AreaCounting,
		"recorder-metadata": viewtron.VideoMetadata, "recorder-plate": viewtron.LicensePlate, "recorder-faces": viewtron.FaceDetection,
	} {
		m := post(t, name)
		wantEvent(t, m, viewtron.LayoutRecorder, what)
		want(t, name+" overview", size(t, m.Event.Overview), overviewSize)
		want(t, name+" crop", strings.HasPrefix(crops(t, m), cropSize), true)
		wantNoFindings(t, m)
	}
	want(t, "faces", crops(t, post(t, "recorder-faces")), cropSize+" "+crop2Size+" "+crop3Size)

	var lists strings.Builder
	for _, list := range []string{"eventInfo", "targetListInfo", "licensePlateListInfo", "faceListInfo"} {
		lists.WriteString("<" + list + `><item><targetId>1</targetId></item><item><targetId>2</targetId></item></` + list + ">")
	}
	m := parse(t, config("2.0.0", alarmData+smart("regionIntrusion")+lists.String()))
	want(t, "rules and targets", fmt.Sprint(len(m.Event.Rules), len(m.Event.Targets)), "2 6")
}

func TestR52Boundaries(t *testing.T) {
	r := post(t, "recorder-intrusion").Event.Rules[0]
	want(t, "area", fmt.Sprint(r.Boundary, r.Points), "1 [{1820 2960} {5040 3015} {5110 9080} {690 9005}]")
	want(t, "ids", r.EventID+" "+r.TargetID+" "+r.Status, "1204 1004 ")
	r = post(t, "recorder-line").Event.Rules[0]
	want(t, "line", fmt.Sprint(r.Boundary, r.Points, r.TripForm), "2 [{4210 2075} {4268 9730}] 4")
}

func TestR53ZeroRect(t *testing.T) {
	m := post(t, "recorder-count-line")
	want(t, "box", m.Event.Rules[0].Box, viewtron.Box{})
	want(t, "target", only(t, m).ID, "1004")
	want(t, "crop", crops(t, m), cropSize)
}

func TestR54NoImages(t *testing.T) {
	m := parse(t, config("2.0.0", alarmData+smart("regionIntrusion")+eventInfo+
		`<targetListInfo><item><targetId>1004</targetId><targetType>motor</targetType></item></targetListInfo>`))
	target := only(t, m)
	want(t, "target", fmt.Sprint(target.ID, " ", target.Type), "1004 motor")
	want(t, "images", len(m.Images()), 0)
}

func TestR55FaceAttributes(t *testing.T) {
	m := post(t, "recorder-faces")
	for i, face := range []viewtron.Face{
		{Age: "youth", Sex: "female", Glasses: "no", Mask: "unknown"},
		{Age: "middleAged", Sex: "male", Glasses: "yes", Mask: "no"},
		{Age: "old", Sex: "unknown", Glasses: "unknown", Mask: "wearing"},
	} {
		want(t, "face", *m.Event.Targets[i].Face, face)
	}
}

func TestR56RecorderIdentity(t *testing.T) {
	for _, name := range []string{"recorder-intrusion", "alarm-recorder"} {
		want(t, name, post(t, name).Device, viewtron.Identity{
			Name: "Recorder One", MAC: "02:00:5E:20:00:40", IP: "192.0.2.40", ChannelID: "3"})
	}
}

func TestR57TrackingCountIsNotTrusted(t *testing.T) {
	for _, count := range []string{"0", "2", "99", "x"} {
		m := edited(t, "tracking", `<traject type="list" count="2">`, `<traject count="`+count+`">`)
		wantKind(t, m, viewtron.KindTracking, viewtron.LayoutCamera)
		want(t, "targets", len(m.Tracking), 2)
		want(t, "first", m.Tracking[0], viewtron.TrackPoint{
			ID: "3318", Type: viewtron.TargetPerson, RawType: "person", Box: viewtron.Box{X1: 3145, Y1: 1502, X2: 4290, Y2: 7744}})
		want(t, "second", m.Tracking[1].Type, viewtron.TargetCar)
	}
	m := parse(t, config("1.7", `<traject count="3"/>`))
	wantKind(t, m, viewtron.KindTracking, viewtron.LayoutCamera)
	want(t, "targets", len(m.Tracking), 0)
}

func TestR61MotionOfTargets(t *testing.T) {
	m := edited(t, "tracking", `<velocity type="uint32">0</velocity>`, `<velocity>12</velocity>`, `<direction type="uint32">0</direction>`, `<direction/>`)
	want(t, "as sent", fmt.Sprint(m.Tracking[0].Velocity, m.Tracking[0].Direction), "12 0")
}
