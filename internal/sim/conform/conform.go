// Package conform holds posts against what is documented of them: the elements and
// their order, the attributes, the ranges of numbers, and the pictures. It reads
// with encoding/xml and grammars of its own, written from the documents, and knows
// nothing of the code that writes posts.
package conform

import (
	"bytes"
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed grammar/*.txt
var files embed.FS

// Dialect is how a kind of device writes.
type Dialect uint8

// Classic cameras, cameras of firmware 5.3 and later, those of them with Push Protocol
// Version V2, and recorders.
const (
	Classic Dialect = iota
	Modern
	Version2
	Recorder
)

// name is what the names of a dialect's grammars begin with.
func (d Dialect) name() string {
	return [...]string{Classic: "classic", Modern: "modern", Version2: "v2", Recorder: "recorder"}[d]
}

// Checker checks posts.
type Checker struct {
	grammars map[string]*rule
	mu       sync.Mutex
	pictures map[[32]byte]size // those that were decoded already
}

// New is a checker. Its grammars are part of the program.
func New() (*Checker, error) {
	c := &Checker{grammars: map[string]*rule{}, pictures: map[[32]byte]size{}}
	entries, err := files.ReadDir("grammar")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		text, err := files.ReadFile("grammar/" + e.Name())
		if err != nil {
			return nil, err
		}
		if err := c.learn(string(text)); err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name(), err)
		}
	}
	return c, nil
}

// Report is what a post was found to be.
type Report struct {
	Kind     string // the name of the grammar: "camera intrusion", "recorder vehicle"
	Problems []string
}

// Check holds a body against the grammar of its kind.
func (c *Checker) Check(body []byte, d Dialect) Report {
	if len(body) == 0 {
		if d == Classic {
			return Report{Kind: "empty keepalive"}
		}
		return Report{Kind: "empty keepalive", Problems: []string{"only classic cameras send empty bodies"}}
	}
	root, declaration, err := parse(body)
	if err != nil {
		return Report{Kind: "no XML", Problems: []string{err.Error()}}
	}
	kind := kindOf(root, d)
	r := Report{Kind: kind}
	g := c.grammars[kind]
	if g == nil {
		r.Problems = []string{"there is no grammar for " + kind}
		return r
	}
	if want := declarationOf(kind, d); declaration != want {
		r.Problems = append(r.Problems, fmt.Sprintf("begins with %q, want %q", declaration, want))
	}
	m := &matcher{dialect: d, problems: r.Problems}
	m.match(root, g, root.name)
	c.scene(m, root)
	if len(m.problems) == 0 && bytes.ContainsRune(body, '\uFFFD') {
		m.problems = append(m.problems, "holds a replacement character")
	}
	r.Problems = m.problems
	return r
}

// declarationOf is the XML declaration that a kind of post begins with.
func declarationOf(kind string, d Dialect) string {
	switch {
	case d == Recorder, kind == "deviceinfo keepalive", kind == "v2 keepalive":
		return `<?xml version="1.0" encoding="UTF-8"?>`
	case kind == "modern keepalive":
		return ""
	}
	return `<?xml version="1.0" encoding="UTF-8" ?>`
}

// kindOf names the grammar of a post by what is in it.
func kindOf(root *node, d Dialect) string {
	smart := root.text("smartType")
	switch {
	case root.name == "DeviceInfo":
		return "deviceinfo keepalive"
	case d == Recorder && smart != "":
		return "recorder " + smart
	case d == Recorder:
		return "recorder " + root.text("messageType")
	case root.text("messageType") == "keepalive" && d != Classic:
		return d.name() + " keepalive"
	case root.child("alarmStatusInfo") != nil:
		return d.name() + " alarm"
	}
	name := d.name() + " "
	switch {
	case root.child("traject") != nil:
		return name + "tracking"
	case root.child("tripwire") != nil:
		return name + smart + " tripwire"
	case (smart == "VEHICE" || smart == "VEHICLE") && len(root.child("listInfo").items()) == 1:
		return name + smart + " alone" // without an overview
	}
	return name + smart
}

// Kinds are all kinds that there are grammars for, in order.
func (c *Checker) Kinds() []string {
	var out []string
	for name := range c.grammars {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// learn reads a file of grammars: each begins with its names, several with commas,
// in brackets. {SMART} stands for the second word of the name, {VERSION} for the
// version that its dialect has.
func (c *Checker) learn(text string) error {
	for _, part := range strings.Split(text, "\n[")[1:] {
		names, lines, ok := strings.Cut(part, "]\n")
		if !ok {
			return fmt.Errorf("a name without an end: %.40q", part)
		}
		for name := range strings.SplitSeq(names, ",") {
			name = strings.TrimSpace(name)
			words := strings.Fields(name)
			version := "1.7"
			if words[0] == Version2.name() {
				version = "<2.0.0|2.1.0>"
			}
			r, err := grammar(strings.NewReplacer("{SMART}", words[1], "{VERSION}", version).Replace(lines))
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			c.grammars[name] = r
		}
	}
	return nil
}
