package deviceapi

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// Limits of a request's body.
const (
	maxBody     = 512 << 10
	maxDepth    = 32
	maxElements = 20_000
)

var (
	errNoXML    = errors.New("no XML")
	errTooLarge = errors.New("XML beyond the limits")
)

// node is an element of a request. Everything is read by local names; a nil node
// is one that is not there, of which all can be asked.
type node struct {
	name  string
	attrs []xml.Attr
	text  string // of all its text, trimmed
	raw   []byte // its text so far, while it is read
	kids  []*node
}

// parse reads a request's root and all in it. What follows the root is not looked
// at: sessions of old firmware put something there.
func parse(body []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var open []*node
	elements := 0
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return nil, errNoXML
		case err != nil:
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if elements++; elements > maxElements || len(open) == maxDepth {
				return nil, errTooLarge
			}
			n := &node{name: t.Name.Local, attrs: t.Attr}
			if len(open) > 0 {
				parent := open[len(open)-1]
				parent.kids = append(parent.kids, n)
			}
			open = append(open, n)
		case xml.CharData:
			if len(open) > 0 {
				n := open[len(open)-1]
				n.raw = append(n.raw, t...)
			}
		case xml.EndElement:
			n := open[len(open)-1]
			n.text, n.raw = strings.TrimSpace(string(n.raw)), nil
			if open = open[:len(open)-1]; len(open) == 0 {
				return n, nil
			}
		}
	}
}

// at is the element at the end of a path, the first of each name.
func (n *node) at(path ...string) *node {
	for _, name := range path {
		var found *node
		for _, kid := range n.all() {
			if kid.name == name {
				found = kid
				break
			}
		}
		if n = found; n == nil {
			return nil
		}
	}
	return n
}

func (n *node) all() []*node {
	if n == nil {
		return nil
	}
	return n.kids
}

// items are the elements of a list.
func (n *node) items() []*node {
	var items []*node
	for _, kid := range n.all() {
		if kid.name == "item" {
			items = append(items, kid)
		}
	}
	return items
}

// string is an element's text, "" for one that is not there.
func (n *node) string() string {
	if n == nil {
		return ""
	}
	return n.text
}

// attr is an attribute's value, "" for one that is not there.
func (n *node) attr(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// The set methods write an element's value where it belongs, if the element is
// there.

func (n *node) setString(to *string) {
	if n != nil {
		*to = n.text
	}
}

func (n *node) setInt(to *int) error {
	if n == nil {
		return nil
	}
	v, err := strconv.Atoi(n.text)
	if err != nil {
		return invalidContent
	}
	*to = v
	return nil
}

func (n *node) setBool(to *bool) error {
	if n == nil {
		return nil
	}
	switch strings.ToLower(n.text) {
	case "true", "1":
		*to = true
	case "false", "0":
		*to = false
	default:
		return invalidContent
	}
	return nil
}

// first is the first error there is.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
