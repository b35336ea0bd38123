package viewtron

// plates531 writes the list of firmware 5.3.1: the overview in an item that looks
// like an empty plate, then the plates.
func (w *writer) plates531(overview *Image, plates []Target) {
	carrier := overview != nil || len(plates) == 0
	items := len(plates)
	if carrier {
		items++
	}
	w.list("listInfo", items)
	if carrier {
		w.carrier531(overview, plates)
	}
	for i := range plates {
		w.plate531(&plates[i])
	}
	w.close("listInfo")
}

// carrier531 writes the item of the overview: every number 0, no text.
func (w *writer) carrier531(overview *Image, plates []Target) {
	var p Plate
	if len(plates) > 0 {
		p.SourceWidth, p.SourceHeight = plates[0].Plate.SourceWidth, plates[0].Plate.SourceHeight
	}
	w.open("item")
	w.leaf("image", "uint32", "0")
	w.leaf("vehiceId", "uint32", "0")
	w.cdata("plateNumber", "string", "")
	w.leaf("plateCharCount", "uint32", "0")
	w.sizes531(&p)
	w.corners531(Box{})
	for _, name := range [...]string{"PlateConfidence", "plateColor", "plateColorRate", "plateStyle", "vehiceColor", "plateAngleH", "plateAngleV"} {
		w.counted(name, "0")
	}
	if overview != nil {
		w.crop(overview, "", crop531)
	}
	w.close("item")
}

func (w *writer) plate531(t *Target) {
	p := t.Plate
	w.open("item")
	w.leaf("image", "uint32", "1")
	w.optional("vehiceId", "uint32", t.ID)
	w.cdata("plateNumber", "string", p.Text)
	w.optional("plateCharCount", "uint32", p.CharCount)
	w.optional("vehicleDirect", "vehicleDirectType", w.direction(p))
	w.group(p, "vehileMatchAlarmList")
	w.sizes531(p)
	if t.Box.X1 < t.Box.X2 && t.Box.Y1 < t.Box.Y2 {
		w.corners531(t.Box)
	} else { // corners cannot tell a box without an inside
		w.corners531(Box{})
		w.optionalBox(t.Box, UnitFrame)
	}
	if c := p.Confidence; c != nil {
		percent := w.percent(*c)
		if text, ok := hundredths(*c); ok {
			w.counted("PlateConfidence", text)
		} else {
			w.leaf("PlateConfidence", "uint32", percent)
		}
	}
	w.plateColor(p)
	w.counted("plateColorRate", "0")
	if p.StyleCode != "" {
		w.counted("plateStyle", p.StyleCode)
	}
	w.counted("vehiceColor", "0")
	w.counted("plateAngleH", "0")
	w.counted("plateAngleV", "0")
	w.leaf("province", "string", p.Province)
	w.vehicle(t)
	w.crop(t.Image, w.rawType(t, crop531), crop531)
	w.close("item")
}

// sizes531 writes the size of the plate and of the overview, in pixels.
func (w *writer) sizes531(p *Plate) {
	w.number("PlateWidth", "uint32", p.Width)
	w.number("PlateHeight", "uint32", p.Height)
	w.number("SourceImageWidth", "uint32", p.SourceWidth)
	w.number("SourceImageHeight", "uint32", p.SourceHeight)
}

// corners531 writes a plate's box as the four corners that firmware 5.3.1 has in
// place of a rect.
func (w *writer) corners531(b Box) {
	if b.Unit != UnitFrame {
		w.fail(w.at("leftTop"), "is in unit %d where cameras have %d", b.Unit, UnitFrame)
	}
	w.point("leftTop", Point{b.X1, b.Y1})
	w.point("rightTop", Point{b.X2, b.Y1})
	w.point("leftBottom", Point{b.X1, b.Y2})
	w.point("rightBottom", Point{b.X2, b.Y2})
}
