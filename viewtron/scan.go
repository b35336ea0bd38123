package viewtron

import (
	"bytes"
	"fmt"
	"math"
)

// node is one element. It holds places in the body, not slices of it: a document
// of some sixty elements is 3 KB without a pointer.
type node struct {
	name, local, nameEnd uint32 // the name as written, and where its part after the prefix begins
	attrs, attrsEnd      uint32 // what stands between the name and the end of the tag
	first, next          int32  // the first child and the next sibling, 0 when there is none
	run                  run    // the element's text
}

// run is a piece of text of an element, without references resolved. Devices send
// one a text; more come from comments and from CDATA sections put together.
type run struct {
	begin, end uint32
	next       int32 // index into scanner.runs, 0 when there are no more
	cdata      bool  // an & in it is an &
}

// scanner reads a body into nodes, in one pass that touches only tags: the end of
// a text is found by looking for the next '<', the end of a CDATA section by
// looking for its end mark. It copies nothing.
type scanner struct {
	b     []byte
	pos   int
	nodes []node // nodes[0] is the document
	runs  []run  // second and further pieces of text; runs[0] is none
	depth int    // open elements
	stack [MaxDepth]open
}

// open is an element whose end tag is still to come, with what must be known to
// add to it.
type open struct{ node, lastChild, lastRun, runs int32 }

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
	s.runs = append(s.runs[:0], run{})
	if len(b) > math.MaxInt32 {
		return false, s.fail("the post is too large")
	}
	for s.depth > 0 || len(s.nodes) == 1 {
		if s.pos == len(b) {
			return false, s.ended()
		}
		if err := s.step(); err != nil {
			return false, err
		}
	}
	return s.trailing(), nil
}

// step takes one tag, one text or one comment. It always moves on. An XML
// declaration is a processing instruction like any other: it has a blank before
// its end or not, or is missing (Q38).
func (s *scanner) step() error {
	if s.b[s.pos] != '<' {
		return s.text()
	}
	if s.pos+1 == len(s.b) {
		return s.fail("the post ends in a tag")
	}
	switch s.b[s.pos+1] {
	case '/':
		return s.endTag()
	case '!':
		return s.markup()
	case '?':
		return s.skipTo(piEnd, "a processing instruction")
	}
	return s.startTag()
}

func (s *scanner) fail(msg string) error { return &SyntaxError{Offset: s.pos, Msg: msg} }

// ended says what is wrong with a body that ends before its root element does.
func (s *scanner) ended() error {
	if s.depth == 0 {
		return ErrNotXML
	}
	open := s.nodes[s.stack[s.depth-1].node]
	return s.fail(fmt.Sprintf("the post ends inside <%.40s>", s.b[open.name:open.nameEnd]))
}

// trailing looks past the comments, blanks and zero bytes after the root element
// for anything else. Some sample posts have further documents there, commented
// out (Q37). Nothing there makes a post that is complete a bad one.
func (s *scanner) trailing() bool {
	for s.pos < len(s.b) {
		rest := s.b[s.pos:]
		switch {
		case isSpace(rest[0]) || rest[0] == 0:
			s.pos++
		case bytes.HasPrefix(rest, commentBegin):
			s.pos += len(commentBegin)
			if s.skipTo(commentEnd, "a comment") != nil {
				return true
			}
		case bytes.HasPrefix(rest, []byte("<?")):
			if s.skipTo(piEnd, "a processing instruction") != nil {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// shortText is the length up to which a plain loop finds the end of a text sooner
// than bytes.IndexByte. Most texts are numbers.
const shortText = 8

// text takes what stands before the next tag.
func (s *scanner) text() error {
	begin, end := s.pos, s.pos
	for end < len(s.b) && end < begin+shortText && s.b[end] != '<' {
		end++
	}
	if end == begin+shortText {
		if n := bytes.IndexByte(s.b[end:], '<'); n >= 0 {
			end += n
		} else {
			end = len(s.b)
		}
	}
	s.pos = end
	return s.addText(begin, end, false)
}

// addText gives text to the element that is open. What is blank is none.
func (s *scanner) addText(begin, end int, cdata bool) error {
	i := begin
	for i < end && isSpace(s.b[i]) {
		i++
	}
	if i == end {
		return nil
	}
	if s.depth == 0 {
		// Early firmware is said to have put bare base64 there (Q44).
		s.pos = i
		return s.fail("text before the first element")
	}
	top := &s.stack[s.depth-1]
	r := run{begin: uint32(begin), end: uint32(end), cdata: cdata}
	switch top.runs {
	case 0:
		s.nodes[top.node].run = r
	case MaxTextRuns:
		return s.fail("too many pieces of text in one element")
	default:
		i := int32(len(s.runs))
		if top.runs == 1 {
			s.nodes[top.node].run.next = i
		} else {
			s.runs[top.lastRun].next = i
		}
		s.runs = append(s.runs, r)
		top.lastRun = i
	}
	top.runs++
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
		begin := s.pos + len(cdataBegin)
		// In GBK a ']' can be the second byte of a character. Before an end mark
		// that changes nothing; where it seems to begin one, the character is more
		// likely one that the device cut in half.
		n := bytes.Index(s.b[begin:], cdataEnd)
		if n < 0 {
			return s.fail("the post ends inside CDATA")
		}
		s.pos = begin + n + len(cdataEnd)
		return s.addText(begin, begin+n, true)
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

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isSpace says whether XML counts c as white space.
func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// trim removes white space at both ends.
func trim(b []byte) []byte {
	for len(b) > 0 && isSpace(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isSpace(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}
