package viewtron

import "bytes"

// source reads the overview of a scene. An empty element, in whatever form, is
// no image, whatever its length element says (Q10, Q11).
func (d *document) source(e elem) *Image { return d.image(e, "sourceBase64Data", "sourceBase64Length") }

// crop reads the picture of one target. Some firmware calls its data
// sourceBase64Data there (Q12).
func (d *document) crop(e elem) *Image {
	if img := d.image(e, "targetBase64Data", "targetBase64Length"); img != nil {
		return img
	}
	img := d.image(e, "sourceBase64Data", "sourceBase64Length")
	if img != nil {
		img.AsSource = true
	}
	return img
}

func (d *document) image(e elem, data, length string) *Image {
	raw := e.child(data).raw()
	if len(raw) == 0 {
		return nil
	}
	return &Image{
		Data: raw, Width: d.number(e.child("width")), Height: d.number(e.child("height")),
		Length: e.of(length), DataType: e.of("dataType"),
	}
}

// Images are all images of a message: the overview first, then the targets' in
// their order.
func (m *Message) Images() []*Image {
	if m.Event == nil {
		return nil
	}
	var out []*Image
	if m.Event.Overview != nil {
		out = append(out, m.Event.Overview)
	}
	for i := range m.Event.Targets {
		if img := m.Event.Targets[i].Image; img != nil {
			out = append(out, img)
		}
	}
	return out
}

// StripImages returns a copy of a body without the data of its images, those
// included that Parse has no place for. Everything else is byte for byte as it
// was sent, but that a body in UTF-16 comes back in UTF-8. A body that is not XML
// comes back whole.
func StripImages(body []byte) []byte {
	in := prepare(body)
	d := documents.Get().(*document)
	defer d.recycle()
	if _, err := d.scan(in.b); err != nil {
		return bytes.Clone(body)
	}
	out := make([]byte, 0, min(len(body), 8<<10))
	if !in.utf16 {
		out = append(out, body[:in.bom]...)
	}
	from := 0
	for i := range d.nodes {
		if !isImageData(elem{d, int32(i)}) {
			continue
		}
		for r := d.nodes[i].run; r.end > 0; r = d.runs[r.next] {
			if int(r.begin) >= from {
				out = append(out, in.b[from:r.begin]...)
				from = int(r.end)
			}
			if r.next == 0 {
				break
			}
		}
	}
	return append(out, in.b[from:]...)
}

func isImageData(e elem) bool { return e.is("sourceBase64Data") || e.is("targetBase64Data") }

// Offset is where data, which Parse took from body, stands in it; false when
// data is not a part of body.
func Offset(body, data []byte) (int, bool) {
	if len(data) == 0 || cap(data) > cap(body) {
		return 0, false
	}
	start := cap(body) - cap(data)
	if start+len(data) > len(body) || &body[start] != &data[0] {
		return 0, false
	}
	return start, true
}
