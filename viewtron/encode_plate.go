package viewtron

import (
	"fmt"
	"strconv"
)

// plates writes the pictures and plates of a camera's plate event. Targets that
// are no plates, which no capture shows but documents allow, follow in a block.
func (w *writer) plates(ev *Event) {
	n := listedPlates(ev.Targets)
	if ev.PlateLayout == PlateSourceData { // whose list has one item
		n = min(n, 1)
	}
	plates, others := ev.Targets[:n], ev.Targets[n:]
	var left *Image // an overview that the list has no place for
	switch ev.PlateLayout {
	case Plate531:
		w.plates531(ev.Overview, plates)
	case PlateSourceData:
		if ev.Overview == nil {
			w.fail("Event.PlateLayout", "with the overview in sourceDataInfo there is one")
		}
		w.source(ev.Overview, true)
		w.platesClassic(nil, plates)
	case PlateLayoutNone, PlateClassic:
		if n == 0 {
			left = ev.Overview
		}
		w.platesClassic(ev.Overview, plates)
	default:
		w.fail("Event.PlateLayout", "there is no layout %d", ev.PlateLayout)
	}
	if left != nil || len(others) > 0 {
		w.wrapped(left, others, cropClassic)
	}
}

// listedPlates is how many targets at the beginning are plates that can stand in
// one list: all read, or all not read. A reader drops plates that were not read
// beside one that was.
func listedPlates(targets []Target) int {
	for i := range targets {
		p := targets[i].Plate
		if p == nil || (p.Text == "") != (targets[0].Plate.Text == "") {
			return i
		}
	}
	return len(targets)
}

// platesClassic writes the list with the overview in its first item (Q13). A
// plate alone is the only item (Q14).
func (w *writer) platesClassic(overview *Image, plates []Target) {
	carrier := len(plates) > 0 && (overview != nil || len(plates) > 1 && plates[0].Plate.Text == "")
	items := len(plates)
	if carrier {
		items++
	}
	w.list("listInfo", items)
	if carrier {
		w.open("item")
		w.crop(overview, "2", cropClassic)
		w.close("item")
	}
	for i := range plates {
		t := &plates[i]
		w.open("item")
		w.optional("targetId", "tuint32", t.ID)
		w.optionalBox(t.Box, UnitFrame)
		w.cdata("plateNumber", "string", t.Plate.Text)
		w.plateClassic(t)
		w.crop(t.Image, w.rawType(t, cropClassic), cropClassic)
		w.close("item")
	}
	w.close("listInfo")
}

// plateClassic writes what a classic camera tells of a plate beside its text.
func (w *writer) plateClassic(t *Target) {
	p := t.Plate
	w.group(p, "string")
	if c := p.Confidence; c != nil {
		w.leaf("PlateConfidence", "uint32", w.percent(*c))
	}
	w.plateColor(p)
	w.optional("vehicleDirect", "string", w.direction(p))
	w.optional("plateCharCount", "uint32", p.CharCount)
	if p.StyleCode != "" {
		w.counted("plateStyle", p.StyleCode)
	}
	w.optional("province", "string", p.Province)
	w.optionalSize("PlateWidth", p.Width)
	w.optionalSize("PlateHeight", p.Height)
	w.optionalSize("SourceImageWidth", p.SourceWidth)
	w.optionalSize("SourceImageHeight", p.SourceHeight)
	w.vehicle(t)
}

func (w *writer) optionalSize(name string, v int32) {
	if v != 0 {
		w.number(name, "uint32", v)
	}
}

// plateOfScene writes a plate that was read in an event of another type.
func (w *writer) plateOfScene(t *Target, s cropStyle) {
	if t.Plate.Text == "" {
		w.fail(w.at("plateNumber"), "a plate that was not read has its place at the beginning of a plate event")
	}
	w.optional("targetId", "tuint32", t.ID)
	w.optionalBox(t.Box, UnitFrame)
	w.cdata("plateNumber", "string", t.Plate.Text)
	w.plateClassic(t)
	w.crop(t.Image, w.rawType(t, s), s)
}

// group writes the list that a plate is on; the element is left out for a plate
// that is on none.
func (w *writer) group(p *Plate, typ string) {
	if p.Owner != "" {
		w.fail(w.at("carOwner"), "cameras do not tell")
	}
	if p.HasGroup || p.Group != "" {
		w.leaf("vehicleListType", typ, p.Group)
	}
}

func (w *writer) plateColor(p *Plate) {
	word, code := p.Color, p.ColorCode
	_, err := strconv.Atoi(word)
	switch {
	case word != "" && code != "", word != "" && err == nil:
		w.fail(w.at("plateColor"), "is a word or a code")
	case word != "":
		w.leaf("plateColor", "string", word)
	case code != "":
		w.counted("plateColor", code)
	}
}

func (w *writer) direction(p *Plate) string {
	if p.RawDirection != "" {
		if ParseDirection(p.RawDirection) != p.Direction {
			w.fail(w.at("vehicleDirect"), "%.60q is not direction %d", p.RawDirection, p.Direction)
		}
		return p.RawDirection
	}
	switch p.Direction {
	case DirectionNone:
	case DirectionApproach:
		return "approach"
	case DirectionAway:
		return "away"
	default:
		w.fail(w.at("vehicleDirect"), "there is no direction %d", p.Direction)
	}
	return ""
}

func (w *writer) percent(c float64) string {
	if !(c >= 0 && c <= 100) {
		w.fail(w.at("PlateConfidence"), "%g is not between 0 and 100", c)
	}
	return strconv.FormatFloat(c, 'f', -1, 64)
}

// hundredths is a confidence in hundredths of a percent, false when it cannot be
// told so exactly.
func hundredths(c float64) (string, bool) {
	text := fmt.Sprintf("%.0f", c*100)
	v, err := strconv.ParseFloat(text, 64)
	return text, err == nil && v/100 == c
}
