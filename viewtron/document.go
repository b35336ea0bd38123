package viewtron

import (
	"bytes"
	"sync"

	"golang.org/x/text/encoding"
)

// document is a scanned body and what was noted while reading it.
type document struct {
	scanner
	decode   *encoding.Decoder // of texts, nil for UTF-8
	findings []Finding
	bad      *SyntaxError // found in a text
}

// documents are reused: their nodes are most of what reading a post allocates.
var documents = sync.Pool{New: func() any { return new(document) }}

// recycledNodes is the largest document that is kept for reuse.
const recycledNodes = 2048

// recycle gives d back. Nothing of it may be used afterwards.
func (d *document) recycle() {
	nodes, runs := d.nodes, d.runs
	if cap(nodes) > recycledNodes || cap(runs) > recycledNodes {
		nodes, runs = nil, nil
	}
	*d = document{scanner: scanner{nodes: nodes, runs: runs}}
	documents.Put(d)
}

// note adds a finding; of each code, the first.
func (d *document) note(code, text string) {
	for i := range d.findings {
		if d.findings[i].Code == code {
			return
		}
	}
	if len(d.findings) < MaxFindings {
		d.findings = append(d.findings, Finding{code, text})
	}
}

func (d *document) noteTruncated() {
	d.note("list-truncated", "A list in the post has more items than are kept.")
}

// attr finds an attribute's value in the inside of a tag, in either quotes.
func attr(b []byte, name string) []byte {
	for {
		b = trim(b)
		eq := bytes.IndexByte(b, '=')
		if eq < 0 {
			return nil
		}
		key := trim(b[:eq])
		b = trim(b[eq+1:])
		if len(b) == 0 || b[0] != '"' && b[0] != '\'' {
			return nil
		}
		end := bytes.IndexByte(b[1:], b[0])
		if end < 0 {
			return nil
		}
		if i := bytes.LastIndexByte(key, ':'); equalFold(key[i+1:], name) {
			return trim(b[1 : 1+end])
		}
		b = b[end+2:]
	}
}

// equalFold compares a name without regard to the case of ASCII letters.
func equalFold(a []byte, b string) bool {
	if len(a) != len(b) {
		return false
	}
	if string(a) == b {
		return true
	}
	for i := range a {
		x, y := a[i], b[i]
		if x == y {
			continue
		}
		if x|0x20 != y|0x20 || x|0x20 < 'a' || x|0x20 > 'z' {
			return false
		}
	}
	return true
}
