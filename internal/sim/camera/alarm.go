package camera

import (
	"time"

	"github.com/watchpost/watchpost/internal/sim/detect"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

// raising is a flag as a server knows it.
type raising struct {
	server int
	flag   string
}

// alarm posts a flag that goes on or off. Faces and known faces share one, which is
// on as long as either is, of those that a server wants.
func (c *Camera) alarm(st *state, a detect.Alarm, at time.Time) {
	flag := st.flag(a)
	t, ok := settings.TypeOf(a.What)
	if flag == "" || !ok {
		return
	}
	var m *viewtron.Message
	for _, o := range st.outlets {
		if !o.server.AlarmStatus || !o.server.Wants(t) || !c.raise(raising{o.server.ID, flag}, a) {
			continue
		}
		if m == nil {
			m = st.device.AlarmStatus(flag, a.On, st.local(at))
			if st.settings.Clock.TwelveHours {
				m.Time = viewtron.NewLocalTimestamp(st.local(at), true)
			}
		}
		o.sender.Post(m)
	}
}

// raise notes that an alarm went on or off, and says whether its flag did.
func (c *Camera) raise(r raising, a detect.Alarm) bool {
	by := c.raised[r]
	was := len(by) > 0
	key := a
	key.On = true
	if !a.On {
		delete(by, key)
		return len(by) == 0
	}
	if by == nil {
		by = map[detect.Alarm]bool{}
		c.raised[r] = by
	}
	by[key] = true
	return !was
}

// flag is the name of an alarm in posts.
func (st *state) flag(a detect.Alarm) string {
	switch a.Of {
	case world.SceneChange.String():
		return "sceneChange"
	case world.Blur.String():
		return "clarityAbnormal"
	case world.ColorCast.String():
		return "colorAbnormal"
	}
	return st.device.Flag(a.What)
}
