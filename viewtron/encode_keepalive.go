package viewtron

import "strings"

// keepalive writes a heartbeat in its shape.
func (w *writer) keepalive(m *Message) {
	switch m.Keepalive {
	case KeepaliveEmpty:
		if m.Version != "" || m.MessageType != "" || m.Device != (Identity{}) || m.Time.Raw != "" {
			w.fail("Keepalive", "an empty one says nothing of its sender")
		}
	case KeepaliveDeviceInfo:
		w.keepaliveDeviceInfo(m)
	case KeepaliveMessage:
		w.keepaliveMessage(m)
	case KeepaliveIdentity:
		if m.MessageType != "" || m.Device == (Identity{}) {
			w.fail("Keepalive", "one of an identity holds that and no messageType")
			return
		}
		w.begin("config", m.Version)
		w.optional("currentTime", "", m.Time.Raw)
		w.deviceInfo(m.Device, namesLong)
		w.close("config")
	default:
		w.fail("Keepalive", "there is no shape %d", m.Keepalive)
	}
}

// keepaliveDeviceInfo writes the shape of classic cameras: a root of its own
// without a namespace, capitalised names, and one that ends in a dot (Q3).
func (w *writer) keepaliveDeviceInfo(m *Message) {
	if m.Version != "" || m.MessageType != "" || m.Time.Raw != "" {
		w.fail("Keepalive", "a DeviceInfo has no version, messageType or time")
		return
	}
	w.begin("DeviceInfo", "")
	w.leaf("DeviceName", "", m.Device.Name)
	w.leaf("DeviceNo.", "", m.Device.Number)
	w.cdata("SN", "", m.Device.Serial)
	w.leaf("ipAddress", "", m.Device.IP)
	w.leaf("macAddress", "", m.Device.MAC)
	w.optional("channelId", "", m.Device.ChannelID)
	w.close("DeviceInfo")
}

// keepaliveMessage writes the shape of recorders, which firmware 5.3.1 shares.
func (w *writer) keepaliveMessage(m *Message) {
	if !strings.EqualFold(m.MessageType, "keepalive") {
		w.fail("MessageType", "%.60q is not a keepalive", m.MessageType)
		return
	}
	w.begin("config", m.Version)
	w.leaf("messageType", "", m.MessageType)
	w.deviceInfo(m.Device, namesShort)
	w.optional("currentTime", "", m.Time.Raw)
	w.close("config")
}
