package fleet

import (
	"fmt"
	"net"
)

// device is one of the fleet. It is kept small: there are thousands.
type device struct {
	n        int
	recorder bool
	fine     bool          // the last post was taken
	posting  chan struct{} // of one element, there while it posts
	conn     net.Conn
}

// source is the address that a device posts from.
func (d *device) source() net.IP { return net.IPv4(127, 1, byte(d.n>>8), byte(d.n)) }

func (d *device) name() string {
	if d.recorder {
		return fmt.Sprintf("Fleet Recorder %d", d.n+1)
	}
	return fmt.Sprintf("Fleet Camera %d", d.n+1)
}

func (d *device) mac() string {
	if d.recorder {
		return fmt.Sprintf("02:00:5E:F1:%02X:%02X", d.n>>8, d.n&255)
	}
	return fmt.Sprintf("02:00:5e:f0:%02x:%02x", d.n>>8, d.n&255)
}

func (d *device) serial() string { return fmt.Sprintf("WPFLT%07d", d.n+1) }

func (d *device) hangUp() {
	if d.conn != nil {
		_ = d.conn.Close()
		d.conn = nil
	}
}
