package deviceapi

import "github.com/watchpost/watchpost/internal/sim/settings"

// alarmOutConfig answers GetAlarmOutConfig, of which no answer is documented: it
// looks like that of inputs. A recorder's outputs are addressed as if they were
// channels.
func alarmOutConfig(r *request) ([]byte, error) {
	all := r.outputs()
	if r.channel > len(all) {
		return nil, channelError
	}
	o := all[r.channel-1]
	d := r.answer()
	d.begin("alarmOut")
	d.uint("id", r.channel)
	d.cdata("alarmOutName", o.Name, "type", "string", "maxLen", "11")
	return d.finish(), nil
}

// setAlarmOutConfig answers SetAlarmOutConfig: what is not named stays.
func setAlarmOutConfig(r *request) ([]byte, error) {
	n := r.body.at("alarmOut")
	if n == nil {
		return nil, missingParameter
	}
	return r.done(r.changeOutputs(func(all []settings.Output) error {
		if r.channel > len(all) {
			return channelError
		}
		n.at("alarmOutName").setString(&all[r.channel-1].Name)
		return nil
	}))
}

// manualAlarmOut answers ManualAlarmOut.
func manualAlarmOut(r *request) ([]byte, error) {
	n := r.body.at("action", "status")
	if n == nil {
		return nil, missingParameter
	}
	var on bool
	if err := n.setBool(&on); err != nil {
		return nil, err
	}
	if r.channel > len(r.outputs()) {
		return nil, channelError
	}
	r.relays.Set(r.channel, on)
	return r.done(nil)
}
