package deviceapi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/sim/deviceapi"
	"github.com/watchpost/watchpost/internal/sim/settings"
)

// devices are the profiles of the command index.
func devices(t *testing.T) map[string]*bench {
	return map[string]*bench{
		"classic": camera(t, settings.Classic), "gate": camera(t, settings.Gate), "modern": camera(t, settings.Modern),
		"lpr": camera(t, settings.LPR), "nvr": recorder(t, 8),
	}
}

// TestCommandIndex: a code of 0 is an answer that is no error, -1 an empty one with
// status 400.
func TestCommandIndex(t *testing.T) {
	for _, test := range []struct {
		command                         string
		classic, gate, modern, lpr, nvr int
	}{
		{"GetDeviceInfo", 0, 0, 0, 0, 0},
		{"GetDeviceDetail", 0, 0, 0, 0, 1},
		{"GetSupportedAPIs", 1, 1, 0, 0, 0},
		{"GetChannelList", 1, 1, 1, 1, 0},
		{"GetChannelInfo", 1, 1, 0, 0, 0},
		{"GetDiskInfo", 0, 0, 0, 0, 0},
		{"GetAlarmInList", 1, 1, 1, 1, 0},
		{"GetAlarmInInfo", 1, 1, 0, 0, 0},
		{"GetAlarmOutList", 1, 1, 1, 1, 0},
		{"GetDateAndTime", 0, 0, 0, 0, 0},
		{"GetImageConfig", 0, 0, 0, 0, 0},
		{"GetImageConfig/1", 0, 0, 0, 0, 0},
		{"GetImageConfig/8", 1, 1, 12, 12, 0},
		{"GetImageConfig/9", 1, 1, 12, 12, 12},
		{"GetImageConfig/0", 1, 1, 12, 12, 12},
		{"GetImageConfig/1/Up", 1, 1, 14, 14, 14},
		{"GetSnapshot", 0, 0, 0, 0, 0},
		{"GetSnapshotByTime", 3, 3, 15, 15, 15},
		{"GetVideoStreamConfig", 0, 0, 0, 0, 0},
		{"GetStreamCaps", 0, 0, 0, 0, 0},
		{"GetAudioStreamConfig", 1, 1, 0, 0, 0},
		{"GetImageOsdConfig", 0, 0, 0, 0, 1},
		{"SetImageOsdConfig", 3, 3, 15, 15, 1},
		{"GetPrivacyMaskConfig", 0, 0, 0, 0, 1},
		{"PtzGetCaps", 0, 0, 0, 0, 0},
		{"PtzGetPresets", 0, 0, 0, 0, 0},
		{"PtzGetCruises", 0, 0, 0, 0, 0},
		{"PtzControl/Left", 0, 0, 0, 0, 0},
		{"PtzControl/1/Stop", 0, 0, 0, 0, 0},
		{"PtzControl/Sideways", 1, 1, 14, 14, 14},
		{"PtzStopCruise", 0, 0, 0, 0, 0},
		{"PtzGotoPreset", 3, 3, 15, 15, 15},
		{"GetMotionConfig", 0, 0, 0, 0, 0},
		{"GetAlarmInConfig", 0, 0, 0, 0, 0},
		{"GetAlarmOutConfig", 0, 0, 0, 0, 0},
		{"GetAlarmOutConfig/5", 1, 1, 12, 12, 12},
		{"SetAlarmOutConfig", 3, 3, 15, 15, 15},
		{"GetAlarmStatus", 0, 0, 0, 0, 0},
		{"GetAudioAlarmOutConfig", 1, 1, 0, 0, 1},
		{"GetWhiteLightAlarmOutConfig", 1, 1, 0, 0, 1},
		{"GetAlarmServerConfig", 0, 0, 0, 0, 1},
		{"SetAlarmServerConfig", 499, 499, 499, 499, 1},
		{"GetHttpPostConfig", 0, 0, 0, 0, 1},
		{"SetHttpPostConfig", 3, 3, 15, 15, 1},
		{"GetSmartPerimeterConfig", 0, 0, 0, 11, 1},
		{"GetSmartTripwireConfig", 0, 0, 0, 11, 1},
		{"GetSmartVfdConfig", 1, 1, 0, 11, 1},
		{"GetSmartVehicleConfig", 1, 0, 0, -1, 1},
		{"SetSmartVehicleConfig", 1, 3, 15, -1, 1},
		{"GetVehicleConfig", 1, 0, 0, -1, 1},
		{"GetSmartLicensePlateConfig", 1, 1, 1, 0, 1},
		{"GetSmartAoiEntryConfig", 0, 0, 0, 11, 1},
		{"GetSmartAoiLeaveConfig", 0, 0, 0, 11, 1},
		{"GetPassLineCountConfig", 0, 0, 0, 11, 1},
		{"GetSmartPassLineCountConfig", 1, 1, 1, 1, 1},
		{"GetPassLineCountStatistics", 1, 1, 0, 11, 1},
		{"GetSmartVsdConfig", 0, 0, 0, 11, 1},
		{"GetSmartLoiteringConfig", 0, 0, 0, 11, 1},
		{"GetSmartPvdConfig", 0, 0, 0, 11, 1},
		{"GetLicensePlateGroups", 1, 1, 1, 0, 1},
		{"GetLicensePlates", 1, 1, 1, 15, 1},
		{"AddLicensePlates", 1, 1, 1, 15, 1},
		{"ModifyLicensePlate", 1, 1, 1, 15, 1},
		{"DeleteLicensePlate", 1, 1, 1, 15, 1},
		{"AddVehiclePlate", 1, 3, 15, -1, 1},
		{"GetVehiclePlate", 1, 1, 15, -1, 1},
		{"GetRecordType", 0, 0, 0, 0, 0},
		{"SearchByTime", 3, 3, 15, 15, 15},
		{"GetNetBasicConfig", 0, 0, 0, 0, 0},
		{"GetPortConfig", 0, 0, 0, 0, 0},
		{"GetNothing", 1, 1, 1, 1, 1},
	} {
		all := devices(t)
		for name, want := range map[string]int{"classic": test.classic, "gate": test.gate, "modern": test.modern, "lpr": test.lpr, "nvr": test.nvr} {
			w := all[name].call("POST", "/"+test.command, "")
			if want == -1 {
				if w.Code != 400 || w.Body.Len() != 0 {
					t.Errorf("%s on %s: %d %q, want 400 and nothing", test.command, name, w.Code, w.Body)
				}
				continue
			}
			if test.command == "GetSnapshot" {
				if w.Header().Get("Content-Type") != "image/jpeg" || w.Body.Len() != 4 {
					t.Errorf("%s on %s: %s", test.command, name, w.Body)
				}
				continue
			}
			e := read(t, w.Body.Bytes())
			got := e.attr("errorCode")
			if got == "" {
				got = "0"
			}
			if got != fmt.Sprint(want) {
				t.Errorf("%s on %s: code %s, want %d", test.command, name, got, want)
			}
			if version := e.attr("version"); name != "classic" && name != "gate" && version != map[string]string{"modern": "2.0.0", "lpr": "2.1.0", "nvr": "2.0.0"}[name] {
				t.Errorf("%s on %s: version %q", test.command, name, version)
			}
		}
	}
}

func TestErrorsByGeneration(t *testing.T) {
	for _, test := range []struct {
		device *bench
		status int
		body   string
	}{
		{camera(t, settings.Classic), 200, `<config status="failed" errorCode="1"/>`},
		{camera(t, settings.Modern), 400, `<config version="2.0.0" xmlns="http://www.ipc.com/ver10" status="failed" errorCode="1" errorDesc="Invalid Request"/>`},
		{camera(t, settings.LPR), 400, `<config version="2.1.0" xmlns="http://www.ipc.com/ver10" status="failed" errorCode="1" errorDesc="Invalid Request"/>`},
	} {
		w := test.device.call("GET", "/GetNothing", "")
		if w.Code != test.status || !strings.HasSuffix(strings.TrimSpace(w.Body.String()), test.body) {
			t.Errorf("got %d %s, want %d %s", w.Code, w.Body, test.status, test.body)
		}
	}
}

func TestSuccessByGeneration(t *testing.T) {
	body := envelope(`<image><bright>58</bright></image>`)
	for _, test := range []struct {
		device *bench
		want   string
	}{
		{camera(t, settings.Classic), `<config status="success"/>`},
		{camera(t, settings.Modern), `<config version="2.0.0" xmlns="http://www.ipc.com/ver10" status="success" errorCode="0" errorDesc="Successful"/>`},
		{camera(t, settings.LPR), `<config version="2.1.0" xmlns="http://www.ipc.com/ver10" status="success" errorCode="0" errorDesc="No Error"/>`},
	} {
		if got := strings.TrimSpace(test.device.call("POST", "/SetImageConfig", body).Body.String()); !strings.HasSuffix(got, test.want) {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

func TestMethods(t *testing.T) {
	b := recorder(t, 4)
	for _, test := range []struct {
		method, path string
		want         int
	}{
		{"GET", "/GetDeviceInfo", 200}, {"POST", "/GetDeviceInfo", 200}, {"PUT", "/GetDeviceInfo", 400},
		{"GET", "/SetImageConfig", 400}, {"GET", "/PtzControl/Left", 400},
		{"GET", "/TriggerVirtualAlarm/17", 200}, {"POST", "/TriggerVirtualAlarm/17", 400},
	} {
		if w := b.call(test.method, test.path, ""); w.Code != test.want {
			t.Errorf("%s %s: %d, want %d", test.method, test.path, w.Code, test.want)
		}
	}
}

func TestBadBodies(t *testing.T) {
	b := camera(t, settings.LPR)
	for _, test := range []struct{ name, body, code string }{
		{"no XML", "hello", "2"},
		{"cut short", "<config><image>", "2"},
		{"too deep", strings.Repeat("<a>", 100), "2"},
		{"too large", "<config>" + strings.Repeat(" ", 600<<10), "2"},
		{"nothing asked", "<config/>", "15"},
		{"no number", envelope("<image><bright>very</bright></image>"), "3"},
		{"out of range", envelope("<image><bright>101</bright></image>"), "3"},
	} {
		t.Run(test.name, func(t *testing.T) { b.fails("/SetImageConfig", test.body, test.code) })
	}
	if got := b.camera.Saved().Image; got != settings.NewImage() {
		t.Errorf("the picture has changed: %+v", got)
	}
}

func TestLenientReading(t *testing.T) {
	b := camera(t, settings.Classic)
	b.post("/SetImageConfig", "\ufeff<?xml version=\"1.0\" encoding=\"gb2312\"?>\n<x:config xmlns:x='u'><image><bright>\n <![CDATA[ 61 ]]>\n</bright></image></x:config><sessionId>1</sessionId>")
	if got := b.camera.Saved().Image.Bright; got != 61 {
		t.Errorf("the brightness is %d", got)
	}
}

func TestIsCommand(t *testing.T) {
	for path, want := range map[string]bool{
		"/GetDeviceInfo": true, "/PtzControl/1/Up": true, "/ReqLogin_I": true, "/AddVehiclePlate": true,
		"/": false, "/login": false, "/Settings": false, "/Get": false, "/Getaway": false, "/network/http-post": false,
	} {
		if got := deviceapi.IsCommand(path); got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}
