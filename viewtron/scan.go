package viewtron

import (
	"bytes"
	"errors"
	"fmt"
)

// ErrNotXML means that a body does not begin like XML.
var ErrNotXML = errors.New("not XML")

// SyntaxError is XML that cannot be read: it is malformed, goes beyond a limit,
// or declares a document type, which no device does.
type SyntaxError struct {
	Offset int // in bytes from the beginning of the body
	Msg    string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("%s at byte %d", e.Msg, e.Offset) }

// node is one element. It points into the body; nothing is copied.
type node struct {
	name  []byte // local name
	attrs []byte // what stands between the name and the end of the tag
	text  []byte // trimmed; of several runs, see scanner.join
	runs  int32  // how many runs of text that are not blank
	cdata bool   // text stood in CDATA: references in it are not references
	first int32  // index of the first child, 0 when there is none
	last  int32
	next  int32 // index of the next sibling, 0 when there is none
}

// scanner reads a body into nodes, in one pass that touches only tags: the end of
// a text is found by looking for the next '<', the end of a CDATA section by
// looking for its end mark.
type scanner struct {
	b     []byte
	pos   int
	nodes []node // nodes[0] is the document
	stack [MaxDepth]int32
	depth int // open elements
}

var (
	cdataBegin   = []byte("<![CDATA[")
	cdataEnd     = []byte("]]>")
	commentBegin = []byte("<!--")
	commentEnd   = []byte("-->")
	piEnd        = []byte("?>")
)

// scan reads the whole of b. trailing says that something other than comments
// followed the root element; it was not read.
func (s *scanner) scan(b []byte) (trailing bool, err error) {
	s.b, s.pos, s.depth = b, 0, 0
	s.nodes = append(s.nodes[:0], node{})
	for s.pos < len(b) {
		if b[s.pos] != '<' {
			if err := s.runOfText(); err != nil {
				return false, err
			}
			continue
		}
		if s.pos+1 == len(b) {
			return false, s.fail("the post ends in a tag")
		}
		switch c := b[s.pos+1]; {
		case c == '/':
			err = s.endTag()
		case c == '!':
			err = s.markup()
		case c == '?':
			err = s.skipTo(piEnd, "a processing instruction")
		case s.depth == 0 && s.nodes[0].first != 0:
			return true, nil
		default:
			err = s.startTag()
		}
		if err != nil {
			return false, err
		}
		if s.depth == 0 && s.nodes[0].first != 0 && s.onlyBlankLeft() {
			return false, nil
		}
	}
	switch {
	case s.depth > 0:
		return false, s.fail(fmt.Sprintf("the post ends inside <%.40s>", s.nodes[s.stack[s.depth-1]].name))
	case s.nodes[0].first == 0:
		return false, s.fail("no element")
	}
	return false, nil
}

func (s *scanner) fail(msg string) error { return &SyntaxError{Offset: s.pos, Msg: msg} }

func (s *scanner) onlyBlankLeft() bool {
	return len(trim(s.b[s.pos:min(len(s.b), s.pos+64)])) == 0 && len(trim(s.b[s.pos:])) == 0
}

// runOfText takes what stands before the next tag.
func (s *scanner) runOfText() error {
	end := bytes.IndexByte(s.b[s.pos:], '<')
	if end < 0 {
		end = len(s.b) - s.pos
	}
	text := trim(s.b[s.pos : s.pos+end])
	if len(text) > 0 {
		if s.depth == 0 {
			if s.nodes[0].first != 0 { // after the root: not ours to judge
				s.pos = len(s.b)
				return nil
			}
			return s.fail("text before the first element")
		}
		if err := s.addText(text, false); err != nil {
			return err
		}
	}
	s.pos += end
	return nil
}

// addText gives text to the element that is open. Several runs are joined into a
// copy, which devices do not send.
func (s *scanner) addText(text []byte, cdata bool) error {
	n := &s.nodes[s.stack[s.depth-1]]
	switch {
	case n.runs == 0:
		n.text, n.cdata = text, cdata
	case n.runs == MaxTextRuns:
		return s.fail("too many pieces of text in one element")
	default:
		joined := make([]byte, 0, len(n.text)+len(text))
		joined = append(append(joined, n.text...), text...)
		n.text, n.cdata = joined, n.cdata && cdata
	}
	n.runs++
	return nil
}

// markup takes a comment or a CDATA section.
func (s *scanner) markup() error {
	rest := s.b[s.pos:]
	switch {
	case bytes.HasPrefix(rest, commentBegin):
		s.pos += len(commentBegin)
		return s.skipTo(commentEnd, "a comment")
	case bytes.HasPrefix(rest, cdataBegin):
		if s.depth == 0 {
			return s.fail("CDATA outside the root element")
		}
		start := s.pos + len(cdataBegin)
		end := bytes.Index(s.b[start:], cdataEnd)
		if end < 0 {
			return s.fail("the post ends inside CDATA")
		}
		if text := trim(s.b[start : start+end]); len(text) > 0 {
			if err := s.addText(text, true); err != nil {
				return err
			}
		}
		s.pos = start + end + len(cdataEnd)
		return nil
	}
	return s.fail("a document type or another declaration, which is refused")
}

func (s *scanner) skipTo(mark []byte, in string) error {
	i := bytes.Index(s.b[s.pos:], mark)
	if i < 0 {
		return s.fail("the post ends inside " + in)
	}
	s.pos += i + len(mark)
	return nil
}

// startTag takes <name attributes> or <name attributes/>.
func (s *scanner) startTag() error {
	start := s.pos + 1
	window := s.b[start:min(len(s.b), start+MaxTag)]
	end, attrs := tagEnd(window)
	if end < 0 {
		if len(window) == MaxTag {
			return s.fail("a tag is too long")
		}
		return s.fail("the post ends in a tag")
	}
	if attrs > MaxAttributes {
		return s.fail("too many attributes in one element")
	}
	tag := window[:end]
	s.pos = start + end + 1
	empty := false
	if n := len(tag); n > 0 && tag[n-1] == '/' {
		empty, tag = true, tag[:n-1]
	}
	name := tag[:nameLen(tag)]
	if len(name) == 0 || len(name) > MaxName {
		return s.fail("a tag without a proper name")
	}
	if len(s.nodes) > MaxElements {
		return s.fail("too many elements")
	}
	i := int32(len(s.nodes))
	s.nodes = append(s.nodes, node{name: local(name), attrs: tag[len(name):]})
	parent := &s.nodes[0]
	if s.depth > 0 {
		parent = &s.nodes[s.stack[s.depth-1]]
	}
	if parent.first == 0 {
		parent.first = i
	} else {
		s.nodes[parent.last].next = i
	}
	parent.last = i
	if empty {
		return nil
	}
	if s.depth == MaxDepth {
		return s.fail("elements nested too deep")
	}
	s.stack[s.depth] = i
	s.depth++
	return nil
}

// tagEnd is where a tag's '>' stands, and how many attributes it has; -1 when
// there is no end.
func tagEnd(b []byte) (end, attrs int) {
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '>':
			return i, attrs
		case '<':
			return -1, 0
		case '"', '\'':
			attrs++
			j := bytes.IndexByte(b[i+1:], b[i])
			if j < 0 {
				return -1, 0
			}
			i += j + 1
		}
	}
	return -1, 0
}

func nameLen(tag []byte) int {
	for i, c := range tag {
		if c == ' ' || c == '\t' || c == '\n' || c == '\r' {
			return i
		}
	}
	return len(tag)
}

// local is a name without its prefix: only local names are compared, since
// devices put a default namespace on config and none on DeviceInfo.
func local(name []byte) []byte {
	if i := bytes.IndexByte(name, ':'); i >= 0 && i+1 < len(name) {
		return name[i+1:]
	}
	return name
}

func (s *scanner) endTag() error {
	start := s.pos + 2
	end := bytes.IndexByte(s.b[start:min(len(s.b), start+MaxTag)], '>')
	if end < 0 {
		return s.fail("the post ends in a tag")
	}
	name := local(trim(s.b[start : start+end]))
	if s.depth == 0 {
		return s.fail(fmt.Sprintf("</%.40s> without a beginning", name))
	}
	if open := s.nodes[s.stack[s.depth-1]].name; !bytes.Equal(open, name) {
		return s.fail(fmt.Sprintf("</%.40s> where </%.40s> was due", name, open))
	}
	s.depth--
	s.pos = start + end + 1
	return nil
}

// trim removes white space at both ends; it never allocates.
func trim(b []byte) []byte {
	for len(b) > 0 && isSpace(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isSpace(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }
