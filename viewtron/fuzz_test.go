package viewtron

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"unsafe"
)

// FuzzParse holds what Parse promises of any body: no panic, one of the three
// answers, time that grows with the body and no faster, and memory of no more
// than twice the body for what a message keeps.
func FuzzParse(f *testing.F) {
	names, err := filepath.Glob("testdata/*/*.xml")
	if err != nil || len(names) == 0 {
		f.Fatalf("got %d posts, %v", len(names), err)
	}
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Add([]byte("\xff\xfe<\x00a\x00/\x00>\x00"))
	f.Add([]byte(`<?xml version="1.0" encoding="GBK"?><config><mac><![CDATA[` + "\x81]]]></mac></config>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		scanMovesOn(t, body)
		sent := bytes.Clone(body)
		m, err := Parse(body)
		if !bytes.Equal(body, sent) {
			t.Fatal("the body was changed")
		}
		if err != nil {
			bad, ok := errors.AsType[*SyntaxError](err)
			if m != nil || !ok && !errors.Is(err, ErrNotXML) {
				t.Fatalf("got %v, %v", m, err)
			}
			if ok && (bad.Offset < 0 || bad.Offset > len(body) || bad.Line < 1) {
				t.Fatalf("got %v in a body of %d", bad, len(body))
			}
			return
		}
		checkMessage(t, m)
		times := 2
		if in := prepare(body); in.decode != nil || in.utf16 {
			times = 3 // one byte of Latin-1 is up to three in UTF-8
		}
		if kept, most := keptBytes(m), times*len(body)+fixedTexts(m); kept > most {
			t.Fatalf("kept %d bytes of texts and pictures of a body of %d, want at most %d", kept, len(body), most)
		}
		if out := StripImages(body); len(out) > max(len(body), 3*len(body)/2+3) {
			t.Fatalf("stripping made %d bytes of %d", len(out), len(body))
		}
	})
}

// scanMovesOn drives the scanner by hand: every step takes at least one byte, and
// nothing is looked at twice but what the step then takes.
func scanMovesOn(t *testing.T, body []byte) {
	t.Helper()
	s := scanner{b: body, nodes: make([]node, 1), runs: make([]run, 1)}
	for steps := 0; s.pos < len(body) && (s.depth > 0 || len(s.nodes) == 1); steps++ {
		from := s.pos
		if s.step() != nil {
			return
		}
		if s.pos <= from || steps > len(body) {
			t.Fatalf("step %d went from %d to %d of %d", steps, from, s.pos, len(body))
		}
		if len(s.nodes) > MaxElements+1 || len(s.runs) > len(body) {
			t.Fatalf("got %d nodes and %d runs", len(s.nodes), len(s.runs))
		}
	}
}

// checkMessage holds what a message never is.
func checkMessage(t *testing.T, m *Message) {
	t.Helper()
	switch {
	case (m.Kind == KindEvent) != (m.Event != nil),
		(m.Kind == KindUnknown) != (m.Reason != ""),
		(m.Kind == KindKeepalive) != (m.Keepalive != KeepaliveNone),
		m.Kind != KindAlarmStatus && m.Alarms != nil,
		m.Kind != KindTracking && m.Tracking != nil,
		m.Kind == KindEvent && m.Event.Detection == "",
		len(m.Alarms) > MaxItems || len(m.Tracking) > MaxItems || len(m.Extra) > MaxExtra || len(m.Findings) > MaxFindings:
		t.Fatalf("got %+v", m)
	}
	for _, img := range m.Images() {
		if len(trim(img.Data)) == 0 {
			t.Fatal("an image without data")
		}
		if _, err := img.Decode(nil); err != nil && !errors.Is(err, ErrBase64) {
			t.Fatal(err)
		}
	}
}

// fixedTexts is the size of the texts in m that are ours, not the device's.
func fixedTexts(m *Message) int {
	n := len(m.Reason)
	for _, f := range m.Findings {
		n += len(f.Code) + len(f.Text)
	}
	if m.Event != nil {
		n += len(m.Event.Detection)
	}
	for range m.Extra {
		n += MaxName // of the root, which each path repeats
	}
	return n
}

// keptBytes is the size of all the different strings and byte slices in m.
func keptBytes(m *Message) int {
	seen := map[unsafe.Pointer]bool{}
	var walk func(v reflect.Value) int
	walk = func(v reflect.Value) int {
		switch v.Kind() {
		case reflect.String:
			if p := unsafe.Pointer(unsafe.StringData(v.String())); v.Len() > 0 && !seen[p] {
				seen[p] = true
				return v.Len()
			}
		case reflect.Pointer:
			if !v.IsNil() {
				return walk(v.Elem())
			}
		case reflect.Slice:
			if v.Type().Elem().Kind() == reflect.Uint8 {
				return v.Len()
			}
			n := 0
			for i := range v.Len() {
				n += walk(v.Index(i))
			}
			return n
		case reflect.Struct:
			if v.Type().PkgPath() == "time" {
				return 0
			}
			n := 0
			for i := range v.NumField() {
				n += walk(v.Field(i))
			}
			return n
		}
		return 0
	}
	return walk(reflect.ValueOf(m))
}
