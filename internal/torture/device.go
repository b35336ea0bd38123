// Package torture checks the promises of Watchpost on the real binary: what was
// answered with success survives kills, full disks and failing syncs; hostile
// input harms nothing; the load that was promised is carried. The tests carry
// the numbers of the acceptance tests they are. In their short forms they run
// with all other tests; TORTURE=1 gives them their full length.
package torture

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// fakeDevice posts events whose number, device and pictures are known, so that
// what was stored can be compared with what was sent.
type fakeDevice struct {
	n int // which one; gives its MAC and its address
}

// addr is an address of the device's own on loopback.
func (d fakeDevice) addr() netip.Addr { return deviceAddr(d.n) }

func deviceAddr(n int) netip.Addr {
	return netip.AddrFrom4([4]byte{127, 1, byte(n >> 8), byte(n)})
}

func (d fakeDevice) mac() string { return fmt.Sprintf("02:00:5e:00:%02x:%02x", d.n>>8, d.n&0xff) }

// picture is a JPEG of about the given size that no other number has.
func picture(number int64, size int) []byte {
	b := append([]byte(nil), basePicture(size)...)
	// A comment right after the start of the image makes each unique.
	comment := append([]byte{0xFF, 0xFE, 0, 18}, fmt.Appendf(nil, "%016x", number)...)
	return append(append(append([]byte{}, b[:2]...), comment...), b[2:]...)
}

var basePictures sync.Map // size → []byte

// basePicture is noise, which takes many bytes; padding makes up the rest.
func basePicture(size int) []byte {
	if b, ok := basePictures.Load(size); ok {
		return b.([]byte)
	}
	side := 64
	if size > 50_000 {
		side = 320
	}
	rnd := rand.New(rand.NewPCG(1, uint64(size)))
	img := image.NewGray(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = color.Gray{Y: uint8(rnd.Uint32())}.Y
	}
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, img, &jpeg.Options{Quality: 90}); err != nil {
		panic(err) // an image in memory always encodes
	}
	b := buf.Bytes()
	for len(b) < size { // application segments are skipped by every reader
		n := min(size-len(b), 60_000)
		segment := make([]byte, 4+n)
		segment[0], segment[1] = 0xFF, 0xEF
		binary.BigEndian.PutUint16(segment[2:], uint16(n+2))
		for i := range n {
			segment[4+i] = byte(rnd.Uint32())
		}
		b = append(append(append([]byte{}, b[:2]...), segment...), b[2:]...)
	}
	basePictures.Store(size, b)
	return b
}

// event is the body of a recorder's post: event number, with pictures of these
// sizes, 0 for none.
func (d fakeDevice) event(number int64, at time.Time, overview, crop int) (body []byte, sums []string) {
	image := func(tag string, unique int64, n int) string {
		jpg := picture(unique, n)
		sums = append(sums, sum(jpg))
		data := base64.StdEncoding.EncodeToString(jpg)
		return fmt.Sprintf("<dataType>0</dataType><width>0</width><height>0</height><%[1]sBase64Length>%[2]d</%[1]sBase64Length><%[1]sBase64Data>%[3]s</%[1]sBase64Data>", tag, len(data), data)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<config version="2.0.0" xmlns="http://www.ipc.com/ver10"><messageType>alarmData</messageType><deviceInfo><deviceName><![CDATA[Torture %d]]></deviceName><ip>%s</ip><mac>%s</mac><channelId>%d</channelId></deviceInfo><smartType>regionIntrusion</smartType><currentTime>%d</currentTime>`,
		d.n, d.addr(), d.mac(), 1+number%4, at.UnixMicro())
	fmt.Fprintf(&b, `<eventInfo><item><eventId>%d</eventId><targetId>%d</targetId><boundary>area</boundary><pointGroup><item><x>1820</x><y>2960</y></item><item><x>5040</x><y>3015</y></item><item><x>5110</x><y>9080</y></item></pointGroup><rect><x1>2875</x1><y1>3540</y1><x2>3690</x2><y2>9410</y2></rect></item></eventInfo>`, number, number)
	if overview > 0 {
		fmt.Fprintf(&b, "<sourceDataInfo>%s</sourceDataInfo>", image("source", 2*number, overview))
	}
	fmt.Fprintf(&b, "<targetListInfo><item><targetId>%d</targetId><targetType>person</targetType>", number)
	if crop > 0 {
		fmt.Fprintf(&b, "<targetImageData>%s</targetImageData>", image("target", 2*number+1, crop))
	}
	b.WriteString("</item></targetListInfo></config>")
	return b.Bytes(), sums
}

// keepalive is the body of the device's heartbeat.
func (d fakeDevice) keepalive() []byte {
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?><config version="2.0.0" xmlns="http://www.ipc.com/ver10"><messageType>keepalive</messageType><deviceInfo><deviceName>Torture %d</deviceName><ip>%s</ip><mac>%s</mac></deviceInfo></config>`,
		d.n, d.addr(), d.mac())
}

// tracking is the body of a position post, of about 1.7 KB as devices send it.
func (d fakeDevice) tracking(at time.Time, target, x int) []byte {
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8" ?>
<config version="1.7" xmlns="http://www.ipc.com/ver10">
  <types>
    <openAlramObj><enum>MOTION</enum><enum>SENSOR</enum><enum>PEA</enum><enum>AVD</enum><enum>OSC</enum><enum>VFD</enum><enum>VEHICE</enum><enum>AOIENTRY</enum></openAlramObj>
    <subscribeRelation><enum>ALARM</enum><enum>FEATURE_RESULT</enum><enum>ALARM_FEATURE</enum></subscribeRelation>
    <perStatus><enum>SMART_NONE</enum><enum>SMART_START</enum><enum>SMART_STOP</enum><enum>SMART_PROCEDURE</enum></perStatus>
    <targetType><enum>person</enum><enum>car</enum><enum>motor</enum></targetType>
  </types>
  <subscribeOption type="subscribeRelation">FEATURE_RESULT</subscribeOption>
  <currentTime type="tint64">%d</currentTime>
  <mac type="string"><![CDATA[%s]]></mac>
  <sn type="string"><![CDATA[IT%06d]]></sn>
  <deviceName type="string"><![CDATA[Torture %d]]></deviceName>
  <traject type="list" count="1">
    <item>
      <targetId type="uint32">%d</targetId>
      <point><x type="uint32">0</x><y type="uint32">0</y></point>
      <rect>
        <x1 type="uint32">%d</x1><y1 type="uint32">1502</y1>
        <x2 type="uint32">%d</x2><y2 type="uint32">7744</y2>
      </rect>
      <velocity type="uint32">0</velocity>
      <direction type="uint32">0</direction>
      <targetType type="targetType">person</targetType>
      <trajectlength type="list" count="0"/>
    </item>
  </traject>
</config>
`, at.UnixMicro(), d.mac(), d.n, d.n, target, x, x+1000)
}

// template is an event's body in which only the number changes: for tests that
// must spend nothing on making posts.
type template struct {
	body    []byte
	numbers []int // where the number stands
}

// blank is the number that a template is made with; others have as many digits.
const blank int64 = 1_000_000_000_000_000

func (d fakeDevice) template(overview, crop int) template {
	body, _ := d.event(blank, time.Now(), overview, crop)
	t := template{body: body}
	digits := strconv.AppendInt(nil, blank, 10)
	for i := 0; ; {
		n := bytes.Index(body[i:], digits)
		if n < 0 {
			return t
		}
		t.numbers = append(t.numbers, i+n)
		i += n + len(digits)
	}
}

// request appends the request of event number to dst.
func (t template) request(dst []byte, host string, number int64) []byte {
	dst = request(dst, host, t.body)
	start := len(dst) - len(t.body)
	for _, at := range t.numbers {
		strconv.AppendInt(dst[:start+at], blank+number, 10)
	}
	return dst
}

// request puts a body into the request that a recorder sends.
func request(dst []byte, host string, body []byte) []byte {
	dst = append(dst, "POST /API HTTP/1.1\r\nHost: "...)
	dst = append(dst, host...)
	dst = append(dst, "\r\nContent-Type: application/soap+xml; charset=utf-8\r\nContent-Length: "...)
	dst = strconv.AppendInt(dst, int64(len(body)), 10)
	dst = append(dst, "\r\n\r\n"...)
	return append(dst, body...)
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:8])
}
