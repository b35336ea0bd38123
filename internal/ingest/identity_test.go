package ingest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

// camera is a camera's intrusion post, of one target.
func camera(mac string, target int, at time.Time) string {
	return fmt.Sprintf(`<config version="1.7"><smartType>PEA</smartType><currentTime>%d</currentTime><mac>%s</mac><deviceName>Yard East</deviceName><perimeter><perInfo><item><eventId>%d</eventId><targetId>%d</targetId><status>SMART_START</status><rect><x1>10</x1><y1>20</y1><x2>30</x2><y2>40</y2></rect></item></perInfo></perimeter></config>`,
		at.UnixMicro(), mac, target+200, target)
}

func TestR77SameSightFromCameraAndRecorderIsKeptTwice(t *testing.T) {
	r := start(t, nil)
	at := time.Now()
	a := r.event(camera("02:00:5e:10:a1:07", 716, at))
	b := r.event(nvr("regionIntrusion", fmt.Sprint(at.UnixMicro()), `<eventInfo><item><eventId>916</eventId><targetId>716</targetId></item></eventInfo>`))
	if a.Targets[0].ID != b.Targets[0].ID || a.DeviceID == b.DeviceID || a.Source != event.SourceCamera || b.Source != event.SourceNVR {
		t.Errorf("got %+v and %+v: what would group them is lost", a, b)
	}
}

func TestR60TracksAndEventsShareCameraAndTarget(t *testing.T) {
	r := start(t, nil)
	mac := "02:00:5e:10:a1:07"
	r.post(fmt.Sprintf(`<config version="1.7"><currentTime>%s</currentTime><mac>%s</mac><traject count="1"><item><targetId>716</targetId><rect><x1>1</x1><y1>2</y1><x2>3</x2><y2>4</y2></rect><targetType>person</targetType></item></traject></config>`, micros(), mac))
	ev := r.event(camera(mac, 716, time.Now()))
	tracks := func() []track.Update { return collect(r, func(b *store.Batch) []track.Update { return b.Tracks }) }
	waitFor(t, func() bool { return len(tracks()) > 0 })
	if tr := tracks()[0]; tr.CameraID != ev.CameraID || tr.TargetID != ev.Targets[0].ID {
		t.Errorf("track %s of %s, event of %s of %s: they do not meet", tr.TargetID, tr.CameraID, ev.Targets[0].ID, ev.CameraID)
	}
}

func TestR74EventsWithoutADeviceTimeStandWhereTheyArrived(t *testing.T) {
	r := start(t, nil)
	var last time.Time
	for i := range 5 {
		ev := r.event(nvr("regionIntrusion", "", fmt.Sprintf("<eventInfo><item><eventId>%d</eventId></item></eventInfo>", i)))
		if !ev.OccurredAt.Equal(ev.ReceivedAt) || ev.OccurredAt.Before(last) || ev.Seq != int64(i+1) {
			t.Errorf("event %d: occurred %v, received %v, seq %d", i, ev.OccurredAt, ev.ReceivedAt, ev.Seq)
		}
		last = ev.OccurredAt
	}
}

func TestR79DeviceTextIsNeverAPath(t *testing.T) {
	r := start(t, nil)
	for _, evil := range []string{"../../etc/passwd", "..%2f..%2fx", "/abs", "a/b", `C:\x`, "CON", strings.Repeat("x", 300), "x\u202ey", "-rf"} {
		body := strings.NewReplacer("Recorder One", evil, "<eventId>1<", "<eventId>"+evil+"<", "<targetId>1<", "<targetId>"+evil+"<", "02:00:5E:20:C3:0B", evil).Replace(
			nvr("regionIntrusion", micros(), `<eventInfo><item><eventId>1</eventId><targetId>1</targetId></item></eventInfo>`+source(b64(picture(8, 8)))))
		ev := r.event(body)
		if strings.ContainsAny(ev.DeviceID+ev.CameraID, `/\% `) {
			t.Errorf("%q became part of the ids %q and %q", evil, ev.DeviceID, ev.CameraID)
		}
	}
	for name := range r.memory.files {
		if !images.ValidName(name) {
			t.Errorf("a file is named %q", name)
		}
	}
}
