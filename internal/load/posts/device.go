// Package posts makes what devices post, for load that is sent and compared with
// what was stored: each event has a number, a device and pictures that are known.
package posts

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/netip"
	"strconv"
	"time"
)

// Device is a recorder that posts, number N of 65,536. Its number gives its MAC
// and its address.
type Device struct{ N int }

// Addr is the address on loopback that the device posts from.
func (d Device) Addr() netip.Addr {
	return netip.AddrFrom4([4]byte{127, 1, byte(d.N >> 8), byte(d.N)})
}

// MAC is the address that the device says it has.
func (d Device) MAC() string { return fmt.Sprintf("02:00:5e:00:%02x:%02x", d.N>>8, d.N&0xff) }

// Event is the body of an event: its number, which is also its target's, with an
// overview and a crop of these sizes in bytes, 0 for none. sums are the pictures'
// Sums in that order.
func (d Device) Event(number int64, at time.Time, overview, crop int) (body []byte, sums []string) {
	image := func(tag string, unique int64, n int) string {
		jpg := Picture(unique, n)
		sums = append(sums, Sum(jpg))
		data := base64.StdEncoding.EncodeToString(jpg)
		return fmt.Sprintf("<dataType>0</dataType><width>0</width><height>0</height><%[1]sBase64Length>%[2]d</%[1]sBase64Length><%[1]sBase64Data>%[3]s</%[1]sBase64Data>", tag, len(data), data)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<config version="2.0.0" xmlns="http://www.ipc.com/ver10"><messageType>alarmData</messageType><deviceInfo><deviceName><![CDATA[Recorder %d]]></deviceName><ip>%s</ip><mac>%s</mac><channelId>%d</channelId></deviceInfo><smartType>regionIntrusion</smartType><currentTime>%d</currentTime>`,
		d.N, d.Addr(), d.MAC(), 1+number%4, at.UnixMicro())
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

// Keepalive is the body of a heartbeat.
func (d Device) Keepalive() []byte {
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?><config version="2.0.0" xmlns="http://www.ipc.com/ver10"><messageType>keepalive</messageType><deviceInfo><deviceName>Recorder %d</deviceName><ip>%s</ip><mac>%s</mac></deviceInfo></config>`,
		d.N, d.Addr(), d.MAC())
}

// Tracking is the body of a position post, of about 1.7 KB as cameras send it.
func (d Device) Tracking(at time.Time, target, x int) []byte {
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
  <deviceName type="string"><![CDATA[Camera %d]]></deviceName>
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
`, at.UnixMicro(), d.MAC(), d.N, d.N, target, x, x+1000)
}

// Request appends the request that carries a body to dst.
func Request(dst []byte, host string, body []byte) []byte { return request(dst, host, "", body) }

// LastRequest is Request for devices that open a connection for each post.
func LastRequest(dst []byte, host string, body []byte) []byte {
	return request(dst, host, "Connection: close\r\n", body)
}

func request(dst []byte, host, header string, body []byte) []byte {
	dst = append(dst, "POST /API HTTP/1.1\r\nHost: "...)
	dst = append(dst, host...)
	dst = append(dst, "\r\nContent-Type: application/soap+xml; charset=utf-8\r\n"...)
	dst = append(dst, header...)
	dst = append(dst, "Content-Length: "...)
	dst = strconv.AppendInt(dst, int64(len(body)), 10)
	dst = append(dst, "\r\n\r\n"...)
	return append(dst, body...)
}

// Sum tells pictures apart.
func Sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:8])
}
