package fault

import (
	"math/rand/v2"
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

// ClockSkew is a device whose clock is almost an hour and a half behind.
func ClockSkew() Fault {
	const skew = -83 * time.Minute
	return Fault{
		Name: "clock-skew", About: "the device's clock is 83 minutes behind",
		Message: func(_ *rand.Rand, m *viewtron.Message) *viewtron.Message {
			out := *m
			switch {
			case !m.Time.UTC.IsZero():
				out.Time = viewtron.NewTimestamp(m.Time.UTC.Add(skew))
			case m.Time.Local != (viewtron.LocalTime{}):
				monthFirst := len(m.Time.Raw) > len(time.DateTime)
				if at, ok := m.Time.In(time.UTC, false); ok {
					out.Time = viewtron.NewLocalTimestamp(at.Add(skew), monthFirst)
				}
			}
			return &out
		},
	}
}
