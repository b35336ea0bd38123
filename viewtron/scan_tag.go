package viewtron

import (
	"bytes"
	"fmt"
)

// nameStops are the bytes, beyond white space and controls, that end a name. XML
// forbids more of them; what is not ASCII is let pass in whatever character set.
var nameStops = [256]bool{'"': true, '\'': true, '<': true, '>': true, '/': true, '=': true, '&': true, 0x7f: true}

func inName(c byte) bool { return c > ' ' && !nameStops[c] }

// startTag takes <name attributes> or <name attributes/>. A name begins with no
// digit, hyphen or dot.
func (s *scanner) startTag() error {
	b := s.b
	i := s.pos + 1
	local := i
	for i < len(b) && inName(b[i]) {
		if b[i] == ':' {
			local = i + 1
		}
		i++
	}
	nameEnd := i
	switch {
	case nameEnd == local || nameEnd-s.pos > MaxName || b[local] >= '-' && b[local] <= '9':
		return s.fail("a tag without a proper name")
	case len(s.nodes) > MaxElements:
		return s.fail("too many elements")
	}
	end := nameEnd // of the tag, at its '>'
	if end == len(b) || b[end] != '>' {
		var err error
		if end, err = s.tagEnd(nameEnd); err != nil {
			return err
		}
	}
	attrsEnd, empty := end, false
	if b[end-1] == '/' && end > nameEnd {
		attrsEnd, empty = end-1, true
	}
	i32 := s.add(node{
		name: uint32(s.pos + 1), local: uint32(local), nameEnd: uint32(nameEnd),
		attrs: uint32(nameEnd), attrsEnd: uint32(attrsEnd),
	})
	if empty {
		s.pos = end + 1
		return nil
	}
	if s.depth == 1 && s.nodes[s.stack[0].node].first == i32 {
		if after := skipTypes(b, local, nameEnd, end+1); after > 0 {
			s.pos = after
			return nil
		}
	}
	if s.depth == MaxDepth {
		return s.fail("elements nested too deep")
	}
	s.pos = end + 1
	s.stack[s.depth] = open{node: i32}
	s.depth++
	return nil
}

// add puts an element under the one that is open.
func (s *scanner) add(n node) int32 {
	i := int32(len(s.nodes))
	s.nodes = append(s.nodes, n)
	if s.depth == 0 {
		s.nodes[0].first = i
		return i
	}
	top := &s.stack[s.depth-1]
	if top.lastChild == 0 {
		s.nodes[top.node].first = i
	} else {
		s.nodes[top.lastChild].next = i
	}
	top.lastChild = i
	return i
}

var typesEnd = []byte("</types>")

// skipTypes is the place behind the block in which camera posts begin by listing
// what enumerations their firmware knows, 0 for any other element. It comes in
// three forms (Q7) and in two spellings (Q2), is a third of a tracking post, and
// says nothing that is ever needed.
func skipTypes(b []byte, local, nameEnd, begin int) int {
	if nameEnd-local != len("types") || string(b[local:nameEnd]) != "types" {
		return 0
	}
	i := bytes.Index(b[begin:min(len(b), begin+MaxTypes)], typesEnd)
	if i < 0 {
		return 0
	}
	return begin + i + len(typesEnd)
}

// tagEnd finds the '>' of a tag whose attributes begin at i.
func (s *scanner) tagEnd(i int) (int, error) {
	b := s.b[:min(len(s.b), i+MaxTag)]
	attrs := 0
	quote := byte(0) // the one that a value is in, 0 outside of values
	for ; i < len(b); i++ {
		switch c := b[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
			attrs++
		case c == '>':
			if attrs > MaxAttributes {
				return 0, s.fail("too many attributes in one element")
			}
			return i, nil
		case c == '<':
			return 0, s.fail("a tag begins inside a tag")
		}
	}
	if len(b) < len(s.b) {
		return 0, s.fail("a tag is too long")
	}
	return 0, s.fail("the post ends in a tag")
}

func (s *scanner) endTag() error {
	begin := s.pos + 2
	if s.depth == 0 {
		return s.fail("an end tag before the first element")
	}
	open := &s.nodes[s.stack[s.depth-1].node]
	name := s.b[open.name:open.nameEnd]
	end := begin + len(name)
	if end >= len(s.b) || !bytes.Equal(s.b[begin:end], name) {
		return s.wrongEnd(begin, name)
	}
	for end < len(s.b) && isSpace(s.b[end]) {
		end++
	}
	if end == len(s.b) {
		return s.fail("the post ends in a tag")
	}
	if s.b[end] != '>' {
		return s.wrongEnd(begin, name)
	}
	s.depth--
	s.pos = end + 1
	return nil
}

// wrongEnd says what is wrong with the end tag whose name begins at begin.
func (s *scanner) wrongEnd(begin int, want []byte) error {
	i := begin
	for i < len(s.b) && inName(s.b[i]) {
		i++
	}
	if i == len(s.b) {
		return s.fail("the post ends in a tag")
	}
	return s.fail(fmt.Sprintf("</%.40s> where </%.40s> was due", s.b[begin:i], want))
}
