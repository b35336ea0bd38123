package ingest

import (
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/viewtron"
)

func alarmChange(a viewtron.AlarmFlag, m *viewtron.Message, deviceID, cameraID string, at time.Time) alarm.Change {
	return alarm.Change{
		DeviceID: deviceID, CameraID: cameraID, Kind: viewtron.AlarmKind(a.Name), Flag: a.Name, Rule: a.ID,
		On: a.On, At: at.UTC().Truncate(time.Microsecond), DeviceTime: m.Time.Raw,
	}
}

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
