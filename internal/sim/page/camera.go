package page

import (
	"maps"
	"net/http"
	"strings"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

const snapshotPath = "/snapshot.jpg"

// postPath is the page of a camera's servers. Its place in the menu differs.
const postPath = "/network/http-post"

// cameraPages are the pages of a camera.
type cameraPages struct {
	*device
	config *settings.Config[settings.Camera]
	engine CameraEngine
	relays Outputs
}

func (p *cameraPages) routes() map[string]action {
	p.online = p.serversOnline
	clock := clockPage[settings.Camera]{device: p.device, config: p.config, clock: func(c *settings.Camera) *settings.Clock { return &c.Clock }}
	about := aboutPage[settings.Camera]{
		device: p.device, config: p.config, name: func(c *settings.Camera) *string { return &c.Identity.Name },
		facts: func() []fact { return identityFacts(p.identity()) },
	}
	account := accountPage[settings.Camera]{device: p.device, config: p.config, account: func(c *settings.Camera) *settings.Account { return &c.Account }}
	outputs := outputsPage[settings.Camera]{device: p.device, config: p.config, relays: p.relays, list: func(c *settings.Camera) []settings.Output { return c.Outputs }}
	routes := map[string]action{
		"GET " + outputsPath:                            outputs.show,
		"POST " + outputsPath:                           outputs.change,
		"GET /system/account":                           account.show,
		"POST /system/account":                          account.change,
		"GET /{$}":                                      func(w http.ResponseWriter, r *http.Request) error { return redirect(w, r, "/live") },
		"GET /live":                                     p.live,
		"GET " + snapshotPath:                           p.snapshot,
		"GET /network/tcp-ip":                           p.tcpip,
		"GET " + postPath:                               p.servers,
		"POST " + postPath:                              p.savePush,
		"GET " + postPath + "/edit":                     p.editServers,
		"POST " + postPath + "/edit":                    p.changeServers,
		"GET " + schedulePath:                           p.schedules,
		"POST " + schedulePath:                          p.changeSchedule,
		"POST " + eventPath(settings.Sensor) + "/press": p.pressInput,
		"GET /event/{detection}":                        p.event,
		"POST /event/{detection}":                       p.changeEvent,
		"GET /config/license-plate":                     p.plateRule,
		"POST /config/license-plate":                    p.changePlateRule,
		"GET /config/date-time":                         clock.show,
		"POST /config/date-time":                        clock.change,
		"GET /system/device":                            about.show,
		"POST /system/device":                           about.change,
	}
	maps.Copy(routes, p.book().routes())
	return routes
}

// cameraPlaces is the left menu of a model.
func cameraPlaces(m settings.Model) []place {
	network := place{Text: "Network", Tabs: true, Below: []place{{Text: "TCP/IP", Path: "/network/tcp-ip"}, {Text: "HTTP POST", Path: postPath}}}
	if m.Notification() {
		network = place{Text: "Network", Below: []place{
			{Text: "TCP/IP", Path: "/network/tcp-ip"},
			{Text: "Advanced", Tabs: true, Below: []place{{Text: "HTTP Notification", Path: postPath}}},
		}}
	}
	event := place{Text: "Event"}
	for _, t := range m.Offers() {
		if watched(t) {
			event.Below = append(event.Below, place{Text: t.Label(), Path: eventPath(t)})
		}
	}
	event.Below = append(event.Below, place{Text: "Alarm Output", Path: outputsPath}, place{Text: "Schedule", Path: schedulePath})
	config := place{Text: "Config", Tabs: true, Below: []place{{Text: "Date and Time", Path: "/config/date-time"}}}
	if m.Has(settings.LicensePlate) {
		config.Below = append(config.Below,
			place{Text: "License Plate Detection", Path: "/config/license-plate"}, place{Text: "Plate List", Path: "/config/plates"})
	}
	system := place{Text: "System", Tabs: true, Below: []place{{Text: "Device", Path: "/system/device"}, {Text: "Account", Path: "/system/account"}, {Text: "Reboot", Path: "/system/reboot"}}}
	return []place{{Text: "Live", Path: "/live"}, network, event, config, system}
}

// watched says whether a type has its rule among the Event settings.
func watched(t settings.AlarmType) bool {
	switch t {
	case settings.Motion, settings.Metadata, settings.Face:
		return true
	}
	return isZone(t) || isLine(t) || isException(t)
}

// eventPath is the page of a detection.
func eventPath(t settings.AlarmType) string {
	return "/event/" + strings.ReplaceAll(strings.ToLower(t.Label()), " ", "-")
}

// live handles GET /live.
func (p *cameraPages) live(w http.ResponseWriter, r *http.Request) error {
	return p.render(w, http.StatusOK, "live", p.shell(r, "Live"))
}

// snapshot handles GET /snapshot.jpg.
func (p *cameraPages) snapshot(w http.ResponseWriter, _ *http.Request) error {
	picture, err := p.engine.Snapshot()
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return nil
	}
	w.Header().Set("Content-Type", "image/jpeg")
	_, _ = w.Write(picture)
	return nil
}
