package page

import (
	"fmt"
	"maps"
	"net/http"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// recorderPages are the pages of a recorder.
type recorderPages struct {
	*device
	config *settings.Config[settings.Recorder]
	engine RecorderEngine
	relays Outputs
}

func (p *recorderPages) routes() map[string]action {
	clock := clockPage[settings.Recorder]{device: p.device, config: p.config, clock: func(r *settings.Recorder) *settings.Clock { return &r.Clock }}
	about := aboutPage[settings.Recorder]{
		device: p.device, config: p.config, name: func(r *settings.Recorder) *string { return &r.Identity.Name }, facts: p.facts,
	}
	account := accountPage[settings.Recorder]{device: p.device, config: p.config, account: func(r *settings.Recorder) *settings.Account { return &r.Account }}
	outputs := outputsPage[settings.Recorder]{device: p.device, config: p.config, relays: p.relays, list: func(r *settings.Recorder) []settings.Output { return r.Outputs }}
	routes := map[string]action{
		"GET " + outputsPath:     outputs.show,
		"POST " + outputsPath:    outputs.change,
		"GET " + groupsPath:      p.plateGroups,
		"POST " + groupsPath:     p.changePlateGroups,
		"GET /system/account":    account.show,
		"POST /system/account":   account.change,
		"GET /{$}":               func(w http.ResponseWriter, r *http.Request) error { return redirect(w, r, "/cameras") },
		"GET /cameras":           p.channels,
		"GET /network/tcp-ip":    p.tcpip,
		"GET " + postPath:        p.post,
		"POST " + postPath:       p.changePost,
		"GET /system/date-time":  clock.show,
		"POST /system/date-time": clock.change,
		"GET /system/device":     about.show,
		"POST /system/device":    about.change,
	}
	maps.Copy(routes, p.book().routes())
	return routes
}

// recorderPlaces are the top menu of a recorder and the side bars below it.
func recorderPlaces() []place {
	return []place{
		{Text: "Cameras", Below: []place{{Text: "Channels", Below: []place{{Text: "Status", Path: "/cameras"}}}}},
		{Text: "Network", Below: []place{
			{Text: "Integration", Below: []place{{Text: "HTTP POST", Path: postPath}}},
			{Text: "Basic", Below: []place{{Text: "TCP/IP", Path: "/network/tcp-ip"}}},
		}},
		{Text: "Event", Below: []place{{Text: "Alarm", Below: []place{{Text: "Alarm Output", Path: outputsPath}}}}},
		{Text: "Database", Below: []place{{Text: "Plate Recognition", Below: []place{
			{Text: "Plate List", Path: "/database/plates"}, {Text: "Plate Groups", Path: groupsPath},
		}}}},
		{Text: "System", Below: []place{
			{Text: "Basic", Below: []place{{Text: "Device", Path: "/system/device"}, {Text: "Account", Path: "/system/account"}, {Text: "Date and Time", Path: "/system/date-time"}}},
			{Text: "Maintenance", Below: []place{{Text: "Reboot", Path: "/system/reboot"}}},
		}},
	}
}

// channelsView is the list of a recorder's cameras.
type channelsView struct {
	shell
	Channels []settings.Channel
}

// channels handles GET /cameras.
func (p *recorderPages) channels(w http.ResponseWriter, r *http.Request) error {
	return p.render(w, http.StatusOK, "channels", channelsView{shell: p.shell(r, "Cameras"), Channels: p.config.Saved().Channels})
}

func (p *recorderPages) facts() []fact {
	rec := p.config.Saved()
	return append(identityFacts(rec.Identity),
		fact{"Channels", fmt.Sprint(len(rec.Channels))},
		fact{"Alarm inputs", fmt.Sprintf("%d, and %d virtual", rec.Inputs, rec.Virtual)},
		fact{"Alarm outputs", fmt.Sprint(len(rec.Outputs))})
}
