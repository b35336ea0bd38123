//go:build unix

package e2e_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
)

// payloads are what a device might call itself to have a page do something.
var payloads = []string{
	`<script>window.pwned=1</script>`,
	`</script><script>window.pwned=1</script>`,
	`"><script src=data:,window.pwned=1></script>`,
	`"><img src=x onerror="window.pwned=1">`,
	`'><img src=x onerror='window.pwned=1'>`,
	`<svg onload=window.pwned=1>`,
	`<svg><animate onbegin=window.pwned=1 attributeName=x dur=1s>`,
	`<math><mtext><table><mglyph><style><img src=x onerror=window.pwned=1>`,
	`</title><svg onload=window.pwned=1>`,
	`</textarea><script>window.pwned=1</script>`,
	`</style><script>window.pwned=1</script>`,
	`<!--><img src=x onerror=window.pwned=1>-->`,
	`<iframe srcdoc="<script>parent.pwned=1</script>">`,
	`<a href="javascript:window.pwned=1">x</a>`,
	`javascript:window.pwned=1`,
	`" autofocus onfocus="window.pwned=1`,
	`' style='animation:x' onanimationstart='window.pwned=1`,
	"`-window.pwned=1-`",
	`'-window.pwned=1-'`,
	`{{.}}{{template "page"}}{{constructor.constructor('window.pwned=1')()}}`,
	`${window.pwned=1}`,
	`&lt;script&gt;window.pwned=1&lt;/script&gt;`,
	"\u202Etxt.exe\u202C\u2066\u200F",
	strings.Repeat("W", 4000),
	"🚗🦊 名前 ชื่อ e\u0301\u0301\u0301",
}

var (
	smartType  = regexp.MustCompile(`<smartType>.*?</smartType>`)
	macAddress = regexp.MustCompile(`02:00:5E:20:00:[0-9A-F]{2}`)
)

// TestS07HostileNames: what a device says of itself and of what it sees, in whatever
// place of a post, is text, on every page.
func TestS07HostileNames(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	cdata := func(s string) []byte { return []byte("<![CDATA[" + s + "]]>") }
	attribute := strings.NewReplacer(`&`, "&amp;", `<`, "&lt;", `"`, "&quot;")
	plates, faces := read(t, ownPosts+"recorder-plate.xml"), read(t, ownPosts+"recorder-faces.xml")
	for n, text := range payloads {
		post(t, i, renamed(plates, n, map[string][]byte{
			"Recorder One": cdata(text), "KLM4821": cdata(text), "Residents": cdata(text), "whiteList": cdata(text),
			"Unit 12": cdata(text), "Skoda": cdata(text), "blue": cdata(text), "Volvo": cdata(text), "Volvo_V60": cdata(text), "saloon car": cdata(text),
		}))
		// The kind of event, and attributes, of which some are shown.
		strange := renamed(faces, n, map[string][]byte{"Recorder One": cdata(text)})
		strange = bytes.Replace(strange, []byte(`version="2.0.0"`), fmt.Appendf(nil, `version="2.0.0" model="%s"`, attribute.Replace(text)), 1)
		strange = smartType.ReplaceAll(strange, append(append([]byte("<smartType>"), bytes.ReplaceAll(cdata(text), []byte("$"), []byte("$$"))...), "</smartType>"...))
		post(t, i, strange)
		if _, _, err := i.Post("/"+url.PathEscape(text), text, []byte("<"+url.PathEscape(text))); err != nil && len(text) < 1000 {
			t.Fatal(err)
		}
	}
	all, err := i.Client(t).Events(t.Context(), client.Query{Paging: client.Paging{Limit: 500}})
	if err != nil || len(all.Items) < len(payloads) {
		t.Fatalf("%d events of %d payloads, %v", len(all.Items), len(payloads), err)
	}
	known := places(t, i)
	paths := append(slices.Sorted(maps.Values(known)), "/?camera="+all.Items[1].Camera.ID)
	seen := make(map[string]bool)
	for _, e := range all.Items {
		paths = append(paths, "/events/"+e.ID)
		if _, ok := known["/devices/{id}"]; ok && !seen[e.Device.ID] {
			paths = append(paths, "/devices/"+url.PathEscape(e.Device.ID))
		}
		if e.Plate != "" && len(e.Plate) < 1000 && !seen[e.Plate] {
			paths = append(paths, "/plates/"+url.PathEscape(e.Plate))
		}
		if e.Incident != "" {
			paths = append(paths, "/incidents/"+e.Incident)
		}
		seen[e.Device.ID], seen[e.Plate] = true, true
	}
	b := visitor(t) // what the policy forbids is a complaint, which fails the test
	b.Look(390, 844, false)
	for _, p := range paths {
		b.Open(i.Web + p)
		b.Until(`document.querySelector("main") !== null && window.pwned === undefined`)
		if b.Overflows() {
			t.Errorf("%s: wider than the window", p)
		}
	}
}

// renamed is a post with texts in place of others, from a device of its own.
func renamed(body []byte, n int, texts map[string][]byte) []byte {
	for was, is := range texts {
		body = bytes.ReplaceAll(body, []byte("<![CDATA["+was+"]]>"), is)
	}
	return macAddress.ReplaceAll(body, fmt.Appendf(nil, "02:00:5E:20:77:%02X", n))
}
