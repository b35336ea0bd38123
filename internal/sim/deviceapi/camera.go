package deviceapi

import (
	"net/http"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// Camera is the API of a camera.
type Camera struct {
	config *settings.Config[settings.Camera]
	run    CameraEngine
	server *server
}

// NewCamera is the API over a camera's settings and the camera that runs.
func NewCamera(config *settings.Config[settings.Camera], engine CameraEngine) *Camera {
	c := &Camera{config: config, run: engine}
	c.server = newServer(c, c.routes())
	return c
}

// SetClock gives the true time in another way than time.Now. It must be called
// before the first request.
func (c *Camera) SetClock(now func() time.Time) { c.server.now = now }

// SetRelays gives the alarm outputs, which rules act on too. It must be called before
// the first request.
func (c *Camera) SetRelays(r *Relays) { c.server.relays = r }

// Relays are the camera's alarm outputs.
func (c *Camera) Relays() *Relays { return c.server.relays }

// ServeHTTP answers a command.
func (c *Camera) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.server.serve(w, r) }

func (c *Camera) routes() []command {
	return append([]command{
		{name: "GetDeviceInfo", serve: deviceInfo},
		{name: "GetDeviceDetail", serve: c.detail},
		{name: "GetChannelInfo", from: api20, serve: channelInfo},
		{name: "GetDiskInfo", serve: cameraDisk},
		{name: "GetAlarmInInfo", from: api20, serve: alarmInInfo},
		{name: "GetImageOsdConfig", hidden: true, serve: osdConfig},
		{name: "GetPrivacyMaskConfig", hidden: true, serve: privacyMasks},
		{name: "GetAudioAlarmOutConfig", from: api20, serve: audioAlarmOut},
		{name: "GetWhiteLightAlarmOutConfig", from: api20, serve: whiteLightAlarmOut},
		{name: "GetAlarmServerConfig", serve: alarmServer},
		{name: "SetAlarmServerConfig", method: write, serve: setAlarmServer},
		{name: "GetHttpPostConfig", serve: c.httpPost},
		{name: "SetHttpPostConfig", method: write, serve: c.setHTTPPost},
		{name: "GetPassLineCountStatistics", from: api20, needs: settings.LineCount, serve: c.lineCounts},
		{name: "GetLicensePlateGroups", from: api21, needs: settings.LicensePlate, serve: plateGroups},
		{name: "GetLicensePlates", from: api21, method: write, needs: settings.LicensePlate, serve: c.licensePlates},
		{name: "AddLicensePlates", from: api21, method: write, needs: settings.LicensePlate, serve: c.addLicensePlates},
		{name: "ModifyLicensePlate", from: api21, method: write, needs: settings.LicensePlate, serve: c.modifyLicensePlate},
		{name: "DeleteLicensePlate", from: api21, method: write, needs: settings.LicensePlate, serve: c.deleteLicensePlate},
		{name: "AddVehiclePlate", to: api20, method: write, needs: settings.LicensePlate, serve: c.addVehiclePlates},
		{name: "GetVehiclePlate", from: api20, to: api20, method: write, needs: settings.LicensePlate, serve: c.vehiclePlates},
	}, append(smartRoutes(), commonRoutes()...)...)
}

// commonRoutes are what cameras and recorders both have.
func commonRoutes() []command {
	return []command{
		{name: "GetDateAndTime", serve: dateAndTime},
		{name: "SetDateAndTime", method: write, serve: setDateAndTime},
		{name: "GetImageConfig", serve: imageConfig},
		{name: "SetImageConfig", method: write, serve: setImageConfig},
		{name: "GetSnapshot", serve: snapshot},
		{name: "GetVideoStreamConfig", serve: streamConfig},
		{name: "SetVideoStreamConfig", method: write, serve: setStreamConfig},
		{name: "GetStreamCaps", hidden: true, serve: streamCaps},
		{name: "GetAudioStreamConfig", from: api20, serve: audioStream},
		{name: "PtzGetCaps", serve: ptzCaps},
		{name: "PtzControl", method: write, serve: ptzControl},
		{name: "PtzGotoPreset", method: write, serve: gotoPreset},
		{name: "PtzAddPreset", method: write, serve: addPreset},
		{name: "PtzDeletePreset", method: write, serve: deletePreset},
		{name: "PtzGetPresets", serve: presets},
		{name: "PtzGetCruises", serve: cruises},
		{name: "PtzRunCruise", method: write, serve: runCruise},
		{name: "PtzStopCruise", method: write, serve: stopCruise},
		{name: "GetMotionConfig", serve: motionConfig},
		{name: "SetMotionConfig", hidden: true, method: write, serve: setMotionConfig},
		{name: "GetAlarmInConfig", serve: alarmInConfig},
		{name: "ManualAlarmOut", method: write, serve: manualAlarmOut},
		{name: "GetAlarmStatus", serve: alarmStatus},
		{name: "GetRecordType", serve: recordTypes},
		{name: "GetNetBasicConfig", serve: netBasic},
		{name: "GetPortConfig", hidden: true, serve: ports},
		{name: "ModifyPassword", method: write, serve: modifyPassword},
	}
}

func (c *Camera) identity() settings.Identity      { return c.config.Saved().Identity }
func (c *Camera) account() settings.Account        { return c.config.Saved().Account }
func (c *Camera) clock() settings.Clock            { return c.config.Saved().Clock }
func (c *Camera) has(t settings.AlarmType) bool    { return c.config.Saved().Model.Has(t) }
func (c *Camera) engine() Engine                   { return c.run }
func (c *Camera) sockets() (inputs, _, output int) { return 1, 0, 1 }

func (c *Camera) changeClock(with func(*settings.Clock) error) error {
	return c.config.Save(func(s *settings.Camera) error { return with(&s.Clock) })
}

func (c *Camera) changePassword(to string) error {
	return c.config.Save(func(s *settings.Camera) error { s.Account.Password = to; return nil })
}

func (c *Camera) channels() []lens {
	s := c.config.Saved()
	return []lens{cameraLens(&s)}
}

func (c *Camera) change(_ int, with func(lens) error) error {
	return c.config.Save(func(s *settings.Camera) error { return with(cameraLens(s)) })
}

func cameraLens(s *settings.Camera) lens {
	return lens{
		name: s.Identity.Name, online: true, rules: &s.Rules, image: &s.Image, streams: s.Streams,
		presets: &s.Presets, cruises: &s.Cruises, sensor: s.Sensor,
	}
}
