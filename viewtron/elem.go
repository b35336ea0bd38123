package viewtron

import (
	"iter"
	"strings"
)

// elem is an element of a scanned body. The zero elem is no element: it has no
// children, no text and no attributes.
type elem struct {
	d *document
	i int32
}

func (e elem) ok() bool { return e.i != 0 }

func (e elem) node() *node { return &e.d.nodes[e.i] }

// name is the local name as it stands in the body. Only local names are compared:
// devices put a default namespace on config and none on DeviceInfo (Q39).
func (e elem) name() []byte {
	n := e.node()
	return e.d.b[n.local:n.nameEnd]
}

func (e elem) is(name string) bool { return e.ok() && equalFold(e.name(), name) }

// first is the first element right below e.
func (e elem) first() elem {
	if !e.ok() {
		return elem{}
	}
	return elem{e.d, e.node().first}
}

// next is the element after e under the same one.
func (e elem) next() elem { return elem{e.d, e.node().next} }

// children are the elements right below e, in document order.
func (e elem) children() iter.Seq[elem] {
	return func(yield func(elem) bool) {
		for c := e.first(); c.ok(); c = c.next() {
			if !yield(c) {
				return
			}
		}
	}
}

// child is the first element of that name right below e. Case does not matter:
// classic cameras write Width for a crop where others write width (Q4).
func (e elem) child(name string) elem {
	for c := e.first(); c.ok(); c = c.next() {
		if equalFold(c.name(), name) {
			return c
		}
	}
	return elem{}
}

// items are the elements named item right below e, at most limit of them. What
// the count attribute of a list says is never believed.
func (e elem) items(limit int) iter.Seq[elem] {
	return func(yield func(elem) bool) {
		n := 0
		for c := e.first(); c.ok(); c = c.next() {
			if !c.is("item") {
				continue
			}
			if n == limit {
				e.d.noteTruncated()
				return
			}
			n++
			if !yield(c) {
				return
			}
		}
	}
}

// raw is e's text as it stands in the body, trimmed. It is what image data and
// numbers are read from. A text that comes in several pieces is put together in a
// copy.
func (e elem) raw() []byte {
	if !e.ok() {
		return nil
	}
	r := e.node().run
	b := e.d.b[r.begin:r.end]
	if r.next == 0 {
		return trim(b)
	}
	size := 0
	for p := r; ; p = e.d.runs[p.next] {
		if size += int(p.end - p.begin); p.next == 0 {
			break
		}
	}
	joined := make([]byte, 0, size)
	for p := r; ; p = e.d.runs[p.next] {
		if joined = append(joined, e.d.b[p.begin:p.end]...); p.next == 0 {
			return trim(joined)
		}
	}
}

// hasText says whether e has any text.
func (e elem) hasText() bool { return e.ok() && e.node().run.end > 0 }

// text is e's text as a string of its own: trimmed, decoded, references resolved,
// without control characters, cut to MaxText.
func (e elem) text() string {
	if !e.hasText() {
		return ""
	}
	r := e.node().run
	b := e.d.b[r.begin:r.end]
	if r.next == 0 {
		return e.d.clean(trim(b), !r.cdata)
	}
	s := e.d.clean(b, !r.cdata)
	for r.next != 0 && len(s) <= MaxText {
		r = e.d.runs[r.next]
		s += e.d.clean(e.d.b[r.begin:r.end], !r.cdata)
	}
	return e.d.cut(strings.Trim(s, " \t\n\r"))
}

// of is the text of the first child of that name.
func (e elem) of(name string) string { return e.child(name).text() }

// attr is an attribute's value, "" when there is none.
func (e elem) attr(name string) string {
	if !e.ok() {
		return ""
	}
	n := e.node()
	if n.attrs == n.attrsEnd {
		return ""
	}
	return e.d.clean(attr(e.d.b[n.attrs:n.attrsEnd], name), true)
}
