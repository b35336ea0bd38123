package fault

import "time"

// RebootLoop is a device that starts anew every few minutes.
func RebootLoop() Fault {
	return Fault{Name: "reboot-loop", About: "the device reboots every 3 minutes", Reboot: 3 * time.Minute}
}
