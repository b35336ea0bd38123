package settings

import "unicode/utf8"

// OSD is what stands in a camera's picture.
type OSD struct {
	Time, Name Caption
	DateFormat string // "year-month-day", "month-day-year", "day-month-year"
	Text       string // the channel's name; "" is that of the device
}

// Caption is a line in the picture, and where it is in ten-thousandths.
type Caption struct {
	On   bool
	X, Y int
}

// MaxOSD is how many characters of a name fit into a picture.
const MaxOSD = 19

// NewOSD is the time above and the name below, as delivered.
func NewOSD() OSD {
	return OSD{Time: Caption{true, 120, 150}, Name: Caption{true, 7600, 9300}, DateFormat: "year-month-day"}
}

func (o OSD) problems() (p Problems) {
	for name, c := range map[string]Caption{"Time": o.Time, "Name": o.Name} {
		p.add(!between(c.X, 0, 10000), name+".X", "0 to 10000")
		p.add(!between(c.Y, 0, 10000), name+".Y", "0 to 10000")
	}
	p.add(!oneOf(o.DateFormat, "year-month-day", "month-day-year", "day-month-year"), "DateFormat", "no such format")
	p.add(utf8.RuneCountInString(o.Text) > MaxOSD, "Text", "at most 19 characters")
	return p
}
