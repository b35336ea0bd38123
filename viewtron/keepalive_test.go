package viewtron_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/viewtron"
)

func TestEmptyBodyIsAKeepalive(t *testing.T) {
	for _, body := range []string{"", "\r\n"} {
		m := parse(t, body)
		wantKind(t, m, viewtron.KindKeepalive, viewtron.LayoutNone)
		want(t, "shape", m.Keepalive, viewtron.KeepaliveEmpty)
	}
}

func TestR16DeviceInfoKeepalive(t *testing.T) {
	m := post(t, "keepalive-deviceinfo")
	wantKind(t, m, viewtron.KindKeepalive, viewtron.LayoutNone)
	want(t, "shape", m.Keepalive, viewtron.KeepaliveDeviceInfo)
	want(t, "version", m.Version, "")
	want(t, "sender", m.Device, viewtron.Identity{
		Name: "Yard East", MAC: "02:00:5E:10:00:01", Serial: "IA001TESTCAM", IP: "192.0.2.21", Number: "1"})
}

func TestR17T8MessageKeepalive(t *testing.T) {
	for _, version := range []string{"1.7", "2.0.0", "2.1.0"} {
		for _, declaration := range []string{"", `<?xml version="1.0" encoding="UTF-8" ?>` + "\n"} {
			body := strings.Replace(string(file(t, "posts/keepalive-531.xml")), `"1.7"`, `"`+version+`"`, 1)
			m := parse(t, declaration+body)
			wantKind(t, m, viewtron.KindKeepalive, viewtron.LayoutNone)
			want(t, "shape", m.Keepalive, viewtron.KeepaliveMessage)
			want(t, "version", m.Version, version)
			want(t, "sender", m.Device, viewtron.Identity{Name: "North Gate", MAC: "02:00:5e:10:00:05", IP: "192.0.2.31"})
			want(t, "time", m.Time, viewtron.Timestamp{})
		}
	}
}

func TestNotXML(t *testing.T) {
	for _, body := range []string{
		"hello", `{"a":1}`, "\xef\xbb\xbf", "\xef\xbb\xbf  x", "--boundary\r\n", `<?xml version="1.0"?>`,
		"<!-- nothing but this -->\n", "\x00\x00\x00", "\xff\xfeh\x00i\x00",
	} {
		if m, err := viewtron.Parse([]byte(body)); !errors.Is(err, viewtron.ErrNotXML) {
			t.Errorf("%q: got %v, %v, want ErrNotXML", body, m, err)
		}
	}
}
