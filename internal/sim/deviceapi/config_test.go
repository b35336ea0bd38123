package deviceapi_test

import (
	"slices"
	"testing"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

func TestOSD(t *testing.T) {
	b := camera(t, settings.Classic)
	if e := b.get("/GetImageOsdConfig"); e.text("imageOsd/channelName/name") != "Front Yard" || e.text("imageOsd/time/X") != "120" {
		t.Errorf("got %+v", e)
	}
	b.post("/SetImageOsdConfig", envelope(`<imageOsd><time><switch>false</switch><dateFormat>day-month-year</dateFormat></time>
		<channelName><X>10000</X><name><![CDATA[Yard East]]></name></channelName></imageOsd>`))
	e := b.get("/GetImageOsdConfig")
	for path, want := range map[string]string{
		"time/switch": "false", "time/X": "120", "time/dateFormat": "day-month-year", "channelName/switch": "true", "channelName/X": "10000",
		"channelName/Y": "9300", "channelName/name": "Yard East",
	} {
		if got := e.text("imageOsd/" + path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	before := b.camera.Saved().OSD
	for _, bad := range []string{
		"<time><X>10001</X></time>", "<time><dateFormat>stardate</dateFormat></time>",
		"<channelName><name>twenty characters ..</name></channelName>", "<channelName><switch>perhaps</switch></channelName>",
	} {
		b.fails("/SetImageOsdConfig", envelope("<imageOsd>"+bad+"</imageOsd>"), "3")
	}
	if got := b.camera.Saved().OSD; got != before {
		t.Errorf("a refused change left %+v", got)
	}
}

func TestAlarmOutConfig(t *testing.T) {
	b := recorder(t, 8)
	b.post("/SetAlarmOutConfig/4", envelope("<alarmOut><alarmOutName><![CDATA[Siren]]></alarmOutName></alarmOut>"))
	e := b.get("/GetAlarmOutConfig/4")
	if e.text("alarmOut/id") != "4" || e.text("alarmOut/alarmOutName") != "Siren" {
		t.Errorf("got %+v", e)
	}
	if got := b.get("/GetAlarmOutConfig").text("alarmOut/alarmOutName"); got != "Output 1" {
		t.Errorf("another output is called %s", got)
	}
	b.fails("/GetAlarmOutConfig/5", "", "12")
	b.fails("/SetAlarmOutConfig/5", envelope("<alarmOut/>"), "12")
	b.fails("/SetAlarmOutConfig/1", envelope("<alarmOut><alarmOutName/></alarmOut>"), "3")
}

func TestMotionActivatesOutputs(t *testing.T) {
	b := camera(t, settings.Classic)
	for _, on := range []string{"true", "false"} {
		b.post("/SetMotionConfig", envelope(`<motion><triggerAlarmOut type="list" count="1"><item id="1">`+on+`</item></triggerAlarmOut></motion>`))
		if got := b.get("/GetMotionConfig").text("motion/triggerAlarmOut/item"); got != on || b.camera.Saved().Rules.AlarmOut[settings.Motion] != (on == "true") {
			t.Errorf("got %s, want %s", got, on)
		}
	}
	b.fails("/SetMotionConfig", envelope("<motion><triggerAlarmOut><item>perhaps</item></triggerAlarmOut></motion>"), "3")
}

// What GetSupportedAPIs tells is answered, and what it does not tell is refused or
// one of the older commands that later firmware hides.
func TestSupportedAPIsAreAnswered(t *testing.T) {
	hidden := []string{
		"GetChannelList", "GetAlarmInList", "GetStreamCaps", "GetImageOsdConfig", "SetImageOsdConfig", "GetPrivacyMaskConfig", "SetMotionConfig", "GetPortConfig",
	}
	for name, b := range devices(t) {
		if name == "classic" || name == "gate" {
			continue // they have no list
		}
		told := map[string]bool{}
		for _, item := range b.get("/GetSupportedAPIs").at("applicationInterfaces/item") {
			told[item.Text] = true
		}
		for _, command := range everyCommand {
			method := "POST"
			if command == "TriggerVirtualAlarm" {
				method = "GET"
			}
			w := b.call(method, "/"+command, "")
			unknown := w.Code == 400 && (w.Body.Len() == 0 || slices.Contains([]string{"1", "11"}, read(t, w.Body.Bytes()).attr("errorCode")))
			if command == "TriggerVirtualAlarm" && told[command] {
				continue // it has no number here, which is refused in the same way
			}
			if told[command] == unknown && !slices.Contains(hidden, command) {
				t.Errorf("%s: %s is listed: %v, and refused: %v", name, command, told[command], unknown)
			}
		}
	}
}

// everyCommand is every command that any firmware documents with an answer, and the
// pairs that go with them.
var everyCommand = []string{
	"GetDeviceInfo", "GetDeviceDetail", "GetSupportedAPIs", "GetChannelList", "GetChannelInfo", "GetDiskInfo", "GetAlarmInList", "GetAlarmInInfo",
	"GetAlarmOutList", "GetDateAndTime", "SetDateAndTime", "GetImageConfig", "SetImageConfig", "GetSnapshotByTime", "GetVideoStreamConfig",
	"SetVideoStreamConfig", "GetStreamCaps", "GetAudioStreamConfig", "GetImageOsdConfig", "SetImageOsdConfig", "GetPrivacyMaskConfig", "PtzGetCaps",
	"PtzGotoPreset", "PtzAddPreset", "PtzDeletePreset", "PtzGetPresets", "PtzGetCruises", "PtzRunCruise", "PtzStopCruise", "GetMotionConfig",
	"SetMotionConfig", "GetAlarmInConfig", "GetAlarmOutConfig", "SetAlarmOutConfig", "ManualAlarmOut", "GetAlarmStatus", "TriggerVirtualAlarm",
	"GetAudioAlarmOutConfig", "GetWhiteLightAlarmOutConfig", "GetAlarmServerConfig", "GetHttpPostConfig", "SetHttpPostConfig",
	"GetSmartPerimeterConfig", "SetSmartPerimeterConfig", "GetSmartTripwireConfig", "SetSmartTripwireConfig", "GetSmartVfdConfig", "SetSmartVfdConfig",
	"GetSmartVehicleConfig", "SetSmartVehicleConfig", "GetSmartLicensePlateConfig", "SetSmartLicensePlateConfig", "GetSmartAoiEntryConfig",
	"SetSmartAoiEntryConfig", "GetSmartAoiLeaveConfig", "SetSmartAoiLeaveConfig", "GetPassLineCountConfig", "SetPassLineCountConfig",
	"GetPassLineCountStatistics", "GetSmartVsdConfig", "SetSmartVsdConfig", "GetSmartLoiteringConfig", "SetSmartLoiteringConfig", "GetSmartPvdConfig",
	"SetSmartPvdConfig", "GetLicensePlateGroups", "GetLicensePlates", "AddLicensePlates", "ModifyLicensePlate", "DeleteLicensePlate", "AddVehiclePlate",
	"GetVehiclePlate", "GetRecordType", "SearchByTime", "GetNetBasicConfig", "GetPortConfig", "ModifyPassword",
	"GetSmartPassLineCountConfig", "GetNothing",
}
