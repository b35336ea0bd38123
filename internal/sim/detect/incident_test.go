package detect_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/detect"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

// happenings is a view in which something of each kind happens, and nobody comes.
const happenings = `
views:
  - place: yard
    incidents:
      - {what: sensor, at: 10s, lasts: 4s}
      - {what: sound, at: 20s, level: 60, lasts: 2s}
      - {what: item-left, at: 30s, lasts: 40s, x: 5000, y: 8000}
      - {what: item-taken, at: 40s, lasts: 3s, x: 5000, y: 8000}
      - {what: blur, at: 50s, lasts: 5s}
      - {what: color-cast, at: 52s, lasts: 5s}
      - {what: scene-change, at: 90s, lasts: 5s}
`

// exceptions are rules for all of it.
func exceptions() settings.Rules {
	r := settings.NewRules(settings.Modern)
	r.Zones = slices.DeleteFunc(r.Zones, func(z settings.Zone) bool { return z.Type != settings.Object })
	return settings.Rules{Zones: r.Zones, Sensors: r.Sensors, Abnormal: r.Abnormal, Sound: r.Sound}
}

// TestIncidents holds what is detected of what happens, when, and how long the alarms
// last; and that nothing is without its rule.
func TestIncidents(t *testing.T) {
	type when struct {
		what       viewtron.Detection
		from, to   time.Duration // of its alarm
		of         string
		incidental world.Happening
	}
	hold := settings.Hold
	sensor := when{viewtron.Sensor, 10 * time.Second, 14*time.Second + hold, "", world.AlarmInput}
	sound := when{viewtron.Audio, 20 * time.Second, 22*time.Second + hold, "", world.Sound}
	item := when{viewtron.ObjectRemoved, 35 * time.Second, 35*time.Second + hold, "", world.ItemLeft}
	blur := when{viewtron.VideoAbnormal, 50 * time.Second, 55*time.Second + hold, "blur", world.Blur}
	cast := when{viewtron.VideoAbnormal, 52 * time.Second, 57*time.Second + hold, "color-cast", world.ColorCast}
	scene := when{viewtron.VideoAbnormal, 90 * time.Second, 95*time.Second + hold, "scene-change", world.SceneChange}
	for _, tt := range []struct {
		name   string
		change func(*settings.Rules)
		want   []when
	}{
		{"all", func(*settings.Rules) {}, []when{sensor, sound, item, blur, cast, scene}},
		{"no sensor", func(r *settings.Rules) { r.Sensors.On = false }, []when{sound, item, blur, cast, scene}},
		{"no sound", func(r *settings.Rules) { r.Sound.On = false }, []when{sensor, item, blur, cast, scene}},
		{"loud sounds only", func(r *settings.Rules) { r.Sound.Sensitivity = 30 }, []when{sensor, item, blur, cast, scene}},
		{"no objects", func(r *settings.Rules) { r.Zones[0].On = false }, []when{sensor, sound, blur, cast, scene}},
		{"objects elsewhere", func(r *settings.Rules) {
			r.Zones[0].Points = []viewtron.Point{{X: 0, Y: 0}, {X: 1000, Y: 0}, {X: 1000, Y: 1000}}
		}, []when{sensor, sound, blur, cast, scene}},
		{"objects after long", func(r *settings.Rules) { r.Zones[0].Dwell = time.Minute }, []when{sensor, sound, blur, cast, scene}},
		{"no video exception", func(r *settings.Rules) { r.Abnormal.On = false }, []when{sensor, sound, item}},
		{"scene change only", func(r *settings.Rules) { r.Abnormal.Blur, r.Abnormal.ColorCast = false, false }, []when{sensor, sound, item, scene}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := exceptions()
			tt.change(&r)
			posts, alarms := watch(view(t, happenings), r, 0, 3*time.Minute)
			var got, want []string
			for _, p := range posts {
				got = append(got, fmt.Sprint(p.at, p.What, p.Incident.What))
			}
			var changes []change
			for _, w := range tt.want {
				want = append(want, fmt.Sprint(ceil(w.from), w.what, w.incidental))
				on := detect.Alarm{What: w.what, Of: w.of, On: true}
				off := on
				off.On = false
				// An alarm ends so long after it was raised as was told then.
				changes = append(changes, change{ceil(w.from), on}, change{ceil(w.to), off})
			}
			slices.SortStableFunc(changes, func(a, b change) int { return int(a.at - b.at) })
			if !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
			if tt.name != "all" {
				return
			}
			for i, c := range changes {
				if i >= len(alarms) || alarms[i].Alarm != c.Alarm || (alarms[i].at-c.at).Abs() > tick {
					t.Fatalf("alarms %v, want %v", alarms, changes)
				}
			}
		})
	}
}

// TestNextIsWhenAnItemHasBeenThereForLong holds that a detector says when it must look
// again for an item.
func TestNextIsWhenAnItemHasBeenThereForLong(t *testing.T) {
	v := view(t, happenings)
	r := exceptions()
	d := detect.New(settings.Rules{Zones: r.Zones})
	at := 30 * time.Second
	if found, _ := d.Step(detect.Moment{At: at, Incidents: v.Incidents(at, nil)}); len(found) > 0 || d.Next() != 35*time.Second {
		t.Fatalf("found %v, next %v, want nothing and 35s", found, d.Next())
	}
	at = d.Next()
	if found, _ := d.Step(detect.Moment{At: at, Incidents: v.Incidents(at, nil)}); len(found) != 1 || d.Next() != at+settings.Hold {
		t.Errorf("found %v, next %v, want the item and the end of its alarm", found, d.Next())
	}
}

// TestTheYardRests holds that in the richest scenario motion ends again and again.
func TestTheYardRests(t *testing.T) {
	s, err := world.Load("everything")
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(5) {
		v := s.Views(seed)[0]
		r := settings.NewRules(settings.Classic)
		_, alarms := watch(v, settings.Rules{Motion: r.Motion, Cells: r.Cells}, 0, 10*time.Minute)
		off := 0
		for _, a := range alarms {
			if !a.On {
				off++
			}
		}
		if off < 3 {
			t.Errorf("seed %d: the alarm of motion went off %d times in 10 minutes, want at least 3: %v", seed, off, alarms)
		}
	}
}
