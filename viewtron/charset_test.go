package viewtron_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/watchpost/watchpost/viewtron"
)

func toUTF16(s string, big bool) []byte {
	var order binary.AppendByteOrder = binary.LittleEndian
	if big {
		order = binary.BigEndian
	}
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = order.AppendUint16(out, u)
	}
	return out
}

func encode(t *testing.T, e encoding.Encoding, s string) string {
	t.Helper()
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// named is a post with an image and a device name in CDATA, in a declared set.
func named(t *testing.T, charset, name string) string {
	declaration := ""
	if charset != "" {
		declaration = `<?xml version="1.0" encoding="` + charset + `"?>` + "\n"
	}
	return declaration + config("1.7", smart("PEA")+`<deviceName><![CDATA[`+name+`]]></deviceName><sourceDataInfo><sourceBase64Data>`+
		overviewText(t)+`</sourceBase64Data></sourceDataInfo>`)
}

func TestB08CharacterSets(t *testing.T) {
	const chinese = "前门 摄像机"
	for _, c := range []struct{ name, body, want string }{
		{"UTF-8", named(t, "UTF-8", chinese), chinese},
		{"UTF-8 undeclared", named(t, "", chinese), chinese},
		{"UTF-8 with a mark", "\xef\xbb\xbf" + named(t, "utf-8", chinese), chinese},
		{"UTF-16 little with a mark", "\xff\xfe" + string(toUTF16(named(t, "UTF-16", chinese), false)), chinese},
		{"UTF-16 big with a mark", "\xfe\xff" + string(toUTF16(named(t, "UTF-16", chinese), true)), chinese},
		{"UTF-16 little", string(toUTF16(named(t, "", chinese), false)), chinese},
		{"UTF-16 big", string(toUTF16(named(t, "UTF-16", chinese), true)), chinese},
		{"GBK", encode(t, simplifiedchinese.GBK, named(t, "GBK", chinese)), chinese},
		{"GB2312", encode(t, simplifiedchinese.GBK, named(t, "gb2312", chinese)), chinese},
		{"GB18030", encode(t, simplifiedchinese.GB18030, named(t, "GB18030", "𠀀"+chinese)), "𠀀" + chinese},
		{"Latin-1", encode(t, charmap.ISO8859_1, named(t, "ISO-8859-1", "Entrée Süd")), "Entrée Süd"},
		{"Windows-1252", encode(t, charmap.Windows1252, named(t, "windows-1252", "Café €")), "Café €"},
		{"unknown set", named(t, "x-martian", chinese), chinese},
		{"invalid UTF-8", named(t, "UTF-8", "a\xff\xfeb"), "a\uFFFDb"},
		{"GBK undeclared", encode(t, simplifiedchinese.GBK, named(t, "", "门a")), "\uFFFDa"},
		{"control characters", named(t, "UTF-8", "a\x01b\x00\x7fc"), "a\uFFFDb\uFFFDc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := parse(t, c.body)
			wantEvent(t, m, viewtron.LayoutCamera, viewtron.RegionIntrusion)
			want(t, "name", m.Device.Name, c.want)
			want(t, "overview", size(t, m.Event.Overview), overviewSize)
		})
	}
}

// TestBracketsInGBK takes characters whose second byte is ']' where CDATA ends,
// and one of which a device kept the first byte alone.
func TestBracketsInGBK(t *testing.T) {
	const bracket = "\x81]" // 乚 in GBK
	for sent, name := range map[string]string{
		bracket: "乚", bracket + bracket: "乚乚", bracket + "]": "乚]", "]" + bracket: "]乚", "a]]": "a]]", "a\x81": "a\uFFFD",
	} {
		want(t, name, parse(t, named(t, "GBK", sent)).Device.Name, name)
	}
}

func TestReferences(t *testing.T) {
	for sent, name := range map[string]string{
		"a &lt;b&gt; &amp; &quot;c&quot; &apos;": `a <b> & "c" '`, "&#65;&#x42;&#X43;": "ABC", "&#x524d;": "前",
		"&amp;lt;": "&lt;", "Bob & Sons": "Bob & Sons", "a&b": "a&b", "&": "&", "&;": "&;", "&#;": "&#;", "&#xZZ;": "&#xZZ;",
		"a&#0;b": "a\uFFFDb", "a&#x1F;b": "a\uFFFDb", "a&#99999999999;b": "a\uFFFDb", "a&#xD800;b": "a\uFFFDb",
		"a<![CDATA[&lt; b ]]>c": "a&lt; b c", "one<!-- two --> three": "one three",
	} {
		m := parse(t, config("1.7", "<mac>02:00:5e:10:00:01</mac><deviceName>"+sent+"</deviceName>"))
		want(t, sent, m.Device.Name, name)
	}
	m := parse(t, `<config version="&#49;.7"><mac>x</mac></config>`)
	want(t, "in an attribute", m.Version, "1.7")
}

func TestLongTextsAreCut(t *testing.T) {
	for _, long := range []string{strings.Repeat("前", 5000), strings.Repeat("a", 9000), strings.Repeat("a<!---->", 60) + strings.Repeat("b", 5000)} {
		m := parse(t, config("1.7", "<mac>x</mac><deviceName>"+long+"</deviceName>"))
		whole := strings.ReplaceAll(long, "<!---->", "")
		if n := len(m.Device.Name); n > viewtron.MaxText || n < viewtron.MaxText-3 || !strings.HasPrefix(whole, m.Device.Name) {
			t.Errorf("got %d bytes, %.20q…, want the first %d", n, m.Device.Name, viewtron.MaxText)
		}
		wantFinding(t, m, "text-truncated")
	}
}
