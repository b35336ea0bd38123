package deviceapi

import "github.com/watchpost/watchpost/internal/sim/settings"

// osdConfig answers GetImageOsdConfig, whose grid is of ten-thousandths.
func osdConfig(r *request) ([]byte, error) {
	l := r.lens()
	name := []rune(l.osd.Text)
	if len(name) == 0 {
		name = []rune(l.name)
	}
	d := r.answer()
	d.enums([]string{"dateFormat", "year-month-day", "month-day-year", "day-month-year"})
	d.begin("imageOsd")
	d.begin("time")
	caption(d, l.osd.Time)
	d.text("dateFormat", l.osd.DateFormat, "type", "dateFormat")
	d.end()
	d.begin("channelName")
	caption(d, l.osd.Name)
	d.cdata("name", string(name[:min(len(name), settings.MaxOSD)]), "type", "string", "maxLen", number(settings.MaxOSD))
	return d.finish(), nil
}

func caption(d *document, c settings.Caption) {
	d.bool("switch", c.On)
	d.uint("X", c.X)
	d.uint("Y", c.Y)
}

// setOSDConfig answers SetImageOsdConfig: what is not named stays.
func setOSDConfig(r *request) ([]byte, error) {
	n := r.body.at("imageOsd")
	if n == nil {
		return nil, missingParameter
	}
	return r.done(r.change(r.channel, func(l lens) error {
		n.at("time", "dateFormat").setString(&l.osd.DateFormat)
		n.at("channelName", "name").setString(&l.osd.Text)
		return first(readCaption(n.at("time"), &l.osd.Time), readCaption(n.at("channelName"), &l.osd.Name))
	}))
}

func readCaption(n *node, c *settings.Caption) error {
	return first(n.at("switch").setBool(&c.On), n.at("X").setInt(&c.X), n.at("Y").setInt(&c.Y))
}
