package sim

import (
	"github.com/watchpost/watchpost/internal/sim/detect"
	"github.com/watchpost/watchpost/internal/sim/deviceapi"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/viewtron"
)

// link lets an alarm that goes on or off act on an output: rules that are told so keep
// it active as long as the alarm lasts.
func link(relays *deviceapi.Relays, output int, rules *settings.Rules, a detect.Alarm) {
	t, ok := settings.TypeOf(a.What)
	if ok && (!a.On || rules.AlarmOut[t]) {
		relays.Hold(output, string(a.What)+a.Of, a.On)
	}
}

// linkCamera is link for the one output of a camera. Cameras reset it by force when
// the alarm of a zone ends, whoever activated it.
func linkCamera(relays *deviceapi.Relays, config *settings.Config[settings.Camera]) func(detect.Alarm) {
	return func(a detect.Alarm) {
		now, _ := config.InForce()
		link(relays, 1, &now.Rules, a)
		if a.What == viewtron.RegionIntrusion && !a.On {
			relays.Release()
		}
	}
}

// linkRecorder is link for the outputs of a recorder: a channel's is that of its
// number, if there is one.
func linkRecorder(relays *deviceapi.Relays, config *settings.Config[settings.Recorder]) func(int, detect.Alarm) {
	return func(channel int, a detect.Alarm) {
		now, _ := config.InForce()
		if channel <= len(now.Outputs) {
			link(relays, channel, &now.Channels[channel-1].Rules, a)
		}
	}
}
