// Package fault is trouble on purpose: what devices and their networks do wrong,
// or might, each a value with a name.
package fault

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

// Fault is one kind of trouble. Any of its parts may be nil or zero. What they are
// given is shared with other receivers: they return copies. Their randomness is
// the device's own.
type Fault struct {
	Name  string
	About string // a line for people

	// Message changes a message before it is written. Nil keeps it from being sent.
	Message func(*rand.Rand, *viewtron.Message) *viewtron.Message
	// Body changes the body of a post, which is never empty.
	Body func(*rand.Rand, []byte) []byte
	// Again says how many more times a post is sent.
	Again func(*rand.Rand) int
	// Cut is the share of a post after which the connection drops; 1 is all.
	Cut func(*rand.Rand) float64
	// Rate is how many bytes a second leave the device.
	Rate int
	// Reboot is how long the device runs before it starts anew.
	Reboot time.Duration
}

// All are the faults there are, in the order of their names.
func All() []Fault {
	return []Fault{
		ClockSkew(), DroppedConnections(), Duplicates(), EmptyImages(), MalformedXML(), MissingHeartbeats(),
		NonUTF8Names(), RebootLoop(), SlowUplink(), TwentyDigitTime(), NoImages(), WrongLengths(),
	}
}

// Named are the faults of these names.
func Named(names ...string) ([]Fault, error) {
	all := All()
	var out []Fault
	for _, name := range names {
		i := slices.IndexFunc(all, func(f Fault) bool { return f.Name == name })
		if i < 0 {
			known := make([]string, len(all))
			for k, f := range all {
				known[k] = f.Name
			}
			return nil, fmt.Errorf("there is no fault %q; there are %s", name, strings.Join(known, ", "))
		}
		out = append(out, all[i])
	}
	return out, nil
}

// withImages is a copy of a message whose pictures are changed. A nil picture
// takes it out.
func withImages(m *viewtron.Message, change func(viewtron.Image) *viewtron.Image) *viewtron.Message {
	if m.Event == nil {
		return m
	}
	changed := func(img *viewtron.Image) *viewtron.Image {
		if img == nil {
			return nil
		}
		return change(*img)
	}
	out, event := *m, *m.Event
	out.Event = &event
	event.Overview = changed(event.Overview)
	event.Targets = slices.Clone(event.Targets)
	for i := range event.Targets {
		event.Targets[i].Image = changed(event.Targets[i].Image)
	}
	return &out
}
