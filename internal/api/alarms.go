package api

import (
	"fmt"
	"net/http"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// alarmJSON is an alarm as the API tells it, in lists and in the stream.
type alarmJSON struct {
	ID         int64     `json:"id"`
	Device     deviceRef `json:"device"`
	Camera     cameraRef `json:"camera"`
	Kind       string    `json:"kind"`
	Flag       string    `json:"flag,omitempty"`
	Rule       string    `json:"rule,omitempty"`
	State      string    `json:"state"` // "on" or "off"
	StartedAt  timestamp `json:"started_at"`
	LastAt     timestamp `json:"last_at"`
	EndedAt    timestamp `json:"ended_at,omitzero"`
	End        string    `json:"end,omitempty"`
	DeviceTime string    `json:"device_time,omitempty"`
	Incident   event.ID  `json:"incident,omitzero"`
}

// The states of an alarm.
const (
	alarmOn  = "on"
	alarmOff = "off"
)

func (j *joiner) alarm(a *alarm.Alarm) alarmJSON {
	out := alarmJSON{
		ID: a.ID, Device: j.device(a.DeviceID), Camera: j.camera(a.DeviceID, a.CameraID),
		Kind: a.Kind, Flag: a.Flag, Rule: a.Rule, State: alarmOn,
		StartedAt: timestamp(a.StartedAt), LastAt: timestamp(a.LastAt), EndedAt: timestamp(a.EndedAt),
		End: a.End, DeviceTime: a.DeviceTime, Incident: a.Incident,
	}
	if !a.EndedAt.IsZero() {
		out.State = alarmOff
	}
	return out
}

type alarmList struct {
	Alarms []alarmJSON `json:"alarms"`
	Next   string      `json:"next,omitempty"`
}

// alarms handles GET /api/v1/alarms.
func (s *Server) alarms(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	aq := store.AlarmQuery{Page: q.page(), Cameras: q.list("camera"), Devices: q.list("device"), Kinds: q.list("kind")}
	aq.After, aq.Before = q.between()
	aq.Open = q.either("state", alarmOn, alarmOff)
	if q.err != nil {
		return q.err
	}
	found, next, err := s.Store.Alarms(r.Context(), aq)
	if err != nil {
		return fmt.Errorf("list alarms: %w", err)
	}
	out := alarmList{Alarms: make([]alarmJSON, len(found)), Next: next}
	j := s.joiner(r.Context())
	for i := range found {
		out.Alarms[i] = j.alarm(&found[i])
	}
	return writeJSON(w, out)
}
