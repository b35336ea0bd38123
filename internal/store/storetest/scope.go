package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/internal/zone"
)

// scope: to a caller who is limited to some cameras a store answers as one that
// never heard of the others would. Only numbers differ: they are of all cameras
// together.
func scope(t *testing.T, r *rig) {
	part := r.another()
	seen := access.Only(camID("a", 1), camID("b", 2), "cam_none_1")
	all := r.anything(300)
	r.batch(all)
	part.at = r.at
	part.batch(within(all, seen))

	limited := access.WithScope(t.Context(), seen)
	reads := append(r.lists(), r.single(all)...)
	for _, read := range reads {
		t.Run(read.name, func(t *testing.T) {
			got, gotErr := read.do(limited, r)
			want, wantErr := read.do(t.Context(), part)
			if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) || !reflect.DeepEqual(got, want) {
				t.Errorf("\ngot  %+v, %v\nwant %+v, %v", got, gotErr, want, wantErr)
			}
			if full, err := read.do(t.Context(), r); err != nil || reflect.DeepEqual(full, want) && !read.same {
				t.Errorf("without a limit: got the same, %v", err)
			}
		})
	}
}

// scopeOfNothing: who is limited to no camera that there is sees nothing.
func scopeOfNothing(t *testing.T, r *rig) {
	all := r.anything(50)
	r.batch(all)
	empty := r.another()
	for _, s := range []access.Scope{access.Only(), access.Only("cam_none_1")} {
		ctx := access.WithScope(t.Context(), s)
		for _, read := range append(r.lists(), r.single(all)...) {
			got, gotErr := read.do(ctx, r)
			want, wantErr := read.do(t.Context(), empty)
			if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) || !reflect.DeepEqual(got, want) {
				t.Errorf("%s:\ngot  %+v, %v\nwant %+v, %v", read.name, got, gotErr, want, wantErr)
			}
		}
	}
}

// scopeOfTheRest: what belongs to no camera is for those who see everything, and
// the journal gives those who do not the places alone of what they do not see.
func scopeOfTheRest(t *testing.T, r *rig) {
	hidden, shown := r.make(nil), r.make(nil)
	shown.CameraID = camID("a", 2)
	r.batch(&store.Batch{
		Devices: []device.Device{dev("a", 3), dev("b", 2)}, Events: []*store.NewEvent{hidden, shown},
		Quarantined: []store.Quarantined{{ID: "01KAXW3V1S8Z6Q4J7T2M9B5C0D", ReceivedAt: t0, DeviceID: "dev_a", Reason: "not-xml"}},
		Alarms:      []alarm.Change{flag("intrusion", "1", true, 1)},
		Tracks: []track.Update{{Change: track.Began, Track: track.Track{
			ID: hidden.ID, DeviceID: "dev_a", CameraID: camID("a", 1), TargetID: "1", Type: event.TargetPerson, FirstSeen: t0, LastSeen: t0,
		}}},
	})
	ctx := access.WithScope(t.Context(), access.Only(camID("a", 2)))
	if got, _, err := r.Quarantined(ctx, store.Page{}); err != nil || got == nil || len(got) != 0 {
		t.Errorf("quarantine: got %+v, %v", got, err)
	}
	if got, err := r.QuarantinedPost(ctx, "01KAXW3V1S8Z6Q4J7T2M9B5C0D"); !errors.Is(err, event.ErrNotFound) {
		t.Errorf("a quarantined post: got %+v, %v", got, err)
	}
	if err := r.Pin(ctx, hidden.ID, true); !errors.Is(err, event.ErrNotFound) {
		t.Errorf("pin what is out of sight: got %v", err)
	}
	if err := r.Pin(ctx, shown.ID, true); err != nil {
		t.Errorf("pin: %v", err)
	}
	full, err := r.Journal(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	part, err := r.Journal(ctx, 0, 100)
	if err != nil || len(part) != len(full) {
		t.Fatalf("journal: got %d entries, %v, want the places of all %d", len(part), err, len(full))
	}
	for i, e := range part {
		inSight := full[i].Event != nil && full[i].Event.CameraID == camID("a", 2)
		if e.Seq != full[i].Seq || (e.Event != nil) != inSight || e.Alarm != nil || e.Track != nil || !inSight && !e.At.IsZero() {
			t.Errorf("entry %d: got %+v of %+v", i, e, full[i])
		}
	}
}

// scopeOfZones: zones, what happened at them and how often are of their camera.
func scopeOfZones(t *testing.T, r *rig) {
	a, l := area(), line() // of camera 1 and of camera 2
	r.batch(&store.Batch{
		Devices: []device.Device{dev("a", 2)}, Zones: []zone.Zone{a, l},
		Passages: []zone.Passage{pass(&a, a.ID, zone.Entered, "", 1), pass(&l, l.ID, zone.Crossed, zone.In, 2)},
	})
	ctx := access.WithScope(t.Context(), access.Only(camID("a", 2)))
	if got, err := r.Zones(ctx); err != nil || len(got) != 1 || got[0].ID != l.ID {
		t.Errorf("zones: got %+v, %v", got, err)
	}
	for _, zones := range [][]zone.ID{nil, {a.ID, l.ID}} {
		if got, _, err := r.Passages(ctx, store.PassageQuery{Zones: zones}); err != nil || len(got) != 1 || got[0].ZoneID != l.ID {
			t.Errorf("passages of %v: got %+v, %v", zones, got, err)
		}
		if got, err := r.ZoneCounts(ctx, store.ZoneCountQuery{Bucket: time.Hour, TimeZone: time.UTC, Zones: zones}); err != nil || len(got) != 1 || got[0].ZoneID != l.ID {
			t.Errorf("counts of %v: got %+v, %v", zones, got, err)
		}
	}
	if got, err := r.ZoneCounts(t.Context(), store.ZoneCountQuery{Bucket: time.Hour, TimeZone: time.UTC}); err != nil || len(got) != 2 {
		t.Errorf("without a limit: got %+v, %v", got, err)
	}
}

// scopeOfIncidents: an incident is in sight when all its cameras are.
func scopeOfIncidents(t *testing.T, r *rig) {
	at := func(channels ...int) func(*incident.Incident) {
		return func(in *incident.Incident) {
			in.Cameras = nil
			for _, c := range channels {
				in.Cameras = append(in.Cameras, incident.Camera{DeviceID: "dev_a", CameraID: camID("a", c)})
			}
		}
	}
	one, both, two := happening(1, at(1)), happening(2, at(1, 2)), happening(3, at(2))
	r.batch(&store.Batch{Devices: []device.Device{dev("a", 3)}, Follow: opened(one, both, two)})
	for _, tt := range []struct {
		name  string
		scope access.Scope
		want  []*incident.Incident
	}{
		{"everything", access.Scope{}, []*incident.Incident{two, both, one}},
		{"one camera", access.Only(camID("a", 1)), []*incident.Incident{one}},
		{"both cameras", access.Only(camID("a", 1), camID("a", 2)), []*incident.Incident{two, both, one}},
		{"another", access.Only(camID("a", 3)), nil},
		{"nothing", access.Only(), nil},
	} {
		ctx := access.WithScope(t.Context(), tt.scope)
		for _, cameras := range [][]string{nil, {camID("a", 1), camID("a", 2), camID("a", 3)}} {
			got, _, err := r.Incidents(ctx, store.IncidentQuery{Cameras: cameras})
			if err != nil || len(got) != len(tt.want) {
				t.Errorf("%s, of %v: got %+v, %v", tt.name, cameras, got, err)
				continue
			}
			for i := range got {
				if got[i].ID != tt.want[i].ID {
					t.Errorf("%s, of %v: got %+v", tt.name, cameras, got)
				}
			}
		}
		for _, in := range []*incident.Incident{one, both, two} {
			_, err := r.Incident(ctx, in.ID)
			if seen := slices.Contains(tt.want, in); (err == nil) != seen || !seen && !errors.Is(err, incident.ErrNotFound) {
				t.Errorf("%s: incident of %v: %v", tt.name, in.Cameras, err)
			}
			if m, err := r.IncidentMembers(ctx, in.ID); err != nil || m.Events == nil {
				t.Errorf("%s: members of %v: %+v, %v", tt.name, in.Cameras, m, err)
			}
		}
	}
}

// anything is a batch of what two devices saw.
func (r *rig) anything(events int) *store.Batch {
	rnd := rand.New(rand.NewPCG(7, 7))
	b := &store.Batch{Devices: []device.Device{dev("a", 3), dev("b", 2), dev("c", 1)}, At: r.at}
	for i := range b.Devices {
		b.Devices[i].Counters.Events = 9
	}
	place := func() (deviceID, cameraID string) {
		d := []string{"a", "b"}[rnd.IntN(2)]
		return "dev_" + d, camID(d, 1+rnd.IntN(2))
	}
	for range events {
		n := r.make(func(ev *event.Event) {
			ev.DeviceID, ev.CameraID = place()
			for range rnd.IntN(3) {
				text := fmt.Sprintf("AB%dC%d", rnd.IntN(4), rnd.IntN(6))
				ev.Type = "license_plate"
				ev.Targets = append(ev.Targets, event.Target{Type: event.TargetPlate, Plate: &event.Plate{
					Text: text, Group: []string{"", "Staff"}[rnd.IntN(2)], Owner: fmt.Sprint(rnd.IntN(3)),
				}})
				ev.Plate, ev.Group = ev.Targets[0].Plate.Text, ev.Targets[0].Plate.Group
			}
		})
		n.Raw = []byte("<xml/>" + n.ID.String())
		b.Events = append(b.Events, n)
		d, c := place()
		b.Alarms = append(b.Alarms, alarm.Change{DeviceID: d, CameraID: c, Kind: []string{"motion", "face"}[rnd.IntN(2)], On: rnd.IntN(2) == 0, At: r.at})
		d, c = place()
		b.Tracks = append(b.Tracks, track.Update{Change: track.Began, Track: track.Track{
			ID: n.ID, DeviceID: d, CameraID: c, TargetID: fmt.Sprint(rnd.IntN(3)), Type: event.TargetPerson, FirstSeen: r.at, LastSeen: r.at, Heading: -1,
		}})
	}
	return b
}

// within is what of a batch belongs to cameras in sight.
func within(b *store.Batch, s access.Scope) *store.Batch {
	out := &store.Batch{At: b.At}
	for _, d := range b.Devices {
		if d, ok := d.Within(s); ok {
			out.Devices = append(out.Devices, d)
		}
	}
	for _, n := range b.Events {
		if s.Camera(n.CameraID) {
			ev := *n.Event
			out.Events = append(out.Events, &store.NewEvent{Event: &ev, Dedup: n.Dedup, Raw: n.Raw})
		}
	}
	for _, a := range b.Alarms {
		if s.Camera(a.CameraID) {
			out.Alarms = append(out.Alarms, a)
		}
	}
	for _, t := range b.Tracks {
		if s.Camera(t.CameraID) {
			out.Tracks = append(out.Tracks, t)
		}
	}
	return out
}

// read is something that callers read.
type read struct {
	name string
	do   func(ctx context.Context, r *rig) (any, error)
	same bool // there may be nothing of it out of sight
}

// pages reads all pages of a list.
func pages[T any](list func(p store.Page) ([]T, string, error)) ([]T, error) {
	out := []T{}
	p := store.Page{Limit: 7}
	for {
		page, next, err := list(p)
		if err != nil {
			return nil, err
		}
		out = append(out, page...)
		if p.Cursor = next; next == "" {
			return out, nil
		}
	}
}

func (r *rig) lists() []read {
	var out []read
	for _, q := range []store.EventQuery{
		{}, {Cameras: []string{camID("a", 1), camID("a", 2)}}, {Cameras: []string{camID("a", 2)}}, {Devices: []string{"dev_a"}},
		{HasPlate: true}, {Plate: "AB1C1"}, {Fuzzy: "AB1"}, {Groups: []string{"staff"}}, {Targets: []event.TargetType{event.TargetPlate}}, {Types: []event.Type{"license_plate"}},
	} {
		out = append(out, read{fmt.Sprintf("events %+v", q), func(ctx context.Context, r *rig) (any, error) {
			return pages(func(p store.Page) ([]event.Event, string, error) {
				q.Cursor, q.Limit = p.Cursor, p.Limit
				page, err := r.Events(ctx, q)
				var events []event.Event
				for _, ev := range page.Events {
					ev.Seq = 0
					events = append(events, *ev)
				}
				return events, page.Next, err
			})
		}, false})
	}
	for _, cameras := range [][]string{nil, {camID("a", 1), camID("b", 1)}, {camID("b", 1)}} {
		out = append(out, read{fmt.Sprint("alarms ", cameras), func(ctx context.Context, r *rig) (any, error) {
			return pages(func(p store.Page) ([]alarm.Alarm, string, error) {
				got, next, err := r.Alarms(ctx, store.AlarmQuery{Page: p, Cameras: cameras})
				for i := range got {
					got[i].ID = 0
				}
				return got, next, err
			})
		}, false}, read{fmt.Sprint("tracks ", cameras), func(ctx context.Context, r *rig) (any, error) {
			return pages(func(p store.Page) ([]track.Track, string, error) {
				return r.Tracks(ctx, store.TrackQuery{Page: p, Cameras: cameras})
			})
		}, false}, read{fmt.Sprint("counts ", cameras), func(ctx context.Context, r *rig) (any, error) {
			return r.Counts(ctx, store.CountQuery{Bucket: time.Minute, Cameras: cameras})
		}, false})
	}
	for _, q := range []store.PlateQuery{{}, {Prefix: "AB1"}, {Exact: "AB1C1"}, {Fuzzy: "AB1C"}, {Group: "staff"}, {Fuzzy: "AB", Group: "Staff"}, {Exact: "NONE"}} {
		out = append(out, read{fmt.Sprintf("plates %+v", q), func(ctx context.Context, r *rig) (any, error) {
			return pages(func(p store.Page) ([]store.PlateSummary, string, error) {
				q.Page = p
				return r.Plates(ctx, q)
			})
		}, q.Exact == "NONE"})
	}
	return append(out, read{"devices", func(ctx context.Context, r *rig) (any, error) { return r.Devices(ctx) }, false})
}

// notFound makes the errors of not finding something alike.
func notFound(v any, err error) (any, error) {
	if errors.Is(err, event.ErrNotFound) || errors.Is(err, device.ErrNotFound) || errors.Is(err, track.ErrNotFound) {
		return nil, nil
	}
	return v, err
}

// single reads each thing by itself.
func (r *rig) single(b *store.Batch) []read {
	return []read{
		{"each event", func(ctx context.Context, r *rig) (any, error) {
			var out []any
			for _, n := range b.Events {
				ev, err := r.Event(ctx, n.ID)
				if err == nil {
					ev.Seq = 0
				}
				v, err := notFound(ev, err)
				if err != nil {
					return nil, err
				}
				raw, err := notFound(r.Raw(ctx, n.ID))
				if err != nil {
					return nil, err
				}
				out = append(out, v, raw)
			}
			return out, nil
		}, false},
		{"each device and camera", func(ctx context.Context, r *rig) (any, error) {
			var out []any
			for _, d := range b.Devices {
				v, err := notFound(r.Device(ctx, d.ID))
				if err != nil {
					return nil, err
				}
				out = append(out, v)
				for _, c := range d.Cameras {
					if v, err = notFound(r.Camera(ctx, c.ID)); err != nil {
						return nil, err
					}
					out = append(out, v)
				}
			}
			return out, nil
		}, false},
		{"each track", func(ctx context.Context, r *rig) (any, error) {
			var out []any
			for _, t := range b.Tracks {
				v, err := notFound(r.Track(ctx, t.ID))
				if err != nil {
					return nil, err
				}
				out = append(out, v)
			}
			return out, nil
		}, false},
		{"each plate", func(ctx context.Context, r *rig) (any, error) {
			var out []any
			for _, n := range b.Events {
				if n.Plate == "" {
					continue
				}
				v, err := notFound(r.Plate(ctx, n.Plate))
				if err != nil {
					return nil, err
				}
				out = append(out, v)
			}
			return out, nil
		}, false},
	}
}
