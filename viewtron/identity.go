package viewtron

import "strings"

// NormalizeMAC writes a MAC address in lower case with colons, whatever form it
// was sent in: colons, hyphens (the legacy alarm server), or neither. It is ""
// for what is not a MAC, and for all zeros.
func NormalizeMAC(s string) string {
	var digits [12]byte
	n := 0
	zero := true
	for i := range len(s) {
		c := s[i]
		switch {
		case c == ':' || c == '-' || c == '.':
			continue
		case c >= 'A' && c <= 'F':
			c += 'a' - 'A'
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f':
		default:
			return ""
		}
		if n == len(digits) {
			return ""
		}
		digits[n] = c
		n++
		zero = zero && c == '0'
	}
	if n != len(digits) || zero {
		return ""
	}
	var b strings.Builder
	b.Grow(17)
	for i := 0; i < len(digits); i += 2 {
		if i > 0 {
			b.WriteByte(':')
		}
		b.Write(digits[i : i+2])
	}
	return b.String()
}

// identity reads who a post is from. Recorders and 5.3.1 keepalives have ip and
// mac in deviceInfo; camera status posts have ipAddress, macAddress, sn and a
// deviceNo. whose name ends in a dot (Q3); camera events have mac, sn,
// deviceName and perhaps channelId at the top. Sample posts often have nothing
// (Q49), and some plate posts of recorders no channelId (Q27). What a post says
// of its sender is more than its address does: a camera on a port of a recorder
// posts from the recorder's (Q47).
func identity(root elem) Identity {
	id := identityIn(root.child("deviceInfo"))
	top := identityIn(root)
	for _, f := range [...]struct{ to, from *string }{
		{&id.Name, &top.Name}, {&id.MAC, &top.MAC}, {&id.Serial, &top.Serial},
		{&id.IP, &top.IP}, {&id.Number, &top.Number}, {&id.ChannelID, &top.ChannelID},
	} {
		if *f.to == "" {
			*f.to = *f.from
		}
	}
	return id
}

func identityIn(e elem) (id Identity) {
	for c := range e.children() {
		switch n := c.name(); {
		case equalFold(n, "deviceName"):
			id.Name = c.text()
		case equalFold(n, "mac"), equalFold(n, "macAddress"):
			id.MAC = c.text()
		case equalFold(n, "sn"):
			id.Serial = c.text()
		case equalFold(n, "ip"), equalFold(n, "ipAddress"):
			id.IP = c.text()
		case equalFold(n, "deviceNo."):
			id.Number = c.text()
		case equalFold(n, "channelId"):
			id.ChannelID = c.text()
		}
	}
	return id
}
