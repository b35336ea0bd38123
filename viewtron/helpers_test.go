package viewtron_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/viewtron"
)

// The pictures of the fixtures: tiny but whole JPEGs, told apart by their sizes.
const (
	overviewSize = "8x6"
	cropSize     = "3x4"
	crop2Size    = "2x2"
	crop3Size    = "4x2"
)

func file(t testing.TB, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// post parses the fixture of that name among the whole posts.
func post(t testing.TB, name string) *viewtron.Message {
	t.Helper()
	return parse(t, string(file(t, "posts/"+name+".xml")))
}

func parse(t testing.TB, body string) *viewtron.Message {
	t.Helper()
	m, err := viewtron.Parse([]byte(body))
	if err != nil {
		t.Fatalf("parse: %v\n%.400s", err, body)
	}
	return m
}

// edited parses a whole post with texts replaced in pairs, each of which must be
// there.
func edited(t testing.TB, name string, pairs ...string) *viewtron.Message {
	t.Helper()
	body := string(file(t, "posts/"+name+".xml"))
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(body, pairs[i]) {
			t.Fatalf("%s does not hold %q", name, pairs[i])
		}
		body = strings.ReplaceAll(body, pairs[i], pairs[i+1])
	}
	return parse(t, body)
}

func config(version, inner string) string {
	return `<config version="` + version + `" xmlns="http://www.ipc.com/ver10">` + inner + `</config>`
}

func wantKind(t testing.TB, m *viewtron.Message, kind viewtron.Kind, layout viewtron.Layout) {
	t.Helper()
	if m.Kind != kind || m.Layout != layout {
		t.Fatalf("got %v in layout %d (%s), want %v in layout %d", m.Kind, m.Layout, m.Reason, kind, layout)
	}
	if (m.Kind == viewtron.KindEvent) != (m.Event != nil) {
		t.Fatalf("got a %v with event %v", m.Kind, m.Event)
	}
}

func wantEvent(t testing.TB, m *viewtron.Message, layout viewtron.Layout, what viewtron.Detection) {
	t.Helper()
	wantKind(t, m, viewtron.KindEvent, layout)
	if m.Event.Detection != what {
		t.Fatalf("got detection %q, want %q", m.Event.Detection, what)
	}
}

func wantUnknown(t testing.TB, m *viewtron.Message, reason string) {
	t.Helper()
	wantKind(t, m, viewtron.KindUnknown, viewtron.LayoutNone)
	if !strings.HasPrefix(m.Reason, reason) {
		t.Fatalf("got reason %q, want %q", m.Reason, reason)
	}
}

func want[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func wantFinding(t testing.TB, m *viewtron.Message, code string) {
	t.Helper()
	for _, f := range m.Findings {
		if f.Code == code {
			return
		}
	}
	t.Errorf("got findings %v, want one of code %q", m.Findings, code)
}

func wantNoFindings(t testing.TB, m *viewtron.Message) {
	t.Helper()
	if len(m.Findings) > 0 {
		t.Errorf("got findings %v, want none", m.Findings)
	}
}

// size is an image's size as its own header tells, "none" for no image.
func size(t testing.TB, img *viewtron.Image) string {
	t.Helper()
	if img == nil {
		return "none"
	}
	data, err := img.Decode(nil)
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	w, h, err := viewtron.JPEGSize(data)
	if err != nil {
		t.Fatalf("size of %d bytes: %v", len(data), err)
	}
	return fmt.Sprintf("%dx%d", w, h)
}

// crops are the sizes of the targets' images.
func crops(t testing.TB, m *viewtron.Message) string {
	t.Helper()
	var out []string
	for i := range m.Event.Targets {
		out = append(out, size(t, m.Event.Targets[i].Image))
	}
	return strings.Join(out, " ")
}

func only(t testing.TB, m *viewtron.Message) viewtron.Target {
	t.Helper()
	if len(m.Event.Targets) != 1 {
		t.Fatalf("got %d targets, want 1", len(m.Event.Targets))
	}
	return m.Event.Targets[0]
}

func syntaxError(t testing.TB, body []byte) *viewtron.SyntaxError {
	t.Helper()
	m, err := viewtron.Parse(body)
	bad, ok := errors.AsType[*viewtron.SyntaxError](err)
	if !ok {
		t.Fatalf("got %v, %v, want a SyntaxError of %.100q", m, err, body)
	}
	return bad
}

// withImage is an intrusion whose overview has this inside.
func withImage(element string) string {
	return config("1.7", `<smartType>PEA</smartType><sourceDataInfo><sourceBase64Length>10</sourceBase64Length>`+
		element+`</sourceDataInfo>`)
}

func overviewText(t testing.TB) string {
	t.Helper()
	return string(post(t, "camera-intrusion").Event.Overview.Data)
}

func standardBase64(t testing.TB, text string) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
