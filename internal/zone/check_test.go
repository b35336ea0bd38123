package zone_test

import (
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/zone"
)

func TestCheck(t *testing.T) {
	tests := []struct {
		name   string
		change func(*zone.Zone)
		want   string // part of the error; "" for none
	}{
		{"as it is", func(*zone.Zone) {}, ""},
		{"a bow", func(z *zone.Zone) { z.Points = []geo.Point{{0, 0}, {10000, 10000}, {10000, 0}, {0, 10000}} }, ""},
		{"of a colour", func(z *zone.Zone) { z.Color = "#1E90ff" }, ""},
		{"without a name", func(z *zone.Zone) { z.Name = " " }, "name: give"},
		{"a long name", func(z *zone.Zone) { z.Name = strings.Repeat("é", 101) }, "name: longer than 100"},
		{"a strange name", func(z *zone.Zone) { z.Name = "a\nb" }, "name: has a character"},
		{"a colour by name", func(z *zone.Zone) { z.Color = "blue" }, `color: "blue"`},
		{"a short colour", func(z *zone.Zone) { z.Color = "#fff" }, `color: "#fff"`},
		{"without a kind", func(z *zone.Zone) { z.Kind = "" }, "kind: "},
		{"two points of an area", func(z *zone.Zone) { z.Points = z.Points[:2] }, "points: an area has 3 to 64 points, and here are 2"},
		{"many points", func(z *zone.Zone) { z.Points = make([]geo.Point, 65) }, "here are 65"},
		{"a line with a bend", func(z *zone.Zone) { z.Kind = zone.Line; z.Points = z.Points[:3] }, "points: a line has 2 points"},
		{"a point outside", func(z *zone.Zone) { z.Points[2] = geo.Point{5, 10001} }, "points[2]: [5,10001] is outside"},
		{"a point twice", func(z *zone.Zone) { z.Points[1] = z.Points[0] }, "points[1]: is where points[0] is"},
		{"closed by hand", func(z *zone.Zone) { z.Points = append(z.Points, z.Points[0]) }, "points[0]: is where points[4] is"},
		{"a short line", func(z *zone.Zone) { z.Kind = zone.Line; z.Points = []geo.Point{{0, 0}, {60, 60}} }, "points: the line is shorter"},
		{"a flat area", func(z *zone.Zone) { z.Points = []geo.Point{{0, 0}, {60, 60}, {50, 50}} }, "points: all lie on one line"},
		{"of faces", func(z *zone.Zone) { z.Targets = []event.TargetType{event.TargetPerson, event.TargetFace} }, `targets[1]: "face" is none`},
		{"of persons twice", func(z *zone.Zone) { z.Targets = []event.TargetType{event.TargetPerson, event.TargetPerson} }, "targets[1]: person stands there twice"},
		{"of a negative dwell", func(z *zone.Zone) { z.MinDwell = -1 }, "min_dwell_seconds: give 0 to 86400"},
		{"a line to dwell on", func(z *zone.Zone) { *z = gate(); z.MinDwell = time.Second }, "min_dwell_seconds: nobody stays on a line"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			z := square()
			tt.change(&z)
			switch err := z.Check(); {
			case tt.want == "" && err != nil:
				t.Errorf("got %v, want no error", err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("got %v, want %q in it", err, tt.want)
			}
		})
	}
	bad := zone.Zone{Kind: "circle", Color: "x"}
	for _, field := range []string{"name", "kind", "color"} {
		if !strings.Contains(bad.Check().Error(), field+": ") {
			t.Errorf("%q does not tell of the %s", bad.Check(), field)
		}
	}
}

func TestSameShape(t *testing.T) {
	a := square()
	a.Targets = []event.TargetType{event.TargetCar, event.TargetPerson}
	b := square()
	b.Targets = []event.TargetType{event.TargetPerson, event.TargetCar}
	b.Name, b.Color = "Other", "#000000"
	if !a.SameShape(&b) {
		t.Error("another name makes another shape")
	}
	for name, change := range map[string]func(*zone.Zone){
		"points":  func(z *zone.Zone) { z.Points = z.Points[:3] },
		"kind":    func(z *zone.Zone) { z.Kind = zone.Line },
		"targets": func(z *zone.Zone) { z.Targets = nil },
		"dwell":   func(z *zone.Zone) { z.MinDwell = time.Second },
	} {
		other := b
		change(&other)
		if a.SameShape(&other) {
			t.Errorf("other %s are the same shape", name)
		}
	}
}
