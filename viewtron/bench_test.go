package viewtron

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/muktihari/xmltokenizer"
	"github.com/orisano/gosax"
)

// The posts that speed is measured on: a position of two targets of about
// 1.7 KB, many times a second; an event with two pictures of half a megabyte;
// and the two cheap ones.
var benchPosts = []struct {
	name string
	body []byte
}{
	{"keepalive", benchKeepalive()},
	{"tracking", benchTracking()},
	{"event", benchEvent(0, 0)},
	{"event0.5MB", benchEvent(420_000, 100_000)},
}

// BenchmarkScan compares ways to find the elements of a post. Ours wins by the
// margin that makes it worth having: the others read through an io.Reader, so
// they copy what they read, and image data with it.
func BenchmarkScan(b *testing.B) {
	scanners := []struct {
		name string
		scan func([]byte) error
	}{
		{"own", scanOwn()},
		{"gosax", scanGosax()},
		{"xmltokenizer", scanTokenizer()},
		{"encoding-xml", scanStandard},
	}
	for _, p := range []int{1, 3} {
		post := benchPosts[p]
		for _, s := range scanners {
			b.Run(post.name+"/"+s.name, func(b *testing.B) {
				b.SetBytes(int64(len(post.body)))
				b.ReportAllocs()
				for b.Loop() {
					if err := s.scan(post.body); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func scanOwn() func([]byte) error {
	var d document
	return func(body []byte) error {
		_, err := d.scan(body)
		return err
	}
}

func scanGosax() func([]byte) error {
	r := gosax.NewReader(nil)
	in := bytes.NewReader(nil)
	return func(body []byte) error {
		in.Reset(body)
		r.Reset(in)
		for {
			e, err := r.Event()
			if err != nil {
				return err
			}
			if e.Type() == gosax.EventEOF {
				return nil
			}
		}
	}
}

func scanTokenizer() func([]byte) error {
	in := bytes.NewReader(nil)
	t := xmltokenizer.New(in)
	return func(body []byte) error {
		in.Reset(body)
		t.Reset(in, xmltokenizer.WithReadBufferSize(64<<10), xmltokenizer.WithAutoGrowBufferMaxLimitSize(16<<20))
		for {
			if _, err := t.Token(); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
		}
	}
}

func scanStandard(body []byte) error {
	d := xml.NewDecoder(bytes.NewReader(body))
	for {
		if _, err := d.RawToken(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for _, p := range benchPosts {
		b.Run(p.name, func(b *testing.B) {
			b.SetBytes(int64(len(p.body)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse(p.body); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	img := &Image{Data: benchBase64(420_000)}
	buf := make([]byte, 0, DecodedLen(len(img.Data)))
	b.SetBytes(int64(len(img.Data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := img.Decode(buf); err != nil {
			b.Fatal(err)
		}
	}
}

const benchTypes = `<types><openAlramObj><enum>MOTION</enum><enum>SENSOR</enum><enum>PEA</enum></openAlramObj>
<subscribeRelation><enum>ALARM</enum><enum>FEATURE_RESULT</enum><enum>ALARM_FEATURE</enum></subscribeRelation>
<perStatus><enum>SMART_NONE</enum><enum>SMART_START</enum><enum>SMART_STOP</enum><enum>SMART_PROCEDURE</enum></perStatus>
<targetType><enum>person</enum><enum>car</enum><enum>motor</enum></targetType></types>
`

const benchSender = `<currentTime type="tint64">1795509001604000</currentTime>
<mac type="string"><![CDATA[02:00:5e:10:00:01]]></mac>
<sn type="string"><![CDATA[IA001EXAMPLE]]></sn>
<deviceName type="string"><![CDATA[Front yard]]></deviceName>
`

const benchConfig = `<?xml version="1.0" encoding="UTF-8" ?>
<config version="1.7" xmlns="http://www.ipc.com/ver10">
`

func benchKeepalive() []byte {
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>
<config version="2.0.0" xmlns="http://www.ipc.com/ver10"><messageType>keepalive</messageType><deviceInfo>
<deviceName><![CDATA[Recorder]]></deviceName><ip><![CDATA[192.0.2.40]]></ip><mac><![CDATA[02:00:5E:10:00:40]]></mac>
</deviceInfo></config>`)
}

func benchTracking() []byte {
	var b strings.Builder
	b.WriteString(benchConfig + benchTypes + benchSender + `<traject type="list" count="2">`)
	for i := range 2 {
		fmt.Fprintf(&b, `
<item><targetId type="uint32">%d</targetId><point><x type="uint32">0</x><y type="uint32">0</y></point>%s
<velocity type="uint32">0</velocity><direction type="uint32">0</direction>
<targetType type="targetType">person</targetType><trajectlength type="list" count="0"/></item>`, 400+i, benchRect)
	}
	b.WriteString("</traject>\n</config>\n")
	return []byte(b.String())
}

const benchRect = `<rect><x1 type="uint32">3120</x1><y1 type="uint32">1490</y1><x2 type="uint32">4275</x2><y2 type="uint32">7730</y2></rect>`

// benchEvent is an intrusion with an overview and a crop of so many characters.
func benchEvent(overview, crop int) []byte {
	var b strings.Builder
	b.WriteString(benchConfig + benchTypes + `<smartType type="openAlramObj">PEA</smartType>
<subscribeOption type="subscribeRelation">FEATURE_RESULT</subscribeOption>
` + benchSender + `<perimeter><perInfo type="list" count="1"><item><eventId type="uint32">600</eventId>
<targetId type="uint32">400</targetId><status type="perStatus">SMART_START</status><boundary type="list" count="4">`)
	for i := range 4 {
		fmt.Fprintf(&b, `<item><point><x type="uint32">%d</x><y type="uint32">%d</y></point></item>`, 500+i*2000, 700+i*1000)
	}
	fmt.Fprintf(&b, `</boundary>%s</item></perInfo></perimeter>
<sourceDataInfo><dataType type="uint32">0</dataType><width type="uint32">1280</width><height type="uint32">720</height>
<sourceBase64Length type="uint32">%d</sourceBase64Length><sourceBase64Data type="string"><![CDATA[%s]]></sourceBase64Data></sourceDataInfo>
<listInfo type="list" count="1"><item><targetId type="tuint32">400</targetId>%s<targetImageData>
<dataType type="uint32">0</dataType><targetType type="uint32">1</targetType><Width type="tuint32">296</Width><Height type="tuint32">448</Height>
<targetBase64Length type="uint32">%d</targetBase64Length><targetBase64Data type="string"><![CDATA[%s]]></targetBase64Data>
</targetImageData></item></listInfo></config>`, benchRect, overview, benchBase64(overview), benchRect, crop, benchBase64(crop))
	return []byte(b.String())
}

// benchBase64 is about n characters of base64.
func benchBase64(n int) []byte {
	data := make([]byte, n*3/4)
	r := rand.NewChaCha8([32]byte{1})
	_, _ = r.Read(data) // never fails
	return base64.StdEncoding.AppendEncode(nil, data)
}
