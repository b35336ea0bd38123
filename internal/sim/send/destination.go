// Package send is a device's way to one receiver: the connection, the heartbeats,
// the login, and what is lost when the receiver does not answer as it should.
package send

import (
	"net"
	"strconv"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// Destination is where posts go, and how.
type Destination struct {
	HTTPS   bool // whatever certificate the receiver has
	Address string
	Port    int
	Path    string
	// Login answers a receiver that asks for credentials, by Basic or Digest.
	Login          bool
	User, Password string
	Persistent     bool          // one connection for all posts
	Interval       time.Duration // of heartbeats, 0 for none
}

// ToServer is the destination of a camera's server.
func ToServer(s *settings.Server) Destination {
	d := Destination{
		HTTPS: s.Protocol == "https", Address: s.Address, Port: s.Port, Path: s.Path,
		Login: s.Login, User: s.User, Password: s.Password, Persistent: s.Persistent,
	}
	if s.Heartbeat {
		d.Interval = s.Interval
	}
	return d
}

// ToBasic is the destination of a camera's older httpPost block.
func ToBasic(b *settings.BasicPost) Destination {
	return Destination{Address: b.Address, Port: b.Port, Path: b.Path, Persistent: true, Interval: b.Keepalive}
}

// ToRecorder is the destination of a recorder.
func ToRecorder(p *settings.RecorderPost) Destination {
	return Destination{
		HTTPS: p.HTTPS, Address: p.Address, Port: p.Port, Path: p.Path,
		Login: !p.Anonymous, User: p.User, Password: p.Password, Persistent: p.Persistent, Interval: p.Interval,
	}
}

func (d *Destination) scheme() string {
	if d.HTTPS {
		return "https"
	}
	return "http"
}

// URL is the destination as people write it, without the login.
func (d *Destination) URL() string { return d.scheme() + "://" + d.host() + d.path() }

// dialed is the address to connect to.
func (d *Destination) dialed() string { return net.JoinHostPort(d.Address, strconv.Itoa(d.Port)) }

// host is the address as requests name it.
func (d *Destination) host() string {
	if d.HTTPS && d.Port == 443 || !d.HTTPS && d.Port == 80 {
		if ip := net.ParseIP(d.Address); ip != nil && ip.To4() == nil {
			return "[" + d.Address + "]"
		}
		return d.Address
	}
	return d.dialed()
}

func (d *Destination) path() string {
	if d.Path == "" {
		return "/"
	}
	return d.Path
}
