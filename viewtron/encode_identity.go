package viewtron

// The names that deviceInfo has for what it holds: recorders and keepalives of
// firmware 5.3.1 write the short ones, status posts of cameras the long ones.
type identityStyle uint8

const (
	namesShort identityStyle = iota
	namesLong
)

// deviceInfo writes who posts. Nothing is written for a sender that is not told.
func (w *writer) deviceInfo(id Identity, style identityStyle) {
	if id == (Identity{}) {
		return
	}
	w.open("deviceInfo")
	if style == namesLong {
		w.cdata("deviceName", "", id.Name)
		w.cdata("deviceNo.", "", id.Number)
		w.cdata("sn", "", id.Serial)
		w.cdata("ipAddress", "", id.IP)
		w.cdata("macAddress", "", id.MAC)
	} else {
		w.cdata("deviceName", "", id.Name)
		w.cdata("ip", "", id.IP)
		w.cdata("mac", "", id.MAC)
		w.optionalCDATA("sn", "", id.Serial)
		w.optionalCDATA("deviceNo.", "", id.Number)
	}
	w.optional("channelId", "", id.ChannelID)
	w.close("deviceInfo")
}

// sender writes who posts an event or tracks: at the top, and in deviceInfo only
// what cameras never put there.
func (w *writer) sender(id Identity) {
	if id.IP != "" || id.Number != "" {
		w.deviceInfo(id, namesLong)
		return
	}
	w.optionalCDATA("mac", "string", id.MAC)
	w.optionalCDATA("sn", "string", id.Serial)
	w.optionalCDATA("deviceName", "string", id.Name)
	w.optional("channelId", "uint32", id.ChannelID)
}
