package deviceapi

import (
	"net/http"
	"strconv"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// Recorder is the API of a recorder. Where its posts go is not part of it: that is
// the page's alone.
type Recorder struct {
	config *settings.Config[settings.Recorder]
	run    RecorderEngine
	server *server
}

// NewRecorder is the API over a recorder's settings and the recorder that runs.
func NewRecorder(config *settings.Config[settings.Recorder], engine RecorderEngine) *Recorder {
	r := &Recorder{config: config, run: engine}
	r.server = newServer(r, r.routes())
	return r
}

// SetClock gives the true time in another way than time.Now. It must be called
// before the first request.
func (c *Recorder) SetClock(now func() time.Time) { c.server.now = now }

// SetRelays gives the alarm outputs, which rules act on too. It must be called before
// the first request.
func (c *Recorder) SetRelays(r *Relays) { c.server.relays = r }

// Relays are the recorder's alarm outputs.
func (c *Recorder) Relays() *Relays { return c.server.relays }

// ServeHTTP answers a command.
func (c *Recorder) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.server.serve(w, r) }

func (c *Recorder) routes() []command {
	return append([]command{
		{name: "GetDeviceInfo", serve: deviceInfo},
		{name: "GetChannelList", hidden: true, serve: channelList},
		{name: "GetChannelInfo", from: api20, serve: channelInfo},
		{name: "GetDiskInfo", serve: recorderDisk},
		{name: "GetAlarmInList", hidden: true, serve: alarmInList},
		{name: "GetAlarmInInfo", from: api20, serve: alarmInInfo},
		{name: "GetAlarmOutList", serve: alarmOutList},
		{name: "TriggerVirtualAlarm", from: api20, method: getter, serve: c.triggerVirtualAlarm},
	}, commonRoutes()...)
}

func (c *Recorder) identity() settings.Identity   { return c.config.Saved().Identity }
func (c *Recorder) account() settings.Account     { return c.config.Saved().Account }
func (c *Recorder) clock() settings.Clock         { return c.config.Saved().Clock }
func (c *Recorder) has(t settings.AlarmType) bool { return settings.Modern.Has(t) }
func (c *Recorder) engine() Engine                { return c.run }
func (c *Recorder) sockets() (inputs, virtual, outputs int) {
	s := c.config.Saved()
	return s.Inputs, s.Virtual, s.Outputs
}

func (c *Recorder) changeClock(with func(*settings.Clock) error) error {
	return c.config.Save(func(s *settings.Recorder) error { return with(&s.Clock) })
}

func (c *Recorder) changePassword(to string) error {
	return c.config.Save(func(s *settings.Recorder) error { s.Account.Password = to; return nil })
}

func (c *Recorder) channels() []lens {
	s := c.config.Saved()
	all := make([]lens, len(s.Channels))
	for i := range s.Channels {
		all[i] = channelLens(&s.Channels[i])
	}
	return all
}

func (c *Recorder) change(channel int, with func(lens) error) error {
	return c.config.Save(func(s *settings.Recorder) error {
		if channel < 1 || channel > len(s.Channels) {
			return channelError
		}
		return with(channelLens(&s.Channels[channel-1]))
	})
}

func channelLens(c *settings.Channel) lens {
	return lens{
		name: c.Name, online: c.Online, rules: &c.Rules, image: &c.Image, streams: c.Streams,
		presets: &c.Presets, cruises: &c.Cruises, sensor: settings.SensorInput{Name: "Sensor" + strconv.Itoa(c.Number), Voltage: "NO"},
	}
}

// triggerVirtualAlarm answers TriggerVirtualAlarm. Virtual inputs are numbered after
// the sockets on the back.
func (c *Recorder) triggerVirtualAlarm(r *request) ([]byte, error) {
	id, err := strconv.Atoi(r.action)
	if err != nil {
		return nil, invalidRequest
	}
	inputs, virtual, _ := c.sockets()
	if id <= inputs || id > inputs+virtual {
		return nil, rangeError
	}
	return r.done(c.run.VirtualAlarm(id - inputs))
}
