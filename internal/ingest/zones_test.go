package ingest_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/ingest"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/zone"
)

// TestZonesWatchTargets: what targets do at the zones of their camera is written,
// and who is inside is known at once.
func TestZonesWatchTargets(t *testing.T) {
	const mac, camera = "02:00:5e:10:a1:07", "cam_02005e10a107_1"
	yard := zone.Zone{ID: event.NewID(time.Now()), CameraID: camera, Kind: zone.Area, Version: 1, Points: []geo.Point{{0, 5000}, {10000, 5000}, {10000, 10000}, {0, 10000}}}
	gate := zone.Zone{ID: event.NewID(time.Now()), CameraID: camera, Kind: zone.Line, Version: 1, Points: []geo.Point{{0, 5000}, {10000, 5000}}}
	var asked []string
	r := start(t, func(s *ingest.Server) {
		s.Zones = func(id string) []zone.Zone {
			asked = append(asked, id)
			return []zone.Zone{yard}
		}
	})
	began := time.Now()
	stand := func(y int) {
		t.Helper()
		status, answer := r.post(fmt.Sprintf(`<config version="1.7"><currentTime>%s</currentTime><mac>%s</mac><traject count="1"><item><targetId>716</targetId>`+
			`<rect><x1>4000</x1><y1>%d</y1><x2>5000</x2><y2>%d</y2></rect><targetType>person</targetType></item></traject></config>`, micros(), mac, y-2000, y))
		if status != 200 {
			t.Fatalf("got %d %s", status, answer)
		}
	}
	did := func() (out []string) {
		for _, p := range collect(r, func(b *store.Batch) []zone.Passage { return b.Passages }) {
			if p.CameraID != camera || p.Type != event.TargetPerson || p.TrackID.IsZero() || p.At.Before(began.Add(-time.Second)) || p.At.After(time.Now()) {
				t.Errorf("got %+v", p)
			}
			out = append(out, string(p.Action)+string(p.Direction))
		}
		return out
	}
	if n := r.Occupancy(camera); len(n) != 0 {
		t.Errorf("before anybody came: got %v", n)
	}
	stand(4000)
	if n := r.Occupancy(camera)[yard.ID][event.TargetPerson]; n != 0 {
		t.Errorf("before it entered: %d inside", n)
	}
	stand(7000)
	if n := r.Occupancy(camera)[yard.ID][event.TargetPerson]; n != 1 {
		t.Errorf("when it entered: %d inside, want 1", n)
	}
	waitFor(t, func() bool { return slices.Equal(did(), []string{"entered"}) })
	r.SetZones("cam_x_1", []zone.Zone{gate}) // nothing was heard of it
	court := yard
	court.ID = event.NewID(time.Now())
	r.SetZones(camera, []zone.Zone{court})
	if n := r.Occupancy(camera)[court.ID][event.TargetPerson]; n != 1 {
		t.Errorf("of an area that is drawn around it: %d inside, want 1", n)
	}
	r.SetZones(camera, []zone.Zone{gate})
	stand(4000)
	waitFor(t, func() bool {
		return slices.Equal(did(), []string{"entered", "left", "entered", "left", "crossedout"})
	})
	if !slices.Equal(asked, []string{camera}) {
		t.Errorf("asked for the zones of %v, want the camera once", asked)
	}
}
