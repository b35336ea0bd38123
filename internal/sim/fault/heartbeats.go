package fault

import (
	"math/rand/v2"

	"github.com/watchpost/watchpost/viewtron"
)

// MissingHeartbeats is a device that looks dead while nothing happens.
func MissingHeartbeats() Fault {
	return Fault{
		Name: "missing-heartbeats", About: "no heartbeat is sent",
		Message: func(_ *rand.Rand, m *viewtron.Message) *viewtron.Message {
			if m.Kind == viewtron.KindKeepalive {
				return nil
			}
			return m
		},
	}
}
