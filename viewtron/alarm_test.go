package viewtron_test

import (
	"testing"
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

func TestR28AlarmOfACamera(t *testing.T) {
	m := post(t, "alarm-camera")
	wantKind(t, m, viewtron.KindAlarmStatus, viewtron.LayoutCamera)
	want(t, "flags", len(m.Alarms), 1)
	want(t, "flag", m.Alarms[0], viewtron.AlarmFlag{Name: "perimeterAlarm", ID: "1", On: true})
	want(t, "time", m.Time.Local, viewtron.LocalTime{Year: 2026, Month: 11, Day: 24, Hour: 3, Minute: 30, Second: 2})
	want(t, "time as sent", m.Time.Raw, "2026-11-24 03:30:02")
	want(t, "sender", m.Device, viewtron.Identity{
		Name: "North Gate", MAC: "02:00:5e:10:00:05", Serial: "IA001TESTCAM", IP: "192.0.2.31", Number: "1"})
}

func TestAlarmOfTheLegacyServer(t *testing.T) {
	m := post(t, "alarm-legacy")
	wantKind(t, m, viewtron.KindAlarmStatus, viewtron.LayoutCamera)
	want(t, "version", m.Version, "1.0")
	want(t, "flag", m.Alarms[0], viewtron.AlarmFlag{Name: "motionAlarm", ID: "1", On: true})
	want(t, "address", viewtron.NormalizeMAC(m.Device.MAC), "02:00:5e:10:00:05")
}

func TestR29AlarmOfARecorder(t *testing.T) {
	m := post(t, "alarm-recorder")
	wantKind(t, m, viewtron.KindAlarmStatus, viewtron.LayoutRecorder)
	want(t, "flag", m.Alarms[0], viewtron.AlarmFlag{Name: "perimeterAlarm", ID: "1", On: true})
	want(t, "channel", m.Device.ChannelID, "3")
	want(t, "time", m.Time.UTC, time.Unix(1795509001, 0).UTC())

	m = edited(t, "alarm-recorder", `<item id="1">true</item>`, "\n <item id='1'>\n true </item><item id=\"2\">false</item>\n")
	want(t, "flags", len(m.Alarms), 2)
	want(t, "first", m.Alarms[0], viewtron.AlarmFlag{Name: "perimeterAlarm", ID: "1", On: true})
	want(t, "second", m.Alarms[1], viewtron.AlarmFlag{Name: "perimeterAlarm", ID: "2"})

	// Items tell a recorder's form even where messageType is missing.
	m = edited(t, "alarm-recorder", "<messageType>alarmStatus</messageType>", "")
	wantKind(t, m, viewtron.KindAlarmStatus, viewtron.LayoutRecorder)
}

func TestR30AlarmKinds(t *testing.T) {
	for flag, kind := range map[string]string{
		"vehiceAlarm": "plate", "vehicleAlarm": "plate", "VFDAlarm": "face", "vfdAlarm": "face",
		"perimeterAlarm": "intrusion", "PERIMETERALARM": "intrusion", "tripwireAlarm": "line_crossing",
		"motionAlarm": "motion", "sensorAlarm": "sensor", "sensorAlarmIn": "sensor",
		"passlineAlarm": "line_counting", "trafficAlarm": "area_counting",
		"aoiEntryAlarm": "region_entry", "aoiLeaveAlarm": "region_exit",
		"loiteringAlarm": "loitering", "pvdAlarm": "illegal_parking", "oscAlarm": "object_removed",
		"CPCAlarm": "people_counting", "cddAlarm": "crowd_density", "IPDAlarm": "people_intrusion",
		"clarityAbnormal": "video_abnormal", "colorAbnormal": "video_abnormal", "sceneChange": "video_abnormal", "avdAlarm": "video_abnormal",
		"chlOfflineAlarm": "channel_offline", "humanMotionAlarm": "smart_motion", "vehicleMotionAlarm": "smart_motion",
		"brandNewAlarm": "brandNewAlarm",
	} {
		want(t, flag, viewtron.AlarmKind(flag), kind)
	}
}

func TestR32UnknownFlagsAreKept(t *testing.T) {
	m := parse(t, config("1.7", `<alarmStatusInfo><chlOfflineAlarm id="4">true</chlOfflineAlarm><newAlarm>FALSE</newAlarm></alarmStatusInfo>`))
	want(t, "flags", len(m.Alarms), 2)
	want(t, "first", m.Alarms[0], viewtron.AlarmFlag{Name: "chlOfflineAlarm", ID: "4", On: true})
	want(t, "second", m.Alarms[1], viewtron.AlarmFlag{Name: "newAlarm"})
	wantNoFindings(t, m)
}

func TestFlagsThatSayNothing(t *testing.T) {
	m := parse(t, config("1.7", `<alarmStatusInfo><motionAlarm/><sensorAlarm>maybe</sensorAlarm></alarmStatusInfo>`))
	wantKind(t, m, viewtron.KindAlarmStatus, viewtron.LayoutCamera)
	want(t, "flags", len(m.Alarms), 1)
	want(t, "flag", m.Alarms[0], viewtron.AlarmFlag{Name: "sensorAlarm", Raw: "maybe"})
	wantFinding(t, m, "empty-flag")
	wantFinding(t, m, "bad-flag")
}

func TestT9PlateAlarm(t *testing.T) {
	for _, at := range []string{"2026-11-24 03:30:02", "11-24-2026 03:30:02 AM"} {
		for _, state := range []string{"true", "false"} {
			m := edited(t, "alarm-camera", "perimeterAlarm", "vehiceAlarm", ">true<", ">"+state+"<", "2026-11-24 03:30:02", at)
			wantKind(t, m, viewtron.KindAlarmStatus, viewtron.LayoutCamera)
			want(t, "flag", m.Alarms[0], viewtron.AlarmFlag{Name: "vehiceAlarm", ID: "1", On: state == "true"})
			utc, ok := m.Time.In(time.FixedZone("", -5*3600), false)
			want(t, "known", ok, true)
			want(t, "instant", utc, time.Date(2026, 11, 24, 8, 30, 2, 0, time.UTC))
		}
	}
}

func TestR33Q25Q26Q31EventsAndAlarmsStandAlone(t *testing.T) {
	m := post(t, "recorder-metadata")
	want(t, "alarms of an event", len(m.Alarms), 0)
	wantEvent(t, m, viewtron.LayoutRecorder, viewtron.VideoMetadata)
	m = post(t, "alarm-recorder")
	want(t, "event of an alarm", m.Event == nil, true)
	want(t, "flags", len(m.Alarms), 1)
}
