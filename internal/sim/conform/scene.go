package conform

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"image/jpeg"
	"strconv"
	"strings"
)

// size is a picture's, in pixels.
type size struct{ width, height int }

// scene checks what a grammar cannot: the pictures, the boxes, and that the parts
// of a post tell of the same targets.
func (c *Checker) scene(m *matcher, root *node) {
	for _, p := range root.all("sourceDataInfo") {
		c.picture(m, p, "source")
	}
	for _, p := range root.all("targetImageData") {
		c.picture(m, p, "target")
	}
	for _, box := range root.all("rect") {
		m.box(box)
	}
	m.targets(root)
}

// picture checks one: base64 of a JPEG of the size and length that the post tells.
// Classic cameras tell two more characters than there are, and overviews of plates
// on later firmware and on recorders no size.
func (c *Checker) picture(m *matcher, p *node, kind string) {
	data := p.child(kind + "Base64Data")
	if data == nil {
		return // of a target whose picture is not wanted
	}
	extra := 0
	if m.dialect == Classic {
		extra = 2
	}
	text := strings.TrimSpace(data.value)
	if got := p.text(kind + "Base64Length"); got != strconv.Itoa(len(text)+extra) {
		m.wrong(p.name, "a length of %s, with %d characters", got, len(text))
	}
	found, err := c.decode(text)
	if err != nil {
		m.wrong(p.name, "%v", err)
		return
	}
	width, height := p.text("width"), p.text("height")
	if p.child("Width") != nil {
		width, height = p.text("Width"), p.text("Height")
	}
	told := width + "x" + height
	if is := strconv.Itoa(found.width) + "x" + strconv.Itoa(found.height); told != is && told != "0x0" {
		m.wrong(p.name, "a picture of %s that is said to be %s", is, told)
	}
}

func (c *Checker) decode(text string) (size, error) {
	key := sha256.Sum256([]byte(text))
	c.mu.Lock()
	known, ok := c.pictures[key]
	c.mu.Unlock()
	if ok {
		return known, nil
	}
	data, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return size{}, err
	}
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return size{}, err
	}
	s := size{img.Bounds().Dx(), img.Bounds().Dy()}
	c.mu.Lock()
	c.pictures[key] = s
	c.mu.Unlock()
	return s, nil
}

// box checks that a rectangle has a size, or is the one of four zeros.
func (m *matcher) box(b *node) {
	number := func(name string) int { v, _ := strconv.Atoi(b.text(name)); return v }
	x1, y1, x2, y2 := number("x1"), number("y1"), number("x2"), number("y2")
	if (x1 >= x2 || y1 >= y2) && x1+y1+x2+y2 != 0 {
		m.wrong(b.name, "%d,%d to %d,%d is no box", x1, y1, x2, y2)
	}
}

// targets checks that the rules that fired and the list tell of the same targets.
func (m *matcher) targets(root *node) {
	of := func(lists ...string) (out []string) {
		for _, name := range lists {
			if list := root.child(name); list != nil {
				for _, id := range list.all("targetId") {
					out = append(out, strings.TrimSpace(id.value))
				}
			}
		}
		return out
	}
	fired, listed := of("perimeter", "tripwire", "osc", "eventInfo"), of("listInfo", "targetListInfo")
	if len(fired) > 0 && len(listed) > 0 && strings.Join(fired, " ") != strings.Join(listed, " ") {
		m.wrong(root.name, "rules of targets %v, and a list of %v", fired, listed)
	}
}
