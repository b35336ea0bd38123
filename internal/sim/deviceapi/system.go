package deviceapi

import (
	"github.com/watchpost/watchpost/internal/sim/settings"
)

// The dates and versions of parts that all simulated devices have.
const (
	buildDate = "2026-01-15"
	kernel    = "20251210"
	hardware  = "1.6"
)

func deviceInfo(r *request) ([]byte, error) {
	id := r.identity()
	inputs, _ := r.sockets()
	channels := len(r.channels())
	d := r.answer()
	d.begin("deviceInfo")
	d.string("deviceName", id.Name)
	if r.gen == api1 {
		d.string("model", id.Model)
		d.string("brand", "IPC")
		d.string("deviceDescription", "IPCamera")
		d.string("mac", id.MAC)
		d.string("sn", id.Serial)
		d.string("softwareVersion", id.Firmware)
		d.string("softwareBuildDate", buildDate)
	} else {
		d.string("deviceDescription", id.Model)
		d.string("apiVersion", id.API)
		if r.gen == api21 {
			d.string("httpPostVersion", id.API)
		}
		d.padded("softwareVersion", id.Firmware)
		d.string("softwareBuildDate", buildDate)
		d.string("model", id.Model)
		d.string("brand", "Customer")
		d.string("mac", id.MAC)
		d.string("sn", id.Serial)
	}
	d.string("kernelVersion", kernel)
	d.string("hardwareVersion", hardware)
	d.uint("chlMaxCount", channels)
	d.uint("audioInCount", 1)
	d.uint("audioOutCount", 1)
	d.uint("alarmInCount", inputs)
	d.uint("alarmOutCount", len(r.outputs()))
	d.bool("integratedPtz", false)
	d.bool("supportRS485Ptz", false)
	d.bool("supportSDCard", channels == 1)
	return d.finish(), nil
}

// detail answers GetDeviceDetail.
func (c *Camera) detail(r *request) ([]byte, error) {
	id := r.identity()
	d := r.answer()
	d.begin("detail")
	d.begin("property")
	d.string("deviceName", id.Name)
	d.string("deviceDescription", "IPCamera")
	d.string("model", id.Model)
	d.string("brand", "IPC")
	d.string("sn", id.Serial)
	d.string("mac", id.MAC)
	d.string("softwareVersion", id.Firmware)
	d.string("softwareBuildDate", buildDate)
	d.string("kernelVersion", kernel)
	d.string("hardwareVersion", hardware)
	d.string("apiVersion", id.API)
	if r.gen == api21 {
		d.string("httpPostVersion", id.API)
	}
	d.end()
	c.abilities(d, r)
	d.begin("image")
	for _, name := range []string{"supportAZ", "supportROI", "supportInfraredLamp", "supportWatermark", "supportPrivateMask"} {
		d.bool(name, name != "supportROI")
	}
	d.end()
	d.begin("alarm")
	d.bool("supportMultiMotionSensitivity", false)
	d.bool("supportAlarmServer", true)
	d.uint("alarmInCount", 1)
	d.uint("alarmOutCount", 1)
	d.bool("supportAudioAlarmOut", r.gen > api1)
	d.bool("supportWhiteLightAlarmOut", r.gen > api1)
	d.end()
	d.begin("system")
	d.bool("supportSnmp", true)
	d.uint("audioInCount", 1)
	d.uint("audioOutCount", 1)
	d.bool("integratedPtz", false)
	d.bool("supportRS485Ptz", false)
	d.bool("supportSDCard", true)
	d.uint("chlMaxCount", 1)
	return d.finish(), nil
}

// abilities says what the camera detects. The licence plate's name is in lower
// case.
func (c *Camera) abilities(d *document, r *request) {
	d.begin("smart")
	for _, one := range []struct {
		name string
		is   settings.AlarmType
	}{
		{"supportTripwire", settings.Tripwire}, {"supportPerimeter", settings.Perimeter}, {"supportOsc", settings.Object},
		{"supportAvd", settings.Abnormal}, {"supportVfd", settings.Face}, {"supportCpc", ""}, {"supportCdd", ""}, {"supportIpd", ""},
		{"supportVfdMatch", settings.FaceMatch}, {"supportvehicle", settings.LicensePlate}, {"supportAoiEntry", settings.Entry},
		{"supportAoiLeave", settings.Exit}, {"supportPassLineCount", settings.LineCount}, {"supportThermal", ""},
		{"supportTraffic", settings.AreaCount}, {"supportHeatMap", ""}, {"supportVsd", settings.Metadata},
		{"supportAsd", settings.Sound}, {"supportPvd", settings.Parking}, {"supportLoitering", settings.Loitering},
	} {
		d.bool(one.name, one.is != "" && r.has(one.is))
	}
	d.end()
}
