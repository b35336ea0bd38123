package viewtron

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

// StripImages returns a copy of a body without the data of the images in m, which
// Parse read from it. Everything else is byte for byte as it was sent. The data
// of an image that does not stand in body as it is (of a body in UTF-16, or put
// together from pieces) stays.
func StripImages(body []byte, m *Message) []byte {
	out := make([]byte, 0, min(len(body), 8<<10))
	from := 0
	for _, img := range inOrder(body, m.Images()) {
		out = append(out, body[from:img[0]]...)
		from = img[1]
	}
	return append(out, body[from:]...)
}

// inOrder are the places of the images' data in body, ascending.
func inOrder(body []byte, images []*Image) [][2]int {
	var spans [][2]int
	for _, img := range images {
		if start, ok := Offset(body, img.Data); ok {
			spans = append(spans, [2]int{start, start + len(img.Data)})
		}
	}
	// The overview may stand before or after the crops.
	for i := 1; i < len(spans); i++ {
		for j := i; j > 0 && spans[j][0] < spans[j-1][0]; j-- {
			spans[j], spans[j-1] = spans[j-1], spans[j]
		}
	}
	return spans
}

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
