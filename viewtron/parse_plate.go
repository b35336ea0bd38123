package viewtron

import (
	"strconv"
	"strings"
)

// hasPlateNumber says whether a camera's list is one of plates, read or not.
func hasPlateNumber(list elem) bool {
	for it := range list.items(MaxItems) {
		if it.child("plateNumber").ok() {
			return true
		}
	}
	return false
}

// readsPlate says whether a plate in a camera's list was read.
func readsPlate(list elem) bool {
	for it := range list.items(MaxItems) {
		if it.child("plateNumber").hasText() {
			return true
		}
	}
	return false
}

// cameraPlates reads the list of a camera's plate post, in which one item is the
// carrier of the overview and looks like a target (Q13).
func (d *document) cameraPlates(ev *Event, list elem) {
	var items []elem
	for it := range list.items(MaxItems) {
		items = append(items, it)
	}
	read := readsPlate(list)
	ev.PlateLayout = plateLayout(items, ev.Overview != nil)
	carrier := overviewCarrier(items, read)
	for i, it := range items {
		switch {
		case i == carrier:
			// Some firmware has an overview in sourceDataInfo as well.
			if img := d.crop(it.child("targetImageData")); img != nil {
				ev.Overview = img
			}
		case read && !it.child("plateNumber").hasText():
			// Seen and not read, beside one that was.
		default:
			d.addTarget(ev, d.cameraPlate(it))
		}
	}
}

// overviewCarrier is the item that holds the overview and no plate, -1 when
// there is none. A text decides before the place: the carrier is an item without
// one. A single item is the plate (Q14), unless it says that it is the scene.
func overviewCarrier(items []elem, read bool) int {
	carries := func(it elem) bool {
		return !it.child("plateNumber").hasText() && it.of("image") != "1"
	}
	for i, it := range items {
		if carries(it) && it.of("image") == "0" {
			return i
		}
	}
	if len(items) < 2 {
		return -1
	}
	for i, it := range items {
		if carries(it) && (i == 0 || read) {
			return i
		}
	}
	return -1
}

// plateLayout is the generation of a plate post.
func plateLayout(items []elem, source bool) PlateLayout {
	for _, it := range items {
		if it.child("image").ok() || it.child("vehiceId").ok() || it.child("leftTop").ok() || it.child("PlateConfidence").attr("count") != "" {
			return Plate531
		}
	}
	if source && len(items) < 2 {
		return PlateSourceData
	}
	return PlateClassic
}

// cameraPlate reads one plate. Firmware 5.3.1 has much more to say than the
// generation before it. vehicleListType is missing for plates on no list and for
// those whose dates on one are past (Q30), so absent and empty are told apart.
func (d *document) cameraPlate(it elem) Target {
	t := d.cameraTarget(it)
	if id := it.of("vehiceId"); id != "" && t.ID == "" {
		t.ID = id
	}
	group := it.child("vehicleListType")
	p := &Plate{
		Text: it.of("plateNumber"), Group: group.text(), HasGroup: group.ok(),
		RawDirection: it.of("vehicleDirect"), CharCount: it.of("plateCharCount"), Province: it.of("province"),
		SourceWidth: d.number(it.child("SourceImageWidth")), SourceHeight: d.number(it.child("SourceImageHeight")),
		Width: d.number(it.child("PlateWidth")), Height: d.number(it.child("PlateHeight")),
	}
	p.Direction = ParseDirection(p.RawDirection)
	p.Confidence = confidence(it.child("PlateConfidence"))
	p.Color, p.ColorCode = wordOrCode(it.child("plateColor"))
	p.StyleCode = it.child("plateStyle").attr("count")
	if corners := d.corners(it); corners != (Box{}) {
		t.Box = corners
	}
	t.Plate = p
	t.Vehicle = d.vehicle(it, t.Box)
	return t
}

// confidence reads percent from an element's text, or hundredths of a percent
// from the count attribute of an empty element, as firmware 5.3.1 sends (Q16). A
// text above 100 can only be hundredths.
func confidence(e elem) *float64 {
	text := e.text()
	hundredths := text == ""
	if hundredths {
		text = e.attr("count")
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil
	}
	if hundredths || v > 100 {
		v /= 100
	}
	if !(v >= 0 && v <= 100) {
		return nil
	}
	return &v
}

// wordOrCode tells a colour's word from the number code of firmware 5.3.1, whose
// meaning nobody documents.
func wordOrCode(e elem) (word, code string) {
	if t := e.text(); t != "" {
		if _, err := strconv.Atoi(t); err != nil {
			return t, ""
		}
		return "", t
	}
	return "", e.attr("count")
}

// corners reads the plate's four corners as a box, which firmware 5.3.1 has in
// place of a rect. All zero is none.
func (d *document) corners(it elem) Box {
	var b Box
	first := true
	for _, name := range [...]string{"leftTop", "rightTop", "leftBottom", "rightBottom"} {
		c := it.child(name)
		if !c.ok() {
			continue
		}
		p := d.point(c)
		if first {
			b, first = Box{X1: p.X, Y1: p.Y, X2: p.X, Y2: p.Y}, false
		}
		b.X1, b.Y1 = min(b.X1, p.X), min(b.Y1, p.Y)
		b.X2, b.Y2 = max(b.X2, p.X), max(b.Y2, p.Y)
	}
	if b.X2 == b.X1 || b.Y2 == b.Y1 {
		return Box{}
	}
	return b
}

// vehicle reads what carries a plate: carAttr of cameras, carAttribute of
// recorders, with type or carType in either; nil when the post says nothing.
func (d *document) vehicle(it elem, plate Box) *Vehicle {
	attrs := it.child("carAttr")
	if !attrs.ok() {
		attrs = it.child("carAttribute")
	}
	v := Vehicle{Type: attrs.of("type"), Color: attrs.of("color"), Brand: attrs.of("brand"), Model: attrs.of("model")}
	if v.Type == "" {
		v.Type = attrs.of("carType")
	}
	rect := it.child("carRect")
	if rect.ok() {
		v.Box, v.RawRect = d.carRect(rect, plate)
	}
	if v == (Vehicle{}) && !attrs.ok() && !rect.ok() {
		return nil
	}
	return &v
}

// carRect reads a vehicle's box. Recorders send x1…y2 in pixels, often (1,0) to
// (1,0) (Q28). Firmware 5.3.1 sends x, y, width, height, y empty in every
// capture (Q17), in a unit that nobody documents: a frame of 1920x1080 fits. A
// box that does not hold the plate is not believed.
func (d *document) carRect(e elem, plate Box) (Box, string) {
	if e.child("x1").ok() || e.child("x2").ok() {
		b := d.box(e, UnitPixel)
		raw := rawNumbers(e, "x1", "y1", "x2", "y2")
		if b.X2 <= b.X1 || b.Y2 <= b.Y1 {
			return Box{}, raw
		}
		return b, raw
	}
	raw := rawNumbers(e, "x", "y", "width", "height")
	x, y := d.number(e.child("x")), d.number(e.child("y"))
	w, h := d.number(e.child("width")), d.number(e.child("height"))
	if w <= 0 || h <= 0 || int64(x)+int64(w) > 1<<20 || int64(y)+int64(h) > 1<<20 || x < 0 || y < 0 {
		return Box{}, raw
	}
	b := Box{X1: x, Y1: y, X2: x + w, Y2: y + h, Unit: Unit1080}
	if plate == (Box{}) || plate.Unit != UnitFrame || !b.Contains(carFrame(plate)) {
		return Box{}, raw
	}
	return b, raw
}

// carFrame is the middle of a plate's box in the frame that a carRect is in, as
// far as two captures tell.
func carFrame(plate Box) Point {
	x, y := int64(plate.X1)+int64(plate.X2), int64(plate.Y1)+int64(plate.Y2)
	return Point{X: int32(x * 1920 / 20000), Y: int32(y * 1080 / 20000)}
}

func rawNumbers(e elem, names ...string) string {
	parts := make([]string, len(names))
	for i, n := range names {
		parts[i] = e.of(n)
	}
	return strings.Join(parts, ",")
}
