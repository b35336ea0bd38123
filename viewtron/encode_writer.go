package viewtron

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// writer appends elements to b, in the style of one kind of device. The first
// thing that cannot be written is kept in err.
type writer struct {
	Encoder
	b       []byte
	err     error
	declare string   // the XML declaration, "" for none
	indent  string   // of one level
	typed   bool     // elements have type attributes
	names   []string // of the elements that are open
	rows    int      // how many of those are written in one line
}

// The declarations. Cameras have a blank at the end of theirs.
const (
	declaration      = `<?xml version="1.0" encoding="UTF-8"?>`
	declarationBlank = `<?xml version="1.0" encoding="UTF-8" ?>`
)

// postOverhead is more than what a post is without its images, in bytes, so that
// one allocation usually holds it.
const postOverhead = 6 << 10

func newWriter(dst []byte, e Encoder, m *Message) *writer {
	w := &writer{Encoder: e, declare: declarationBlank, indent: "  ", typed: true}
	legacy := m.Kind == KindAlarmStatus && m.Version == "1.0"
	switch {
	case m.Kind == KindKeepalive:
		w.declare, w.indent, w.typed = declaration, "    ", false
		if m.Keepalive == KeepaliveMessage && strings.HasPrefix(m.Version, "1.") {
			w.declare, w.indent = "", ""
		}
	case m.Layout == LayoutRecorder, m.Kind == KindUnknown:
		w.declare, w.indent, w.typed = declaration, "    ", false
	case legacy:
		w.declare = ""
	case m.Kind == KindAlarmStatus:
		w.indent = ""
	}
	switch {
	case e.Declaration == DeclarationNever:
		w.declare = ""
	case e.Declaration == DeclarationAlways && w.declare == "":
		w.declare = declarationBlank
	}
	size := postOverhead
	for _, img := range m.Images() {
		size += len(img.Data)
	}
	if m.Keepalive == KeepaliveEmpty {
		size = 0
	}
	w.b = slices.Grow(dst, size)
	return w
}

func (w *writer) fail(where, format string, args ...any) {
	if w.err == nil {
		w.err = &EncodeError{Where: where, Reason: fmt.Sprintf(format, args...)}
	}
}

// at is the place of a child of the element that is open, for errors.
func (w *writer) at(name string) string {
	return strings.Join(append(slices.Clone(w.names), name), "/")
}

// begin writes what stands before the contents of a post.
func (w *writer) begin(root, version string) {
	w.b = append(w.b, w.declare...)
	if w.declare != "" && !w.Compact {
		w.b = append(w.b, '\n')
	}
	w.b = append(w.b, '<')
	w.b = append(w.b, root...)
	if version != "" {
		w.attr("version", version)
	}
	if root == "config" {
		w.b = append(w.b, ` xmlns="`+Namespace+`"`...)
	}
	w.b = append(w.b, '>')
	w.names = append(w.names, root)
}

// newline begins a line for a tag, unless the element around is written in one.
func (w *writer) newline() {
	if w.Compact || w.rows > 0 {
		return
	}
	w.b = append(w.b, '\n')
	for range w.names {
		w.b = append(w.b, w.indent...)
	}
}

func (w *writer) tag(name, typ string) {
	w.newline()
	w.b = append(w.b, '<')
	w.b = append(w.b, name...)
	if w.typed && typ != "" {
		w.b = append(w.b, ` type="`...)
		w.b = append(w.b, typ...)
		w.b = append(w.b, '"')
	}
}

// open begins an element that holds others, each on a line of its own.
func (w *writer) open(name string) {
	w.tag(name, "")
	w.b = append(w.b, '>')
	w.names = append(w.names, name)
}

// list begins an element that holds so many items; cameras tell the number.
func (w *writer) list(name string, count int) {
	w.listTag(name, count)
	w.b = append(w.b, '>')
	w.names = append(w.names, name)
}

// emptyList writes a list without items as an empty element.
func (w *writer) emptyList(name string) {
	w.listTag(name, 0)
	w.b = append(w.b, '/', '>')
}

func (w *writer) listTag(name string, count int) {
	w.tag(name, "list")
	if w.typed {
		w.b = append(w.b, ` count="`...)
		w.b = strconv.AppendInt(w.b, int64(count), 10)
		w.b = append(w.b, '"')
	}
}

func (w *writer) close(name string) {
	w.names = w.names[:len(w.names)-1]
	w.newline()
	w.end(name)
}

// row begins an element that is written in one line with all that it holds.
func (w *writer) row(name string) {
	w.open(name)
	w.rows++
}

func (w *writer) closeRow(name string) {
	w.names = w.names[:len(w.names)-1]
	w.rows--
	w.end(name)
}

func (w *writer) end(name string) {
	w.b = append(w.b, '<', '/')
	w.b = append(w.b, name...)
	w.b = append(w.b, '>')
}

// leaf writes an element that holds a text.
func (w *writer) leaf(name, typ, text string) {
	w.tag(name, typ)
	w.b = append(w.b, '>')
	w.text(name, text)
	w.end(name)
}

// cdata writes an element that holds a text in CDATA.
func (w *writer) cdata(name, typ, text string) {
	w.tag(name, typ)
	w.b = append(w.b, '>')
	w.cdataText(name, text)
	w.end(name)
}

// optional is leaf for a text that is not empty.
func (w *writer) optional(name, typ, text string) {
	if text != "" {
		w.leaf(name, typ, text)
	}
}

// optionalCDATA is cdata for a text that is not empty.
func (w *writer) optionalCDATA(name, typ, text string) {
	if text != "" {
		w.cdata(name, typ, text)
	}
}

// number writes an element that holds a number. There are no negative ones in
// posts.
func (w *writer) number(name, typ string, v int32) {
	if v < 0 {
		w.fail(w.at(name), "%d is negative", v)
	}
	w.tag(name, typ)
	w.b = append(w.b, '>')
	w.b = strconv.AppendInt(w.b, int64(v), 10)
	w.end(name)
}

// counted writes an empty element with its value in the count attribute, as
// firmware 5.3.1 does (Q16).
func (w *writer) counted(name, value string) {
	w.tag(name, "uint32")
	w.attr("count", value)
	w.b = append(w.b, '/', '>')
}
