package deviceapi

import "github.com/watchpost/watchpost/internal/sim/settings"

func imageConfig(r *request) ([]byte, error) {
	m := r.lens().image
	d := r.answer()
	cut := []string{"IRCutMode", "auto", "day", "night"}
	white := []string{"whiteBalanceMode", "auto", "indoor", "outdoor", "manual"}
	if r.gen == api1 {
		d.enums(cut, white, []string{"frequency", "60HZ", "50HZ"})
	} else {
		d.enums(append(cut, "time", "alarmInLink"), white, []string{"backlightMode", "OFF", "HWDR", "HLC", "BLC"}, []string{"configFileType", "normal", "day", "night"})
		d.text("cfgFile", "normal", "type", "configFileType", "default", "normal")
	}
	d.begin("image")
	for _, one := range []struct {
		name  string
		value int
	}{{"bright", m.Bright}, {"contrast", m.Contrast}, {"saturation", m.Saturation}, {"hue", m.Hue}} {
		d.number(one.name, "uint8", one.value, "min", "0", "max", "100", "default", "50")
	}
	d.bool("mirrorSwitch", m.Mirror)
	d.bool("flipSwitch", m.Flip)
	d.text("IRCutMode", m.IRCut, "type", "IRCutMode", "default", "auto")
	d.begin("whiteBalance")
	d.text("mode", m.WhiteBalance, "type", "whiteBalanceMode")
	d.number("red", "uint8", m.Red, "min", "0", "max", "100", "default", "50")
	d.number("blue", "uint8", m.Blue, "min", "0", "max", "100", "default", "50")
	d.end()
	if r.gen == api1 {
		d.text("frequency", m.Frequency, "type", "frequency")
		d.begin("WDR")
		d.bool("switch", m.WDR)
		d.number("value", "uint8", m.WDRValue, "min", "0", "max", "255", "default", "128")
		d.end()
	} else {
		d.begin("backlightCompensation")
		d.text("mode", m.Backlight, "type", "backlightMode", "default", "OFF")
		d.end()
		d.text("infraredMode", m.Infrared, "type", "infraredModeE", "default", "auto")
	}
	return d.finish(), nil
}

// setImageConfig answers SetImageConfig: what is not named stays.
func setImageConfig(r *request) ([]byte, error) {
	n := r.body.at("image")
	if n == nil {
		return nil, missingParameter
	}
	return r.done(r.change(r.channel, func(l lens) error {
		before := *l.image
		if err := readImage(n, l.image); err != nil {
			return err
		}
		if later := r.gen > api1; !later && (l.image.IRCut == "time" || l.image.IRCut == "alarmInLink") && before.IRCut != l.image.IRCut {
			return invalidContent
		}
		return nil
	}))
}

func readImage(n *node, m *settings.Image) error {
	white := n.at("whiteBalance")
	n.at("IRCutMode").setString(&m.IRCut)
	white.at("mode").setString(&m.WhiteBalance)
	n.at("frequency").setString(&m.Frequency)
	n.at("backlightCompensation", "mode").setString(&m.Backlight)
	n.at("infraredMode").setString(&m.Infrared)
	return first(
		n.at("bright").setInt(&m.Bright),
		n.at("contrast").setInt(&m.Contrast),
		n.at("saturation").setInt(&m.Saturation),
		n.at("hue").setInt(&m.Hue),
		n.at("mirrorSwitch").setBool(&m.Mirror),
		n.at("flipSwitch").setBool(&m.Flip),
		white.at("red").setInt(&m.Red),
		white.at("blue").setInt(&m.Blue),
		n.at("WDR", "switch").setBool(&m.WDR),
		n.at("WDR", "value").setInt(&m.WDRValue),
	)
}

// privacyMasks answers GetPrivacyMaskConfig: four masks that hide nothing, on a grid
// of 640 by 480.
func privacyMasks(r *request) ([]byte, error) {
	corners := []string{"X", "Y", "width", "height"}
	d := r.answer()
	d.enums([]string{"color", "black", "white", "gray"})
	d.list("privacyMask", 4)
	d.begin("itemType")
	d.empty("switch", "type", "boolean")
	d.begin("rectangle")
	for _, name := range corners {
		d.empty(name, "type", "uint32")
	}
	d.end()
	d.empty("color", "type", "color")
	d.end()
	for range 4 {
		d.begin("item")
		d.text("switch", "false")
		d.begin("rectangle")
		for _, name := range corners {
			d.text(name, "0")
		}
		d.end()
		d.text("color", "black")
		d.end()
	}
	return d.finish(), nil
}

// snapshot answers GetSnapshot with a JPEG.
func snapshot(r *request) ([]byte, error) {
	if !r.lens().online {
		return nil, channelError
	}
	return r.engine().Snapshot(r.channel)
}
