package viewtron_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/viewtron"
)

const big = 4_000_000

// hostile are bodies of four megabytes made to be costly.
var hostile = map[string]func() string{
	"B03 nested elements": func() string { return strings.Repeat("<a>", big/3) },
	"B04 siblings":        func() string { return "<config>" + strings.Repeat("<a/>", big/4) + "</config>" },
	"B05 attributes":      func() string { return "<config" + strings.Repeat(` a=""`, big/5) + "/>" },
	"B05 attributes of many elements": func() string {
		return "<config>" + strings.Repeat("<a"+strings.Repeat(` a=""`, 60)+"/>", big/310) + "</config>"
	},
	"one name":          func() string { return "<" + strings.Repeat("a", big) + "/>" },
	"one value":         func() string { return `<config a="` + strings.Repeat("a", big) + `"/>` },
	"pieces of text":    func() string { return "<config>" + strings.Repeat("a<!---->", big/8) + "</config>" },
	"empty types":       func() string { return "<config>" + strings.Repeat("<types></types >", big/16) },
	"open CDATA":        func() string { return "<config>" + strings.Repeat("<![CDATA[", big/9) },
	"open comments":     func() string { return "<config>" + strings.Repeat("<!--", big/4) },
	"quotes":            func() string { return "<config>" + strings.Repeat(`<a b="`, big/6) },
	"ampersands":        func() string { return "<config><deviceName>" + strings.Repeat("&", big) + "</deviceName></config>" },
	"comments after it": func() string { return "<config/>" + strings.Repeat("<!---->"+strings.Repeat(" ", 70), big/77) },
	"instructions":      func() string { return strings.Repeat("<?a?>", big/5) + "<config/>" },
}

// TestHostileBodies holds what such a body may cost: memory of twice its size
// (B03 to B06). That time is linear, FuzzParse holds.
func TestHostileBodies(t *testing.T) {
	for name, body := range hostile {
		t.Run(name, func(t *testing.T) {
			b := []byte(body())
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			m, err := viewtron.Parse(b)
			runtime.ReadMemStats(&after)
			if n := after.TotalAlloc - before.TotalAlloc; n > 2*big {
				t.Errorf("took %d bytes", n)
			}
			if err == nil && m.Kind == viewtron.KindEvent {
				t.Error("made an event of it")
			}
		})
	}
}

func TestLimitsAreSyntaxErrors(t *testing.T) {
	for name, c := range map[string]struct{ body, msg string }{
		"depth":      {strings.Repeat("<a>", viewtron.MaxDepth+1), "nested too deep"},
		"elements":   {"<config>" + strings.Repeat("<a/>", viewtron.MaxElements) + "</config>", "too many elements"},
		"name":       {"<" + strings.Repeat("a", viewtron.MaxName+1) + "/>", "proper name"},
		"attributes": {"<config" + strings.Repeat(` a=""`, viewtron.MaxAttributes+1) + "/>", "too many attributes"},
		"tag":        {`<config a="` + strings.Repeat("a", viewtron.MaxTag) + `"/>`, "too long"},
		"text runs":  {"<config>" + strings.Repeat("a<!---->", viewtron.MaxTextRuns+1) + "</config>", "pieces of text"},
	} {
		if bad := syntaxError(t, []byte(c.body)); !strings.Contains(bad.Msg, c.msg) {
			t.Errorf("%s: got %q, want something with %q", name, bad.Msg, c.msg)
		}
	}
	depth := strings.Repeat("<config>", viewtron.MaxDepth) + strings.Repeat("</config>", viewtron.MaxDepth)
	wantUnknown(t, parse(t, depth), viewtron.ReasonNoMessageType)
	many := "<config>" + strings.Repeat("<a/>", viewtron.MaxElements-1) + "</config>"
	wantUnknown(t, parse(t, many), viewtron.ReasonNoMessageType)
}

func TestB06OneLongText(t *testing.T) {
	m := parse(t, config("1.7", smart("PEA")+"<other>"+strings.Repeat("a", big)+"</other>"))
	wantEvent(t, m, viewtron.LayoutCamera, viewtron.RegionIntrusion)
	want(t, "kept", len(m.Extra[0].Text), viewtron.MaxText)
	wantFinding(t, m, "text-truncated")
}

func TestB16ListsAreCut(t *testing.T) {
	items := strings.Repeat("<item><targetId>1</targetId></item>", viewtron.MaxItems+5)
	m := parse(t, config("1.7", smart("VFD")+"<listInfo>"+items+"</listInfo>"))
	want(t, "targets", len(m.Event.Targets), viewtron.MaxItems)
	wantFinding(t, m, "list-truncated")
	m = parse(t, config("1.7", "<traject>"+items+"</traject>"))
	want(t, "track points", len(m.Tracking), viewtron.MaxItems)
	wantFinding(t, m, "list-truncated")
	m = parse(t, config("2.0.0", alarmData+smart("videoFaceDetect")+"<faceListInfo>"+items+"</faceListInfo><targetListInfo>"+items+"</targetListInfo>"))
	want(t, "faces", len(m.Event.Targets), viewtron.MaxItems)
	m = parse(t, config("1.7", "<alarmStatusInfo>"+strings.Repeat("<a>true</a>", viewtron.MaxItems+5)+"</alarmStatusInfo>"))
	want(t, "flags", len(m.Alarms), viewtron.MaxItems)
	m = parse(t, config("1.7", smart("NEW")+strings.Repeat("<a>1</a>", viewtron.MaxExtra+5)))
	want(t, "extra", len(m.Extra), viewtron.MaxExtra)
}

func TestR26MalformedXML(t *testing.T) {
	for name, c := range map[string]struct {
		body         string
		line, offset int
	}{
		"crossed":            {"<config>\n<a><b></a></b></config>", 2, 15},
		"not closed":         {"<config>\n<a>", 2, 12},
		"closed too early":   {"</config>", 1, 0},
		"text before":        {"<?xml version='1.0'?>\n\nabc<config/>", 3, 23},
		"tag in a tag":       {"<config <a/>", 1, 0},
		"no name":            {"<config><1 & 2></config>", 1, 8},
		"cut in a tag":       {"<config><smartT", 1, 8},
		"cut in an end tag":  {"<config></conf", 1, 8},
		"cut in CDATA":       {"<config><![CDATA[abc", 1, 8},
		"cut in a comment":   {"<config><!-- abc", 1, 12},
		"cut after a <":      {"<config><", 1, 8},
		"after a mark":       {"\xef\xbb\xbf<config>\n</x>", 2, 12},
		"in UTF-16":          {string(toUTF16("<config>\n前</x>", true)), 2, 20},
		"CDATA outside":      {"<![CDATA[abc]]>", 1, 0},
		"unknown entity":     {"<config><mac>x</mac><deviceName>\n&nbsp;</deviceName></config>", 2, 33},
		"case of an end tag": {"<config></Config>", 1, 8},
	} {
		bad := syntaxError(t, []byte(c.body))
		want(t, name+" line", bad.Line, c.line)
		want(t, name+" offset", bad.Offset, c.offset)
	}
	_, err := viewtron.Parse([]byte("<config>"))
	want(t, "text", err.Error(), "line 1, byte 8: the post ends inside <config>")
}

func TestR24Tolerated(t *testing.T) {
	inner := smart("VFD") + sender
	for name, body := range map[string]string{
		"comment before":      "<!-- x --> <!-- y -->" + config("1.7", inner),
		"blank before":        "\r\n\t " + config("1.7", inner),
		"mark":                "\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8' ?>" + config("1.7", inner),
		"no declaration":      config("1.7", inner),
		"after it":            config("1.7", inner) + " \r\n<!-- x -->\n<?y?>\x00\x00",
		"comments inside":     config("1.7", "<!-- <a> -->"+inner+"<?z?>"),
		"blanks in tags":      `<config  version = '1.7' ><smartType  >VFD</smartType ><mac>02:00:5e:10:00:01</mac></config >`,
		"a > in an attribute": `<config note="a>b" version="1.7">` + inner + `</config>`,
	} {
		m := parse(t, body)
		wantEvent(t, m, viewtron.LayoutCamera, viewtron.FaceDetection)
		want(t, name+" version", m.Version, "1.7")
		wantNoFindings(t, m)
	}
	for name, rest := range map[string]string{
		"text": "abc", "another post": config("1.7", inner), "half a comment": "<!-- abc", "half a tag": "<", "end tag": "</config>", "half an instruction": "<?x",
	} {
		m := parse(t, config("1.7", inner)+"\n"+rest)
		wantEvent(t, m, viewtron.LayoutCamera, viewtron.FaceDetection)
		if len(m.Findings) == 0 || m.Findings[0].Code != "trailing-content" {
			t.Errorf("%s after it: got findings %v, want trailing-content", name, m.Findings)
		}
	}
}

func TestR27B01B02NoDocumentTypes(t *testing.T) {
	for _, body := range []string{
		`<?xml version="1.0"?><!DOCTYPE config [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><config><deviceName>&b;</deviceName></config>`,
		`<!DOCTYPE config SYSTEM "http://192.0.2.9/x.dtd"><config/>`,
		`<config><!DOCTYPE x></config>`,
		`<config><!ENTITY x "y"></config>`,
		`<config><mac>&xxe;</mac></config>`,
	} {
		bad := syntaxError(t, []byte(body))
		if !strings.Contains(bad.Msg, "refused") && !strings.Contains(bad.Msg, "does not exist") {
			t.Errorf("%s: got %v", body, bad)
		}
	}
}

// TestB07CutShort cuts posts at every place: there is no panic and no message.
func TestB07CutShort(t *testing.T) {
	for _, name := range []string{"camera-intrusion", "camera-plate-531", "recorder-faces", "tracking", "keepalive-deviceinfo"} {
		body := file(t, "posts/"+name+".xml")
		end := strings.LastIndexByte(string(body), '>')
		for n := 1; n < end; n++ {
			m, err := viewtron.Parse(body[:n:n])
			if _, ok := errors.AsType[*viewtron.SyntaxError](err); !ok && !errors.Is(err, viewtron.ErrNotXML) {
				t.Fatalf("%s cut at %d of %d: got %v, %v", name, n, end, m, err)
			}
		}
	}
}

func ExampleSyntaxError() {
	_, err := viewtron.Parse([]byte("<config>\n<smartType>PEA</config>"))
	if bad, ok := errors.AsType[*viewtron.SyntaxError](err); ok {
		fmt.Println(bad.Line, bad.Offset, bad.Msg)
	}
	// Output: 2 23 </config> where </smartType> was due
}
