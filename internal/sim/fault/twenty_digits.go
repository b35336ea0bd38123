package fault

import (
	"math/rand/v2"

	"github.com/watchpost/watchpost/viewtron"
)

// TwentyDigitTime is the overflow that recorders were seen to send with plates: a
// time of twenty digits, which is none.
func TwentyDigitTime() Fault {
	return Fault{
		Name: "twenty-digit-time", About: "every other event has a time of 20 digits",
		Message: func(r *rand.Rand, m *viewtron.Message) *viewtron.Message {
			if m.Event == nil || r.IntN(2) == 0 {
				return m
			}
			out := *m
			out.Time = viewtron.Timestamp{Raw: "18445822972087551616"}
			return &out
		},
	}
}
