package sqlite_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/bucket"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// benchEvents is how many events the store of the reading benchmarks holds. Ten
// million take a quarter of an hour and 4 GB.
func benchEvents(b *testing.B) int {
	text := os.Getenv("WATCHPOST_BENCH_EVENTS")
	if text == "" {
		return 200_000
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// mixed changes an event into one of a mix: a few types of very different
// frequency, plates now and then, pictures of most.
func mixed(ev *event.Event, r *rand.Rand) {
	t := &ev.Targets[0]
	ev.Type = "region_intrusion"
	switch k := r.IntN(10_000); {
	case k < 2:
		ev.Type, t.Type = "fire", event.TargetUnknown
	case k < 1000:
		text := plateText(r)
		ev.Type, t.Type = "license_plate", event.TargetPlate
		t.Plate = &event.Plate{Text: text, Group: [...]string{"visitors", "residents", "staff"}[r.IntN(3)]}
		ev.Plate, ev.Group = text, t.Plate.Group
	case k < 1500:
		ev.Type, t.Type, t.Face = "face", event.TargetFace, &event.Face{Sex: "male"}
	case k < 5000:
		ev.Type, t.Type = "line_crossing", event.TargetCar
	case k < 7000:
		ev.Type = "motion"
	}
	if ev.Type != "motion" {
		ev.Images = []event.Image{{Kind: event.ImageSource, Width: 1280, Height: 720, Bytes: 300_000, Name: ev.ReceivedAt.Format("2006/01/02/15/") + ev.ID.String() + "-0.jpg"}}
	}
}

func plateText(r *rand.Rand) string {
	b := make([]byte, 0, 7)
	for range 3 {
		b = append(b, "ABCDEFGHJKLMNPRSTUVWXYZ"[r.IntN(23)])
	}
	return string(fmt.Appendf(b, "%04d", r.IntN(10_000)))
}

func BenchmarkEventsPage(b *testing.B) {
	const batch, cams = 500, 20
	db := open(b, filepath.Join(b.TempDir(), "w.db"))
	defer db.Close()
	total, r := benchEvents(b), rand.New(rand.NewPCG(1, 2))
	if _, err := db.Commit(b.Context(), &store.Batch{At: t0, Devices: cameras(cams)}); err != nil {
		b.Fatal(err)
	}
	for n := 0; n < total; n += batch {
		some := &store.Batch{At: t0}
		for i := range batch {
			e := newEvent(n+i, cams)
			mixed(e.Event, r)
			some.Events = append(some.Events, e)
		}
		if _, err := db.Commit(b.Context(), some); err != nil {
			b.Fatal(err)
		}
	}
	middle := t0.Add(time.Duration(total/2) * 10 * time.Millisecond)
	day := func(q store.EventQuery) store.EventQuery {
		q.After, q.Before = middle, middle.Add(5*time.Minute)
		return q
	}
	one := []string{"cam_a_3"}
	for _, bb := range []struct {
		name  string
		query store.EventQuery
	}{
		{"newest", store.EventQuery{}},
		{"span", day(store.EventQuery{})},
		{"hours", store.EventQuery{Hours: &bucket.Clock{From: 11*time.Hour + 10*time.Minute, To: 11*time.Hour + 12*time.Minute, Zone: time.UTC}}},
		{"hours+camera+rare-type", store.EventQuery{Cameras: one, Types: []event.Type{"fire"}, Hours: &bucket.Clock{From: 11*time.Hour + 10*time.Minute, To: 11*time.Hour + 12*time.Minute, Zone: time.UTC}}},
		{"rising", store.EventQuery{Above: int64(total / 2), Rising: true}},
		{"camera", store.EventQuery{Cameras: one}},
		{"device", store.EventQuery{Devices: []string{"dev_a"}}},
		{"camera+type+span", day(store.EventQuery{Cameras: one, Types: []event.Type{"line_crossing"}})},
		{"camera+rare-type", store.EventQuery{Cameras: one, Types: []event.Type{"fire"}}},
		{"rare-type", store.EventQuery{Types: []event.Type{"fire"}}},
		{"category", store.EventQuery{Categories: []event.Category{event.CategoryIntrusion}}},
		{"target", store.EventQuery{Targets: []event.TargetType{event.TargetCar}}},
		{"type+never-target", store.EventQuery{Types: []event.Type{"region_intrusion"}, Targets: []event.TargetType{event.TargetFace}}},
		{"face", store.EventQuery{HasFace: true}},
		{"group", store.EventQuery{Groups: []string{"staff"}}},
		{"group+camera", store.EventQuery{Groups: []string{"staff"}, Cameras: one}},
		{"plate", store.EventQuery{Plate: "ABC1234"}},
		{"plate-like", store.EventQuery{Fuzzy: "ABC12"}},
		{"plate-pattern", store.EventQuery{Fuzzy: "A*"}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := db.Events(b.Context(), bb.query); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("counts-day", func(b *testing.B) {
		for b.Loop() {
			if _, err := db.Counts(b.Context(), store.CountQuery{Bucket: 24 * time.Hour}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("journal", func(b *testing.B) {
		for b.Loop() {
			if _, err := db.Journal(b.Context(), int64(total/2), 100); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkPlates looks for plates among 200,000.
func BenchmarkPlates(b *testing.B) {
	const total, batch = 200_000, 1000
	db := open(b, filepath.Join(b.TempDir(), "w.db"))
	defer db.Close()
	if _, err := db.Commit(b.Context(), &store.Batch{At: t0, Devices: cameras(1)}); err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for n := 0; n < total; n += batch {
		some := &store.Batch{At: t0}
		for i := range batch / 4 { // four plates an event: there are fewer to write
			e := newEvent(n+i, 1)
			e.Targets = nil
			for range 4 {
				e.Targets = append(e.Targets, event.Target{Type: event.TargetPlate, Plate: &event.Plate{Text: plateText(r)}})
			}
			some.Events = append(some.Events, e)
		}
		if _, err := db.Commit(b.Context(), some); err != nil {
			b.Fatal(err)
		}
	}
	for _, bb := range []struct {
		name  string
		query store.PlateQuery
	}{
		{"newest", store.PlateQuery{}},
		{"exact", store.PlateQuery{Exact: "KLM4821"}},
		{"prefix", store.PlateQuery{Prefix: "KL"}},
		{"long-prefix", store.PlateQuery{Prefix: "KLM48"}},
		{"group", store.PlateQuery{Group: "nobody"}},
		{"like", store.PlateQuery{Fuzzy: "KLM4821"}},
		{"part", store.PlateQuery{Fuzzy: "482"}},
		{"pattern", store.PlateQuery{Fuzzy: "K*1"}},
		{"letter", store.PlateQuery{Fuzzy: "K"}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := db.Plates(b.Context(), bb.query); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
