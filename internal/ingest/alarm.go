package ingest

import (
	"strconv"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/registry"
	"github.com/watchpost/watchpost/viewtron"
)

func alarmChange(a viewtron.AlarmFlag, m *viewtron.Message, deviceID, cameraID string, at time.Time) alarm.Change {
	return alarm.Change{
		DeviceID: deviceID, CameraID: cameraID, Kind: viewtron.AlarmKind(a.Name), Flag: a.Name, Rule: a.ID,
		On: a.On, At: at.UTC().Truncate(time.Microsecond), DeviceTime: m.Time.Raw,
	}
}

// restarted ends the alarms that a device had before it was started anew, which its
// clock of running time tells.
func restarted(m *viewtron.Message, e *registry.Entry, at time.Time) []alarm.End {
	if m.Layout == viewtron.LayoutRecorder {
		return nil // it may be that of one of its cameras
	}
	micros, err := strconv.ParseInt(m.Event.RelativeTime, 10, 64)
	if err != nil || micros < 0 {
		return nil
	}
	booted, again := e.Running(time.Duration(min(micros, maxRunning))*time.Microsecond, at)
	if !again {
		return nil
	}
	return []alarm.End{{DeviceID: e.ID(), Silent: booted, End: alarm.Restarted, At: at}}
}

// maxRunning is longer than any device runs, in microseconds: a century.
const maxRunning = 100 * 365 * 24 * 3600 * 1_000_000

// alarmDetail is what the connection log says of an alarm status post.
func alarmDetail(flags []viewtron.AlarmFlag) string {
	var b strings.Builder
	for i, a := range flags {
		if i == 4 {
			b.WriteString(", …")
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(viewtron.AlarmKind(a.Name))
		if a.On {
			b.WriteString(" on")
		} else {
			b.WriteString(" off")
		}
	}
	return b.String()
}
