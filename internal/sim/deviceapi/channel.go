package deviceapi

import "strconv"

func channelInfo(r *request) ([]byte, error) {
	d := r.answer()
	d.enums(
		[]string{"channelStatus", "online", "offline", "videoOn", "videoLoss"},
		[]string{"channelType", "Normal", "Thermal", "Fisheye", "Panoramic", "PTZ", "4PTZFusion"},
	)
	channels := r.channels()
	d.list("channelList", len(channels))
	for i, c := range channels {
		d.begin("item")
		d.uint("channelId", i+1)
		d.string("name", c.name)
		d.text("status", channelStatus(c), "type", "channelStatus")
		d.text("attribute", "Normal", "type", "channelType")
		d.end()
	}
	return d.finish(), nil
}

// channelList answers GetChannelList, whose items stand beside the list.
func channelList(r *request) ([]byte, error) {
	d := r.answer()
	d.enums([]string{"channelStatus", "online", "offline", "videoOn", "videoLoss"})
	channels := r.channels()
	beside(d, "channelIDList", len(channels))
	for i, c := range channels {
		d.text("item", strconv.Itoa(i+1), "channelStatus", channelStatus(c))
	}
	return d.finish(), nil
}

// beside begins a list of the first protocol: it is empty, and its items follow.
func beside(d *document, name string, count int) {
	d.empty(name, "type", "list", "count", strconv.Itoa(count))
	d.empty("itemType", "type", "string", "maxLen", "20")
}

func channelStatus(c lens) string {
	if c.online {
		return "online"
	}
	return "offline"
}

func cameraDisk(r *request) ([]byte, error) { return disk(r, "disk1", "SD", 61057, 1204) }

func recorderDisk(r *request) ([]byte, error) { return disk(r, "disk1", "HDD", 3815447, 20480) }

// disk answers GetDiskInfo, whose status has another name on the first protocol.
func disk(r *request, id, storage string, total, free int) ([]byte, error) {
	d := r.answer()
	states := []string{"diskStatus", "read", "read/write", "unformat", "formatting", "exception"}
	if r.gen > api1 {
		states = append(states, "locked")
	}
	d.enums(states)
	d.list("diskInfo", 1)
	d.begin("item")
	d.string("id", id)
	d.uint("totalSpace", total)
	d.uint("freeSpace", free)
	if storage == "SD" {
		d.uint("imageFreeSpace", free)
	}
	if r.gen == api1 {
		d.text("diskStatus", "read/write", "type", "diskStatus")
	} else {
		d.text("status", "read/write", "type", "diskStatus")
		d.text("storageType", storage, "type", "diskType")
	}
	return d.finish(), nil
}

func recordTypes(r *request) ([]byte, error) {
	types := []string{"manual", "schedule", "motion", "sensor", "intel detection"}
	if len(r.channels()) == 1 {
		types = append(types, "nic broken")
	}
	d := r.answer()
	d.list("recTypeCaps", len(types))
	d.empty("itemType", "type", "string", "maxLen", "20")
	for _, t := range types {
		d.text("item", t)
	}
	return d.finish(), nil
}
