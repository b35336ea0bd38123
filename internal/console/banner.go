package console

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/safetext"
)

// devicePath is the path that the device pages suggest.
const devicePath = "/API"

// maxShown is how many further addresses of this machine are shown.
const maxShown = 4

// Banner is what is said once all listeners are up.
type Banner struct {
	Version string
	// The addresses that are listened on, with their ports; DevicesTLS is the
	// zero value without one.
	Devices, DevicesTLS, Web netip.AddrPort
	// Outward are the addresses of this machine that devices can reach, the
	// most likely first, as the function Outward returns them.
	Outward []netip.Addr
	Base    string // path of the web page, "" for its root
	User    string // that devices must give, "" for none
	// Token is the path segment that devices must give, "" for none. What is
	// printed is often kept: pass "<secret>" unless a person is looking.
	Token string
	// SetUp is the secret that whoever makes the first administrator has to type, ""
	// where none is asked for.
	SetUp string
	// Data is the folder that everything is kept in.
	Data string
	// At is the time of the line in JSON.
	At time.Time
}

// reach are the addresses to reach a listener at, the most likely first.
func (b Banner) reach(listener netip.AddrPort) []netip.Addr {
	if a := listener.Addr(); !a.IsUnspecified() {
		return []netip.Addr{a.Unmap()}
	}
	if len(b.Outward) > 0 {
		return b.Outward
	}
	return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1})}
}

func (b Banner) path() string {
	if b.Token != "" {
		return devicePath + "/" + b.Token
	}
	return devicePath
}

// field is a line of a device's settings page.
type field struct{ name, value string }

// camera and recorder are the fields of the two settings pages, as they are
// named there and in their order.
func (b Banner) camera() []field {
	login := "leave unchecked"
	if b.User != "" {
		login = safetext.Line(b.User, 40) + " and its password"
	}
	return []field{
		{"Protocol Type", "http"},
		{"Domain/IP", b.reach(b.Devices)[0].String()},
		{"Server Port", strconv.Itoa(int(b.Devices.Port()))},
		{"Path", b.path()},
		{"User Name", login},
		{"Send heartbeat", "on"},
		{"Smart Alarm Data", "tick all"},
	}
}

func (b Banner) recorder() []field {
	login := field{"Anonymous Login", "checked"}
	if b.User != "" {
		login = field{"User Name", safetext.Line(b.User, 40) + " and its password"}
	}
	return []field{
		{"Protocol", "HTTP"},
		{"Server Address", b.reach(b.Devices)[0].String()},
		{"Port", strconv.Itoa(int(b.Devices.Port()))},
		{"Path", b.path()},
		login,
		{"Attaching Image", "Snap + Original"},
		{"Event Type", "Configure: move all to Send Event"},
	}
}

// Print writes the banner for a person.
func (b Banner) Print(w io.Writer, color bool) error {
	var out strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	line("")
	line("  %s %s", paint(color, bold, "Watchpost"), b.Version)
	line("")
	line("  %s", "Type this into each device's own web page, under Network > HTTP POST:")
	line("")
	b.table(&out, color)
	line("")
	const label = 14
	notes := b.notes()
	notes = append(notes, field{"Web and API", "http://" + b.webHost() + b.Base})
	if b.SetUp != "" {
		notes = append(notes, field{"Set-up token", b.SetUp + " (asked for once, by the first who opens the web page)"})
	}
	notes = append(notes, field{"Kept in", safetext.Line(b.Data, 200)})
	for _, n := range notes {
		value := n.value
		if n.name == "Web and API" {
			value = paint(color, bold, value)
		}
		line("  %s%s", paint(color, dim, safetext.Pad(n.name, label)), value)
	}
	line("")
	_, err := io.WriteString(w, out.String())
	return err
}

// table writes the fields of both pages side by side.
func (b Banner) table(out *strings.Builder, color bool) {
	left, right := b.camera(), b.recorder()
	const name = 18
	value := 0
	for _, f := range left {
		value = max(value, safetext.Width(f.value))
	}
	column := name + value + 4
	fmt.Fprintf(out, "    %s%s\n", paint(color, bold, safetext.Pad("on a camera", column)), paint(color, bold, "on a recorder (NVR)"))
	for i := range left {
		fmt.Fprintf(out, "    %s%s%s%s%s\n",
			paint(color, dim, safetext.Pad(left[i].name, name)), paint(color, bold, left[i].value),
			strings.Repeat(" ", column-name-safetext.Width(left[i].value)),
			paint(color, dim, safetext.Pad(right[i].name, name)), paint(color, bold, right[i].value))
	}
}

// notes are lines that only some machines need.
func (b Banner) notes() []field {
	var out []field
	if b.Devices.Addr().IsLoopback() || b.Devices.Addr().IsUnspecified() && len(b.Outward) == 0 {
		out = append(out, field{"Note", "only programs on this machine can reach this address"})
	}
	if others := b.reach(b.Devices)[1:]; len(others) > 0 {
		shown := make([]string, 0, maxShown)
		for _, a := range others[:min(len(others), maxShown)] {
			shown = append(shown, a.String())
		}
		out = append(out, field{"Or address", strings.Join(shown, ", ") + " (whichever the device can reach)"})
	}
	if b.DevicesTLS.IsValid() {
		out = append(out, field{"Or with TLS", fmt.Sprintf("protocol https, port %d", b.DevicesTLS.Port())})
	}
	return out
}

// webHost is the host and port of the web page as a browser here may use it.
func (b Banner) webHost() string {
	a := b.Web.Addr()
	if a.IsUnspecified() {
		a = b.reach(b.Web)[0]
	}
	return net.JoinHostPort(a.Unmap().String(), strconv.Itoa(int(b.Web.Port())))
}

// JSON writes the banner as one object: "msg" is "listening"; "devices",
// "devices_tls" and "web" are the addresses that are listened on, as host:port,
// "addresses" those of this machine that devices can reach.
func (b Banner) JSON(w io.Writer) error {
	addresses := b.reach(b.Devices)
	tls := ""
	if b.DevicesTLS.IsValid() {
		tls = b.DevicesTLS.String()
	}
	return writeJSON(w, struct {
		Time       string       `json:"time"`
		Msg        string       `json:"msg"`
		Version    string       `json:"version"`
		Devices    string       `json:"devices"`
		DevicesTLS string       `json:"devices_tls"`
		Web        string       `json:"web"`
		Addresses  []netip.Addr `json:"addresses"`
		Path       string       `json:"path"`
		User       string       `json:"user,omitempty"`
		SetUpToken string       `json:"setup_token,omitempty"`
		Data       string       `json:"data"`
	}{stamp(b.At), "listening", b.Version, b.Devices.String(), tls, b.Web.String(), addresses, b.path(), b.User, b.SetUp, b.Data})
}

// stampLayout is that of times as the API writes them.
const stampLayout = "2006-01-02T15:04:05.000000Z"

func stamp(t time.Time) string { return t.UTC().Format(stampLayout) }

// writeJSON writes v as one line.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(safetext.EscapeWriter(w))
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
