package registry

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"

	"github.com/watchpost/watchpost/internal/device"
)

// Sender is what a post tells of who sent it.
type Sender struct {
	Addr   netip.Addr // the TCP peer
	MAC    string     // normalised, "" when not told
	Serial string
	Kind   device.Kind // what the post's layout says, KindUnknown when it says nothing
}

// id is the device's id by what the post says, "" when it says nothing.
func (s Sender) id() string {
	switch {
	case s.MAC != "":
		return "dev_" + strings.ReplaceAll(s.MAC, ":", "")
	case s.Serial != "":
		return "dev_sn_" + safe(s.Serial)
	}
	return ""
}

// isMACID says whether id is that of a device with this MAC, normalised.
func isMACID(id, mac string) bool {
	const prefix = "dev_"
	if len(mac) != 6*3-1 || len(id) != len(prefix)+6*2 || id[:len(prefix)] != prefix {
		return false
	}
	for i, j := 0, len(prefix); i < len(mac); i, j = i+3, j+2 {
		if id[j:j+2] != mac[i:i+2] {
			return false
		}
	}
	return true
}

// fits says whether a post that does not name its sender may be e's.
func (s Sender) fits(e *Entry) bool {
	if s.Kind == device.KindUnknown {
		return true
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.d.Kind == s.Kind || e.d.Kind == device.KindUnknown
}

func addressID(a netip.Addr) string {
	return "dev_ip_" + strings.NewReplacer(":", "-", "%", "-").Replace(a.String())
}

// safe makes a part of an id from a device's text: as it is when it is short and
// plain, else a hash of it.
func safe(s string) string {
	plain := len(s) <= 32
	for i := 0; plain && i < len(s); i++ {
		c := s[i]
		plain = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
	}
	if plain {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return "x" + hex.EncodeToString(sum[:8])
}

// CameraID is the id of one channel of a device.
func CameraID(deviceID string, channel int) string {
	return "cam_" + strings.TrimPrefix(deviceID, "dev_") + "_" + strconv.Itoa(channel)
}

// ownerOf is the id of the device that a camera's id belongs to.
func ownerOf(cameraID string) (string, bool) {
	rest, ok := strings.CutPrefix(cameraID, "cam_")
	i := strings.LastIndexByte(rest, '_')
	if !ok || i < 0 {
		return "", false
	}
	return "dev_" + rest[:i], true
}
