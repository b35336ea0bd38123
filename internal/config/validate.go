package config

import (
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/watchpost/watchpost/internal/webproxy"
)

// Validate says what is wrong with c as Problems, all of them at once with
// their paths, or nil.
func (c Serve) Validate() error {
	if problems := c.validate(); len(problems) > 0 {
		return problems
	}
	return nil
}

func (c Serve) validate() Problems {
	v := &validator{Serve: c}
	v.folders()
	v.listeners()
	v.credentials()
	v.limits()
	v.clocks()
	return v.problems
}

type validator struct {
	Serve
	problems Problems
}

func (v *validator) check(ok bool, path, format string, args ...any) {
	if !ok {
		v.problems = append(v.problems, Problem{Path: path, Text: fmt.Sprintf(format, args...)})
	}
}

func (v *validator) folders() {
	v.check(v.Data != "", "data", "must name a folder, for example ./watchpost-data")
	for _, f := range []struct{ path, name string }{{"data", v.Data}, {"devices-cert", v.DevicesCert}, {"devices-key", v.DevicesKey}} {
		v.check(!strings.ContainsRune(f.name, 0), f.path, "%.60q is not a file name", f.name)
	}
}

func (v *validator) listeners() {
	v.listener("devices", v.Devices)
	v.listener("web", v.Web)
	if v.DevicesTLS != "" {
		v.listener("devices-tls", v.DevicesTLS)
	}
	v.check(v.DevicesTLS != "" || v.DevicesCert == "" && v.DevicesKey == "", "devices-cert",
		"serves only devices-tls, which is off; give devices-tls an address such as :5443")
	v.check((v.DevicesCert == "") == (v.DevicesKey == ""), "devices-key",
		"devices-cert and devices-key go together: give both, or neither for a self-signed certificate")
	v.check(v.DevicesTLS != "" || !v.DevicesTLSLegacy, "devices-tls-legacy",
		"changes only devices-tls, which is off; give devices-tls an address such as :5443")
	v.check(!sameAddress(v.Devices, v.Web), "web", "%s is the address of devices already; give each its own port", v.Web)
	v.check(!sameAddress(v.Devices, v.DevicesTLS), "devices-tls", "%s is the address of devices already; give each its own port", v.DevicesTLS)
	v.check(!sameAddress(v.Web, v.DevicesTLS), "devices-tls", "%s is the address of web already; give each its own port", v.DevicesTLS)
	v.proxies()
}

// headerForm is the name of a header.
var headerForm = regexp.MustCompile(`^[A-Za-z0-9-]{1,100}$`)

func (v *validator) proxies() {
	v.check(v.WebBasePath == "" || webproxy.ValidBase(v.WebBasePath), "web-base-path",
		"%.80q is not a path such as /watchpost: it begins with a slash, does not end with one, and holds letters, digits and . _ ~ -", v.WebBasePath)
	v.check(!slices.ContainsFunc(v.TrustedProxy.prefixes, func(p netip.Prefix) bool { return p.Bits() == 0 }), "trusted-proxy",
		"any would believe everybody; name the addresses of your proxies")
	v.check(v.LoginHeader == "" || headerForm.MatchString(v.LoginHeader), "login-header", "%.80q is not the name of a header such as X-Forwarded-User", v.LoginHeader)
	v.check(v.LoginHeader == "" || !v.TrustedProxy.IsEmpty(), "login-header", "needs trusted-proxy: nobody else may say who has logged in")
	v.check(v.LoginHeader == "" || !v.Open, "login-header", "does not go with open, where nobody has to log in")
}

func (v *validator) listener(path, address string) {
	if validAddress(address) {
		return
	}
	hint := "write HOST:PORT, or :PORT for all addresses of this machine"
	if _, err := strconv.ParseUint(address, 10, 16); err == nil {
		hint = "did you mean :" + address + "?"
	}
	v.check(false, path, "%.80q is not an address to listen on; %s", address, hint)
}

// validAddress says whether a listener may be given address. The host is not
// looked up.
func validAddress(address string) bool {
	host, port, err := net.SplitHostPort(address)
	if err != nil || strings.ContainsFunc(host, func(r rune) bool { return unicode.IsSpace(r) || r == '/' || r == '@' }) {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}

// WebOnLoopback says whether only this machine can reach the web side.
func (c Serve) WebOnLoopback() bool { return onLoopback(c.Web) }

// onLoopback says whether only this machine can reach a listener.
func onLoopback(address string) bool {
	host, _, _ := net.SplitHostPort(address)
	if a, err := netip.ParseAddr(host); err == nil {
		return a.Unmap().IsLoopback()
	}
	return host == "localhost"
}

// sameAddress says whether two listeners would want the same port of the same
// address. Port 0 is any free one.
func sameAddress(a, b string) bool {
	hostA, portA, errA := net.SplitHostPort(a)
	hostB, portB, errB := net.SplitHostPort(b)
	all := func(host string) bool { return host == "" || host == "0.0.0.0" || host == "::" }
	return errA == nil && errB == nil && portA == portB && portA != "0" &&
		(hostA == hostB || all(hostA) || all(hostB))
}

// tokenForm is what can stand in a path as it is, and be typed into a device.
var tokenForm = regexp.MustCompile(`^[A-Za-z0-9._~-]{8,128}$`)

func (v *validator) credentials() {
	v.check(v.DeviceUser == "" || v.DevicePassword.IsSet(), "device-password", "must be given together with device-user")
	v.check(v.DeviceUser != "" || !v.DevicePassword.IsSet(), "device-user", "must be given together with device-password")
	v.check(!strings.ContainsFunc(v.DeviceUser, func(r rune) bool { return r == ':' || r == '"' || !unicode.IsPrint(r) }),
		"device-user", "must not hold colons, quotes or control characters")
	v.check(!v.DeviceToken.IsSet() || tokenForm.MatchString(v.DeviceToken.Reveal()), "device-token",
		"must be 8 to 128 letters, digits and . _ ~ -, since it is part of the path devices post to")
	v.check(len(v.Allow.prefixes) > 0, "allow", "names no network, so no device could post; write private, or networks such as 192.0.2.0/24")
}

func (v *validator) limits() {
	v.check(v.MaxPost >= 64<<10 && v.MaxPost <= 1<<30, "max-post", "%s is not between 64KiB and 1GiB", v.MaxPost)
	v.check(v.MaxInflight >= v.MaxPost, "max-inflight", "%s has no room for one post of max-post, which is %s", v.MaxInflight, v.MaxPost)
	v.check(v.MaxConnections >= 1, "max-connections", "must be at least 1")
	v.check(v.MaxConnectionsPerAddress >= 1, "max-connections-per-address", "must be at least 1")
	v.between("idle", v.Idle, time.Second, 7*day)
	v.check(v.MaxDevices >= 1 && v.MaxDevices <= 1<<20, "max-devices", "%d is not between 1 and 1048576", v.MaxDevices)
	v.check(v.Keep == 0 || time.Duration(v.Keep) >= time.Minute, "keep", "%s is shorter than a minute; 0 keeps events for ever", v.Keep)
	v.check(v.KeepSize >= 0 && v.KeepFree >= 0 && v.CaptureSize >= 0, "keep-size", "sizes must not be negative")
	v.between("capture-age", v.CaptureAge, 0, 365*day)
	v.between("track-silence", v.TrackSilence, 500*time.Millisecond, time.Minute)
	v.check(v.AlarmLimit == 0 || time.Duration(v.AlarmLimit) >= time.Minute, "alarm-limit", "%s is shorter than a minute; 0 lets alarms last for ever", v.AlarmLimit)
	v.check(v.LogFormat == LogText || v.LogFormat == LogJSON, "log-format", "must be text or json")
	v.check(v.DateOrder == MonthFirst || v.DateOrder == DayFirst, "date-order", "must be mdy or dmy")
}

func (v *validator) between(path string, d Duration, least, most time.Duration) {
	v.check(time.Duration(d) >= least && time.Duration(d) <= most, path, "%s is not between %s and %s", d, Duration(least), Duration(most))
}

func (v *validator) clocks() {
	for i, c := range v.Clocks {
		path := fmt.Sprintf("%s[%d]", clocksOption, i)
		v.check(c.Device != "", path+".device", "must name a device by its id, MAC or serial number")
		v.check(c.DateOrder == MonthFirst || c.DateOrder == DayFirst, path+".date-order", "must be mdy or dmy")
		first := slices.IndexFunc(v.Clocks, func(o Clock) bool { return o.Device == c.Device })
		v.check(c.Device == "" || first == i, path+".device", "%.60q has a clock already, in %s[%d]", c.Device, clocksOption, first)
	}
}
