package console_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/console"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/live"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("got\n%s\nwant, by %s,\n%s", got, path, want)
	}
}

// names knows one recorder with two cameras, and a camera with a hostile name.
type names struct{}

const hostile = "Evil\n\x1b[2J\u202e\u009b" // then 10 KB more

func (names) DeviceName(id string) string {
	switch id {
	case "dev_02005e40f40d":
		return "Yard NVR"
	case "dev_evil":
		return hostile + strings.Repeat("x", 10<<10)
	}
	return ""
}

func (names) CameraName(id string) string {
	switch id {
	case "cam_02005e40f40d_1":
		return "Front door"
	case "cam_02005e40f40d_2":
		return "大门口 Gate with a long name"
	case "cam_evil_1":
		return hostile + strings.Repeat("x", 10<<10)
	}
	return ""
}

var start = time.Date(2026, 11, 24, 8, 30, 1, 0, time.UTC)

// story is a bit of everything, in order.
func story(t *testing.T) []journal.Entry {
	t.Helper()
	id, err := event.ParseID("01KAXW3V1S8Z6Q4J7T2M9B5C0D")
	if err != nil {
		t.Fatal(err)
	}
	const nvr = "dev_02005e40f40d"
	var out []journal.Entry
	add := func(e journal.Entry) {
		e.Seq = int64(len(out) + 1)
		e.At = start.Add(time.Duration(len(out)) * time.Second)
		out = append(out, e)
	}
	pictures := []event.Image{{N: 0, Kind: event.ImageSource, Bytes: 300_693}, {N: 1, Kind: event.ImageTarget, Bytes: 59_097}}
	detection := func(camera string, typ event.Type, images []event.Image, targets ...event.Target) journal.Entry {
		return journal.Entry{Kind: journal.KindEvent, Event: &event.Event{
			ID: id, DeviceID: nvr, CameraID: camera, Type: typ, Category: typ.Category(), State: "start", Targets: targets, Images: images,
		}}
	}
	add(journal.Entry{Kind: journal.KindDevice, Device: &journal.DeviceChange{Change: journal.FirstContact, DeviceID: nvr, Name: "Yard NVR", Kind: device.KindNVR, IP: "192.0.2.60"}})
	add(journal.Entry{Kind: journal.KindAlarm, Alarm: &alarm.Alarm{DeviceID: nvr, CameraID: "cam_02005e40f40d_1", Kind: "intrusion", StartedAt: start}})
	add(detection("cam_02005e40f40d_1", "region_intrusion", pictures, event.Target{Type: event.TargetPerson}))
	gate := detection("cam_02005e40f40d_2", "license_plate", pictures[:1],
		event.Target{Type: event.TargetPlate, Plate: &event.Plate{Text: "JP116D", Group: "Family", List: "whiteList"}})
	gate.Event.Plate, gate.Event.Group = "JP116D", "Family"
	add(gate)
	add(detection("cam_02005e40f40d_3", "line_crossing", nil, event.Target{Type: event.TargetCar}))
	add(journal.Entry{Kind: journal.KindAlarm, Alarm: &alarm.Alarm{DeviceID: nvr, CameraID: "cam_02005e40f40d_1", Kind: "intrusion", StartedAt: start, EndedAt: start.Add(31 * time.Second)}})
	add(journal.Entry{Kind: journal.KindDevice, Device: &journal.DeviceChange{Change: journal.Offline, DeviceID: nvr, Name: "Yard NVR", Kind: device.KindNVR, IP: "192.0.2.60"}})
	add(journal.Entry{Kind: journal.KindDevice, Device: &journal.DeviceChange{Change: journal.Online, DeviceID: nvr, Name: "Yard NVR", Kind: device.KindNVR}})
	evil := detection("cam_evil_1", event.Unknown, nil)
	evil.Event.DeviceID, evil.Event.SmartType = "dev_evil", hostile
	evil.Event.Plate = hostile
	add(evil)
	return out
}

// printed is what a Printer makes of entries, and of posts not understood.
func printed(t *testing.T, o console.Options, entries []journal.Entry, strange ...console.Quarantined) []byte {
	t.Helper()
	var out bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		o.Out, o.Names, o.Zone = &out, names{}, time.UTC
		var bus live.Bus
		p := console.NewPrinter(&bus, o)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- p.Run(ctx) }()
		bus.Publish(entries...)
		synctest.Wait()
		for _, q := range strange {
			p.Quarantined(q)
			synctest.Wait()
		}
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run = %v", err)
		}
		if n := bus.Subscribers(); n != 0 {
			t.Errorf("%d subscriptions are left", n)
		}
	})
	return out.Bytes()
}

func TestLines(t *testing.T) {
	q := console.Quarantined{At: start.Add(20 * time.Second), IP: "192.0.2.9", Reason: "not-xml: \x1b[31m{\n", Bytes: 1700}
	for _, tt := range []struct {
		file string
		o    console.Options
	}{
		{"lines.txt", console.Options{}},
		{"lines.color.txt", console.Options{Color: true}},
		{"lines.ndjson", console.Options{JSON: true}},
	} {
		t.Run(tt.file, func(t *testing.T) { golden(t, tt.file, printed(t, tt.o, story(t), q)) })
	}
}

func TestS14LinesHoldNoControlBytes(t *testing.T) {
	q := console.Quarantined{At: start, IP: hostile, DeviceID: hostile, Reason: hostile}
	for _, asJSON := range []bool{false, true} {
		entries := story(t)
		out := string(printed(t, console.Options{JSON: asJSON}, entries, q))
		lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
		want := len(entries) + 1
		if !asJSON {
			want++ // the day
		}
		if len(lines) != want {
			t.Errorf("json=%v: %d lines, want %d", asJSON, len(lines), want)
		}
		for _, l := range lines {
			if i := strings.IndexFunc(l, func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
				t.Errorf("json=%v: an unprintable character in %q", asJSON, l)
			}
			if asJSON && !json.Valid([]byte(l)) {
				t.Errorf("not valid JSON: %s", l)
			}
			if len(l) > 2000 {
				t.Errorf("json=%v: a line of %d bytes", asJSON, len(l))
			}
		}
	}
}

func TestS14TenThousandBadPostsOnTheConsole(t *testing.T) {
	strange := make([]console.Quarantined, 10_000)
	for i := range strange {
		strange[i] = console.Quarantined{At: start, IP: "192.0.2.9", Reason: fmt.Sprint("not-xml ", i), Bytes: 9}
	}
	if got := bytes.Count(printed(t, console.Options{}, nil, strange...), []byte("\n")); got < 2 || got > 100 {
		t.Errorf("%d lines, want a few, at most 100", got)
	}
}

// gate is a writer that waits until it is opened.
type gate struct {
	open chan struct{}
	bytes.Buffer
}

func (g *gate) Write(p []byte) (int, error) {
	<-g.open
	return g.Buffer.Write(p)
}

func TestPrinterNeverHoldsUpAndSaysWhatItSkipped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &gate{open: make(chan struct{})}
		var bus live.Bus
		p := console.NewPrinter(&bus, console.Options{Out: out, Names: names{}, Zone: time.UTC})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- p.Run(ctx) }()
		seq := int64(0)
		publish := func(n int) {
			for range n {
				seq++
				bus.Publish(journal.Entry{Seq: seq, At: start, Kind: journal.KindDevice, Device: &journal.DeviceChange{Change: journal.Online, DeviceID: "d"}})
			}
		}
		publish(1)
		synctest.Wait() // it waits to write the first
		publish(5000)   // which must return all the same
		close(out.open)
		synctest.Wait()
		publish(2)
		synctest.Wait()
		cancel()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		text := out.String()
		lines, skipped := 0, int64(0)
		for l := range strings.Lines(text) {
			if _, rest, ok := strings.Cut(l, "       "); ok && strings.Contains(l, "lines skipped") {
				if _, err := fmt.Sscan(rest, &skipped); err != nil {
					t.Fatalf("%q: %v", l, err)
				}
			}
			if strings.Contains(l, "is heard again") {
				lines++
			}
		}
		if skipped == 0 || int64(lines)+skipped != seq {
			t.Errorf("%d lines and %d skipped, want %d together:\n%.300s", lines, skipped, seq, text[max(len(text)-300, 0):])
		}
	})
}

func TestSentence(t *testing.T) {
	person, car := event.Target{Type: event.TargetPerson}, event.Target{Type: event.TargetCar}
	odd := event.Target{Type: event.TargetUnknown}
	read := func(text, list string) event.Target {
		return event.Target{Type: event.TargetPlate, Plate: &event.Plate{Text: text, Group: list}}
	}
	tests := []struct {
		name    string
		typ     event.Type
		state   string
		targets []event.Target
		want    string
	}{
		{"person", "region_intrusion", "start", []event.Target{person}, "Person in zone"},
		{"several", "region_intrusion", "", []event.Target{car, person, person}, "2 people, car in zone"},
		{"nobody", "region_intrusion", "", nil, "Intrusion in zone"},
		{"unknown beside known", "region_intrusion", "", []event.Target{odd, car}, "Car in zone"},
		{"only unknown", "region_entry", "", []event.Target{odd}, "Something entered zone"},
		{"crossed", "line_crossing", "", []event.Target{car}, "Line crossed by car"},
		{"ended", "loitering", "stop", []event.Target{person}, "Person loitering, ended"},
		{"goes on", "illegal_parking", "procedure", []event.Target{car, car}, "Illegal parking by 2 cars, goes on"},
		{"plate", "license_plate", "", []event.Target{read("JP116D", "whiteList")}, "Plate JP116D (whiteList)"},
		{"plate in no list", "license_plate", "", []event.Target{read("JP116D", "")}, "Plate JP116D"},
		{"plates", "license_plate", "", []event.Target{read("A1", ""), read("B2", "x"), read("", ""), read("D", ""), read("E", "")}, "Plates A1, B2 (x), not read, and 2 more"},
		{"plate that could not be read", "license_plate", "", []event.Target{read("", "")}, "Plate not read"},
		{"hostile plate", "license_plate", "", []event.Target{read("A\x1b[2J\nB\u202eC", "")}, "Plate A\ufffd[2J BC"},
		{"another type", "crowd_density", "", nil, "Crowd density"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := console.Sentence(&event.Event{Type: tt.typ, State: tt.state, Targets: tt.targets}); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	for _, typ := range event.Types() {
		if got := console.Sentence(&event.Event{Type: typ, SmartType: "x"}); got == "" || !unicode.IsUpper(rune(got[0])) {
			t.Errorf("%s: %q", typ, got)
		}
	}
}

func TestBanner(t *testing.T) {
	all := netip.MustParseAddrPort("[::]:5002")
	outward := []netip.Addr{netip.MustParseAddr("192.168.1.20"), netip.MustParseAddr("10.0.0.5")}
	plain := console.Banner{Version: "1.2.0", Devices: all, Web: netip.MustParseAddrPort("127.0.0.1:8080"), Outward: outward, Data: "./watchpost-data", At: start}
	full := plain
	full.User, full.Token, full.DevicesTLS = "gate\x1b[2J", "<secret>", netip.MustParseAddrPort("[::]:5443")
	full.Web, full.Base, full.SetUp = netip.MustParseAddrPort("[::]:8080"), "/watchpost", "QVOGZRAN2E7TXW4DLFKCM3YB5S"
	local := plain
	local.Devices = netip.MustParseAddrPort("127.0.0.1:5002")
	for _, tt := range []struct {
		file  string
		write func(b *bytes.Buffer) error
	}{
		{"banner.txt", func(b *bytes.Buffer) error { return plain.Print(b, false) }},
		{"banner.color.txt", func(b *bytes.Buffer) error { return plain.Print(b, true) }},
		{"banner.full.txt", func(b *bytes.Buffer) error { return full.Print(b, false) }},
		{"banner.local.txt", func(b *bytes.Buffer) error { return local.Print(b, false) }},
		{"banner.json", func(b *bytes.Buffer) error { return full.JSON(b) }},
	} {
		t.Run(tt.file, func(t *testing.T) {
			var b bytes.Buffer
			if err := tt.write(&b); err != nil {
				t.Fatal(err)
			}
			golden(t, tt.file, b.Bytes())
		})
	}
}

func TestOutward(t *testing.T) {
	addrs := func(all ...string) (out []netip.Addr) {
		for _, a := range all {
			out = append(out, netip.MustParseAddr(a))
		}
		return out
	}
	got := console.Outward([]console.Interface{
		{Name: "lo", Up: true, Addresses: addrs("127.0.0.1", "::1")},
		{Name: "docker0", Up: true, Addresses: addrs("172.17.0.1")},
		{Name: "wan0", Up: true, Addresses: addrs("198.51.100.4")},
		{Name: "eth1", Up: false, Addresses: addrs("192.168.7.7")},
		{Name: "eth0", Up: true, Addresses: addrs("fe80::1", "169.254.3.3", "192.168.1.20", "2001:db8::20")},
		{Name: "wlan0", Up: true, Addresses: addrs("192.168.1.21", "192.168.1.20")},
	})
	if want := "[192.168.1.20 192.168.1.21 198.51.100.4 172.17.0.1]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestInterfacesHoldLoopback(t *testing.T) {
	all, err := console.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range all {
		for _, a := range i.Addresses {
			if a.IsLoopback() {
				return
			}
		}
	}
	t.Errorf("no loopback address in %v", all)
}

func TestUseColor(t *testing.T) {
	env := func(vars map[string]string) func(string) string { return func(k string) string { return vars[k] } }
	tty, err := os.Open(os.DevNull) // a character device, as a terminal is
	if err != nil {
		t.Fatal(err)
	}
	defer tty.Close()
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	term := map[string]string{"TERM": "xterm"}
	if !console.UseColor(tty, env(term)) {
		t.Error("no colour on a terminal")
	}
	if console.UseColor(tty, env(map[string]string{"TERM": "xterm", "NO_COLOR": "1"})) {
		t.Error("colour in spite of NO_COLOR")
	}
	if console.UseColor(tty, env(map[string]string{"TERM": "dumb"})) {
		t.Error("colour on a dumb terminal")
	}
	if console.UseColor(file, env(term)) || console.UseColor(&bytes.Buffer{}, env(term)) {
		t.Error("colour into a file")
	}
}
