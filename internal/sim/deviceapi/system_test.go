package deviceapi_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/viewtron"
)

func TestDeviceInfo(t *testing.T) {
	for _, test := range []struct {
		device                                   *bench
		description, api, post, channels, inputs string
	}{
		{camera(t, settings.Classic), "IPCamera", "-", "-", "1", "1"},
		{camera(t, settings.Modern), "SIM-IPC-4M-AI", "2.0.0", "-", "1", "1"},
		{camera(t, settings.LPR), "SIM-LPR-4M", "2.1.0", "2.1.0", "1", "1"},
		{recorder(t, 8), "SIM-NVR-8", "2.0.0", "-", "8", "16"},
	} {
		e := test.device.get("/GetDeviceInfo")
		for path, want := range map[string]string{
			"deviceDescription": test.description, "apiVersion": test.api, "httpPostVersion": test.post, "chlMaxCount": test.channels, "alarmInCount": test.inputs,
		} {
			if got := e.text("deviceInfo/" + path); got != want {
				t.Errorf("%s: %s is %q, want %q", test.description, path, got, want)
			}
		}
	}
	d := camera(t, settings.Classic).get("/GetDeviceDetail")
	if got := d.text("detail/property/apiVersion"); got != "1.7" {
		t.Errorf("apiVersion is %s", got)
	}
	if got := d.text("detail/smart/supportvehicle"); got != "false" {
		t.Errorf("supportvehicle is %s", got)
	}
}

func TestNamesAreEscaped(t *testing.T) {
	b := camera(t, settings.Modern)
	const name = `<Gate> & "]]>" é`
	if err := b.camera.Save(func(c *settings.Camera) error { c.Identity.Name = name + "\x01"; return nil }); err != nil {
		t.Fatal(err)
	}
	if got := b.get("/GetDeviceInfo").text("deviceInfo/deviceName"); got != name+"\ufffd" {
		t.Errorf("got %q", got)
	}
}

func TestSupportedAPIs(t *testing.T) {
	for _, test := range []struct {
		device   *bench
		wrong    bool
		has, not []string
	}{
		{camera(t, settings.Modern), false, []string{"AddVehiclePlate", "GetSmartVehicleConfig", "GetHttpPostConfig"}, []string{"GetLicensePlates", "GetStreamCaps"}},
		{camera(t, settings.LPR), true, []string{"GetLicensePlates", "GetSmartLicensePlateConfig"}, []string{"AddVehiclePlate", "GetVehicleConfig", "GetSmartPerimeterConfig"}},
		{recorder(t, 4), false, []string{"TriggerVirtualAlarm", "GetAlarmOutList"}, []string{"GetHttpPostConfig", "GetChannelList"}},
	} {
		list := test.device.get("/GetSupportedAPIs").at("applicationInterfaces")[0]
		names := map[string]int{}
		for _, item := range list.at("item") {
			names[strings.TrimSpace(item.Text)]++
		}
		items := len(list.at("item"))
		if count := list.attr("count"); (count != strconv.Itoa(items)) != test.wrong || (len(names) < items) != test.wrong {
			t.Errorf("count %s of %d items with %d names", count, items, len(names))
		}
		for _, name := range test.has {
			if names[name] == 0 {
				t.Errorf("%s is missing", name)
			}
		}
		for _, name := range test.not {
			if names[name] != 0 {
				t.Errorf("%s is there", name)
			}
		}
	}
}

func TestChannels(t *testing.T) {
	b := recorder(t, 4)
	if err := b.recorder.Save(func(r *settings.Recorder) error { r.Channels[2].Online = false; return nil }); err != nil {
		t.Fatal(err)
	}
	items := b.get("/GetChannelInfo").at("channelList/item")
	if len(items) != 4 || items[2].text("status") != "offline" || items[0].text("name") != "Front Yard" || items[3].text("channelId") != "4" {
		t.Errorf("got %+v", items)
	}
	old := b.get("/GetChannelList")
	if list := old.at("channelIDList"); list[0].attr("count") != "4" || len(list[0].Kids) != 0 {
		t.Errorf("got %+v", list)
	}
	if items := old.at("item"); len(items) != 4 || items[2].attr("channelStatus") != "offline" || items[3].Text != "4" {
		t.Errorf("got %+v", items)
	}
	b.fails("/GetSnapshot/3", "", "12")
	b.engine.dark = true
	b.fails("/GetSnapshot/1", "", "12")
}

func TestDisks(t *testing.T) {
	if e := camera(t, settings.Classic).get("/GetDiskInfo"); e.text("diskInfo/item/diskStatus") != "read/write" || e.text("diskInfo/item/status") != "-" {
		t.Errorf("got %+v", e)
	}
	if e := recorder(t, 4).get("/GetDiskInfo"); e.text("diskInfo/item/status") != "read/write" || e.text("diskInfo/item/storageType") != "HDD" {
		t.Errorf("got %+v", e)
	}
}

func TestVirtualAlarms(t *testing.T) {
	b := recorder(t, 8)
	items := b.get("/GetAlarmInInfo").at("alarmInInfoList/item")
	if len(items) != 32 || items[15].text("alarmInType") != "local" || items[16].text("alarmInType") != "virtual" || items[16].text("id") != "17" {
		t.Errorf("got %+v", items)
	}
	for path, want := range map[string]string{"17": "0", "32": "0", "16": "16", "33": "16", "x": "1", "": "1", "29": "79"} {
		e := read(t, b.call("GET", "/TriggerVirtualAlarm/"+path, "").Body.Bytes())
		if got := e.attr("errorCode"); got != want {
			t.Errorf("%s: code %s, want %s", path, got, want)
		}
	}
	if len(b.engine.virtual) != 2 {
		t.Errorf("triggered %v", b.engine.virtual)
	}
}

func TestRelays(t *testing.T) {
	b := recorder(t, 8)
	b.post("/ManualAlarmOut/3", envelope(`<action><status>true</status></action>`))
	if !b.relays.On(3) || b.relays.On(1) {
		t.Error("the wrong output is active")
	}
	b.post("/ManualAlarmOut/3", envelope(`<action><status>false</status></action>`))
	if b.relays.On(3) {
		t.Error("the output is still active")
	}
	b.fails("/ManualAlarmOut/5", envelope(`<action><status>true</status></action>`), "12")
	b.fails("/ManualAlarmOut/1", envelope(`<action/>`), "15")
}

func TestAlarmStatus(t *testing.T) {
	b := camera(t, settings.Modern)
	b.engine.alarms = map[int][]viewtron.Detection{1: {viewtron.RegionIntrusion, viewtron.LicensePlate, viewtron.Sensor}}
	e := b.get("/GetAlarmStatus")
	for name, want := range map[string]string{
		"motionAlarm": "false", "perimeterAlarm": "true", "tripwireAlarm": "false", "vehicleAlarm": "true", "vfdAlarm": "false",
		"aoiEntryAlarm": "false", "sensorAlarmIn/item": "true", "loiteringAlarm": "false",
	} {
		if got := e.text("alarmStatusInfo/" + name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	r := recorder(t, 4)
	r.engine.alarms = map[int][]viewtron.Detection{3: {viewtron.Motion}}
	flags := r.get("/GetAlarmStatus").at("alarmStatusInfo/motionAlarm")
	if len(flags) != 4 || flags[2].Text != "true" || flags[2].attr("id") != "3" || flags[1].Text != "false" {
		t.Errorf("got %+v", flags)
	}
}

func TestDateAndTime(t *testing.T) {
	for _, m := range []settings.Model{settings.Classic, settings.LPR} {
		b := camera(t, m)
		if e := b.get("/GetDateAndTime"); e.text("time/synchronizeInfo/type") != "NTP" || e.text("time/synchronizeInfo/currentTime") != "2026-05-12 15:33:31" {
			t.Errorf("%s: %+v", m, e)
		}
		b.post("/SetDateAndTime", envelope(`<time><timezoneInfo><timeZone><![CDATA[CET-1CEST]]></timeZone></timezoneInfo>
			<synchronizeInfo><type>manually</type><currentTime>2026-05-12 17:30:00</currentTime></synchronizeInfo></time>`))
		b.now = b.now.Add(time.Minute)
		want := "CET-1CEST"
		if m == settings.Classic {
			want = "CET-1"
		}
		e := b.get("/GetDateAndTime")
		if zone := e.text("time/timezoneInfo/timeZone"); zone != want {
			t.Errorf("%s: the zone is %s", m, zone)
		}
		if now := e.text("time/synchronizeInfo/currentTime"); now != "2026-05-12 17:31:00" || e.text("time/synchronizeInfo/type") != "manually" {
			t.Errorf("%s: %s", m, now)
		}
		if c := b.camera.Saved().Clock; c.Zone != "Europe/Berlin" || c.Offset != -211*time.Second {
			t.Errorf("%s: the clock is %+v", m, c)
		}
	}
	b := camera(t, settings.Classic)
	b.post("/SetDateAndTime", envelope(`<time><timezoneInfo><timeZone>EST5</timeZone><daylightSwitch>1</daylightSwitch></timezoneInfo></time>`))
	if e := b.get("/GetDateAndTime"); b.camera.Saved().Clock.Zone != "America/New_York" || e.text("time/timezoneInfo/startTime") != "M3.2.0/2" || e.text("time/timezoneInfo/daylightSwitch") != "1" {
		t.Errorf("got %+v", e)
	}
	b.fails("/SetDateAndTime", envelope(`<time><timezoneInfo><timeZone>Moon</timeZone></timezoneInfo></time>`), "3")
	b.fails("/SetDateAndTime", envelope(`<time><synchronizeInfo><type>NTP</type><ntpSyncInterval>29</ntpSyncInterval></synchronizeInfo></time>`), "3")
}

func TestPresets(t *testing.T) {
	b := recorder(t, 4)
	add := func(name string) string {
		return fmt.Sprintf(`<presetInfo version="1.0"><name><![CDATA[%s]]></name></presetInfo>`, name)
	}
	id := func(n int) string { return fmt.Sprintf(`<presetInfo version="1.0"><id>%d</id></presetInfo>`, n) }
	for _, name := range []string{"Gate", "Dock", "Roof"} {
		b.post("/PtzAddPreset/2", add(name))
	}
	b.post("/PtzDeletePreset/2", id(2))
	b.post("/PtzAddPreset/2", add("New"))
	var got []string
	for _, item := range b.get("/PtzGetPresets/2").at("presetInfo/item") {
		got = append(got, item.attr("id")+item.Text)
	}
	if strings.Join(got, " ") != "1Gate 2New 3Roof" {
		t.Errorf("got %v", got)
	}
	if n := len(b.get("/PtzGetPresets").at("presetInfo/item")); n != 0 {
		t.Errorf("another channel has %d presets", n)
	}
	b.post("/PtzGotoPreset/2", id(3))
	b.fails("/PtzGotoPreset/2", id(4), "16")
	b.fails("/PtzDeletePreset/2", id(4), "16")
	b.fails("/PtzAddPreset/2", add("eleven char"), "16")
	b.post("/PtzRunCruise/2", `<cruiseInfo><id>1</id></cruiseInfo>`)
	b.fails("/PtzRunCruise/2", `<cruiseInfo><id>2</id></cruiseInfo>`, "16")
	b.fails("/PtzControl/2/Left", `<actionInfo><speed>9</speed></actionInfo>`, "16")
	b.post("/PtzControl/2/Left", `<actionInfo><speed>3</speed></actionInfo>`)
}
