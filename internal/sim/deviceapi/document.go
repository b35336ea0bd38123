package deviceapi

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

const namespace = "http://www.ipc.com/ver10"

// document is an answer as it is written. Nothing gets into it unescaped: attributes
// and plain text as XML has it, CDATA cut where it would end, and characters that
// XML has not are replaced.
type document struct {
	b    bytes.Buffer
	open []string
}

// newDocument begins an answer of a version.
func newDocument(version string) *document {
	d := &document{}
	d.b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	d.begin("config", "version", version, "xmlns", namespace)
	return d
}

// status is an answer that says how a command went, in attributes.
func status(g generation, version string, code fault) []byte {
	word := "success"
	if code != 0 {
		word = "failed"
	}
	d := &document{}
	d.b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	switch {
	case g == api1 && code == 0:
		d.empty("config", "status", word)
	case g == api1:
		d.empty("config", "status", word, "errorCode", strconv.Itoa(int(code)))
	default:
		text := "Successful"
		if code != 0 {
			text = code.Error()
		} else if g == api21 {
			text = "No Error"
		}
		d.empty("config", "version", version, "xmlns", namespace, "status", word, "errorCode", strconv.Itoa(int(code)), "errorDesc", text)
	}
	return d.b.Bytes()
}

// end closes what is open and gives the answer.
func (d *document) finish() []byte {
	for len(d.open) > 0 {
		d.end()
	}
	return d.b.Bytes()
}

// begin opens an element. attrs are names and values in turn.
func (d *document) begin(name string, attrs ...string) {
	d.tag(name, attrs)
	d.b.WriteString(">\n")
	d.open = append(d.open, name)
}

// end closes the element that was opened last.
func (d *document) end() {
	last := len(d.open) - 1
	name := d.open[last]
	d.open = d.open[:last]
	d.indent()
	fmt.Fprintf(&d.b, "</%s>\n", name)
}

// list opens a list of so many items.
func (d *document) list(name string, count int, attrs ...string) {
	d.begin(name, append([]string{"type", "list", "count", strconv.Itoa(count)}, attrs...)...)
}

// empty writes an element without content.
func (d *document) empty(name string, attrs ...string) {
	d.tag(name, attrs)
	d.b.WriteString("/>\n")
}

// text writes an element with plain text.
func (d *document) text(name, value string, attrs ...string) {
	d.tag(name, attrs)
	d.b.WriteByte('>')
	_ = xml.EscapeText(&d.b, []byte(value)) // a bytes.Buffer takes all
	fmt.Fprintf(&d.b, "</%s>\n", name)
}

// cdata writes an element with text in CDATA.
func (d *document) cdata(name, value string, attrs ...string) {
	d.tag(name, attrs)
	fmt.Fprintf(&d.b, "><![CDATA[%s]]></%s>\n", strings.ReplaceAll(printable(value), "]]>", "]]]]><![CDATA[>"), name)
}

// string writes what the API calls a string.
func (d *document) string(name, value string) { d.cdata(name, value, "type", "string") }

// padded is string with white space around it, as devices have it in places.
func (d *document) padded(name, value string) {
	d.begin(name, "type", "string")
	d.indent()
	fmt.Fprintf(&d.b, "<![CDATA[%s]]>\n", strings.ReplaceAll(printable(value), "]]>", "]]]]><![CDATA[>"))
	d.end()
}

func (d *document) bool(name string, v bool) { d.text(name, strconv.FormatBool(v), "type", "boolean") }

func (d *document) uint(name string, v int, attrs ...string) {
	d.number(name, "uint32", v, attrs...)
}

func (d *document) number(name, typ string, v int, attrs ...string) {
	d.text(name, strconv.Itoa(v), append([]string{"type", typ}, attrs...)...)
}

// enums writes the block that says which values types have: a name and its values.
func (d *document) enums(types ...[]string) {
	d.begin("types")
	for _, t := range types {
		d.begin(t[0])
		for _, v := range t[1:] {
			d.text("enum", v)
		}
		d.end()
	}
	d.end()
}

func (d *document) tag(name string, attrs []string) {
	d.indent()
	d.b.WriteString("<" + name)
	for i := 0; i+1 < len(attrs); i += 2 {
		d.b.WriteString(" " + attrs[i] + `="`)
		_ = xml.EscapeText(&d.b, []byte(attrs[i+1])) // a bytes.Buffer takes all
		d.b.WriteByte('"')
	}
}

func (d *document) indent() {
	for range d.open {
		d.b.WriteString("  ")
	}
}

// printable replaces what XML has no place for.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == utf8.RuneError || r == 0xfffe || r == 0xffff {
			return utf8.RuneError
		}
		return r
	}, s)
}

func number(n int) string { return strconv.Itoa(n) }

func boolean(v bool) string { return strconv.FormatBool(v) }
