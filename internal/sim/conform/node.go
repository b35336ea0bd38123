package conform

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// namespace is that of every post but the DeviceInfo keepalive.
const namespace = "http://www.ipc.com/ver10"

// node is an element.
type node struct {
	name     string
	attrs    map[string]string
	children []*node
	value    string // its text
}

func (n *node) child(name string) *node {
	for _, c := range n.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// items are the elements of a list, none of nil.
func (n *node) items() []*node {
	if n == nil {
		return nil
	}
	return n.children
}

// text is the trimmed text of a child, "" if there is none.
func (n *node) text(name string) string {
	if c := n.child(name); c != nil {
		return strings.TrimSpace(c.value)
	}
	return ""
}

// all are the elements of a name anywhere below.
func (n *node) all(name string) (out []*node) {
	for _, c := range n.children {
		if c.name == name {
			out = append(out, c)
		}
		out = append(out, c.all(name)...)
	}
	return out
}

// parse reads a body strictly. The declaration is what stands before the root.
func parse(body []byte) (root *node, declaration string, err error) {
	if i := bytes.Index(body, []byte("?>")); bytes.HasPrefix(body, []byte("<?xml")) && i >= 0 {
		declaration = string(body[:i+2])
	}
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict = true
	var open []*node
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			n := &node{name: t.Name.Local, attrs: map[string]string{}}
			want := namespace
			if n.name == "DeviceInfo" || len(open) > 0 && open[0].name == "DeviceInfo" {
				want = ""
			}
			if t.Name.Space != want {
				return nil, "", fmt.Errorf("%s is in namespace %q, want %q", n.name, t.Name.Space, want)
			}
			for _, a := range t.Attr {
				if a.Name.Local != "xmlns" {
					n.attrs[a.Name.Local] = a.Value
				}
			}
			if len(open) > 0 {
				parent := open[len(open)-1]
				parent.children = append(parent.children, n)
			} else if root != nil {
				return nil, "", errors.New("a second root")
			} else {
				root = n
			}
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].value += string(t)
			} else if strings.TrimSpace(string(t)) != "" {
				return nil, "", errors.New("text outside of the root")
			}
		case xml.Comment, xml.Directive:
			return nil, "", errors.New("a comment or a directive")
		}
	}
	if root == nil {
		return nil, "", errors.New("no root")
	}
	return root, declaration, nil
}
