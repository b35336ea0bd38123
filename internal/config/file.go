package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/watchpost/watchpost/internal/suggest"
)

// file reads the configuration file of this name: one YAML mapping from the
// names of options to their values. Nothing but options is accepted.
func (l *loader) file(name string) {
	f := &file{loader: l, name: name}
	data, err := l.readFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.problem(nil, "", "the configuration file does not exist")
		return
	case err != nil:
		f.problem(nil, "", "read the configuration file: "+err.Error())
		return
	case len(data) > maxFile:
		f.problem(nil, "", "too large for a configuration file")
		return
	}
	f.read(bytes.TrimPrefix(data, []byte("\ufeff")))
}

// file is a configuration file while it is read.
type file struct {
	*loader
	name string
}

func (f *file) where(n ast.Node) string {
	if n == nil || n.GetToken() == nil {
		return f.name
	}
	return fmt.Sprintf("%s:%d", f.name, n.GetToken().Position.Line)
}

func (f *file) problem(at ast.Node, path, text string) {
	f.problems = append(f.problems, Problem{Where: f.where(at), Path: path, Text: text})
}

func (f *file) read(data []byte) {
	parsed, err := parser.ParseBytes(data, 0)
	if err != nil {
		p := Problem{Where: f.name, Text: err.Error()}
		if e := yaml.Error(nil); errors.As(err, &e) {
			p.Text = e.GetMessage()
			if t := e.GetToken(); t != nil {
				p.Where = fmt.Sprintf("%s:%d", f.name, t.Position.Line)
			}
		}
		p.Text = "not valid YAML: " + strings.Join(strings.Fields(p.Text), " ")
		f.problems = append(f.problems, p)
		return
	}
	for i, doc := range parsed.Docs {
		switch {
		case i > 0:
			f.problem(doc.Body, "", "a second document; the file must hold one")
			return
		case isEmpty(doc.Body):
		default:
			f.mapping(doc.Body, "", f.option)
		}
	}
}

func isEmpty(n ast.Node) bool {
	switch n.(type) {
	case nil, *ast.NullNode, *ast.CommentGroupNode:
		return true
	}
	return false
}

// mapping calls entry with every key of a mapping and its value.
func (f *file) mapping(n ast.Node, path string, entry func(path, key string, at, v ast.Node)) {
	m, ok := n.(ast.MapNode)
	if !ok {
		f.problem(n, path, "must hold lines of the form key: value")
		return
	}
	for it := m.MapRange(); it.Next(); {
		key, at := it.Key(), ast.Node(it.Key())
		name, ok := scalar(key)
		if !ok {
			f.problem(at, path, "keys must be plain words")
			continue
		}
		entry(path, name, at, it.Value())
	}
}

// option sets the option that a key names.
func (f *file) option(_, key string, at, v ast.Node) {
	o, asFile, ok := find(key)
	switch {
	case !ok:
		near := suggest.Closest(key, names(func(o option) bool { return o.name != configOption }))
		f.problem(at, key, unknownKey(near))
	case o.name == configOption:
		f.problem(at, key, "the file cannot name another file; use --config or WATCHPOST_CONFIG")
	case o.name == clocksOption:
		f.origins[key] = f.where(at)
		f.clocks(v)
	default:
		text, ok := listed(v)
		if !ok {
			f.problem(at, key, wantsValue(v))
			return
		}
		if err := f.set(setting{option: o, asFile: asFile, text: text}); err != nil {
			f.problem(at, key, err.Error())
			return
		}
		f.origins[o.name] = f.where(at)
	}
}

func unknownKey(near string) string {
	if near == "" {
		return "unknown key; watchpost serve --help lists the options"
	}
	return fmt.Sprintf("unknown key; did you mean %s?", near)
}

func wantsValue(v ast.Node) string {
	if isEmpty(v) {
		return `has no value; write "" for an empty one, or remove the line`
	}
	return "must be one value"
}

// clocks reads the list of clocks.
func (f *file) clocks(n ast.Node) {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		f.problem(n, clocksOption, "must be a list of device, zone and date-order")
		return
	}
	f.serve.Clocks = nil
	for i, item := range list.Values {
		var clock Clock
		f.mapping(item, fmt.Sprintf("%s[%d]", clocksOption, i), func(path, key string, at, v ast.Node) {
			f.clock(&clock, path+"."+key, key, at, v)
		})
		f.serve.Clocks = append(f.serve.Clocks, clock)
	}
}

// clock sets one field of a clock.
func (f *file) clock(c *Clock, path, key string, at, v ast.Node) {
	fields := map[string]value{"device": (*text)(&c.Device), "zone": &c.Zone, "date-order": &c.DateOrder}
	field, ok := fields[key]
	if !ok {
		f.problem(at, path, unknownKey(suggest.Closest(key, []string{"device", "zone", "date-order"})))
		return
	}
	text, ok := scalar(v)
	if !ok {
		f.problem(at, path, wantsValue(v))
		return
	}
	if err := field.Set(text); err != nil {
		f.problem(at, path, err.Error())
		return
	}
	f.origins[path] = f.where(at)
}

// listed is the text of a scalar, or of a list of scalars with commas between.
func listed(n ast.Node) (string, bool) {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		return scalar(n)
	}
	words := make([]string, len(list.Values))
	for i, v := range list.Values {
		if words[i], ok = scalar(v); !ok {
			return "", false
		}
	}
	return strings.Join(words, ","), true
}

// scalar is the text of a single value as it is written, without quotes.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}
