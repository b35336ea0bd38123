package fault

// SlowUplink is a device on a thin line, on which a picture takes seconds.
func SlowUplink() Fault {
	return Fault{Name: "slow-uplink", About: "64 KB/s leave the device", Rate: 64 << 10}
}
