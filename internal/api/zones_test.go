package api_test

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/internal/zone"
	"github.com/watchpost/watchpost/internal/zoning"
)

const (
	zoneID = "01KAXW3V1S8Z6Q4J7T2M9B5Z01"
	lineID = "01KAXW3V1S8Z6Q4J7T2M9B5Z02"
	// fullCamera has as many zones as it may.
	fullCamera = "cam_02005e40f40d_0"
	// drawing is an area as a person draws it.
	drawing = `{"name":" Yard ","color":"#1e90ff","kind":"area","points":[[0,0],[5000,0],[5000,5000]],"targets":["person"],"min_dwell_seconds":1.5}`
)

// drawnZones are an area and a line, with what happened at them.
func drawnZones(at time.Time) ([]zone.Zone, []zone.Passage, []store.ZoneCount) {
	zones := []zone.Zone{
		{ID: id(zoneID), CameraID: cameraID, Name: "Yard", Color: "#1e90ff", Kind: zone.Area, Points: []geo.Point{{1, 2}, {3000, 4}, {5, 6000}},
			Targets: []event.TargetType{event.TargetPerson, event.TargetCar}, MinDwell: 1500 * time.Millisecond, Version: 2, Since: at, CreatedAt: at.Add(-time.Hour)},
		{ID: id(lineID), CameraID: cameraID, Name: "Gate", Kind: zone.Line, Points: []geo.Point{{1, 2}, {3000, 4}}, Version: 1, Since: at, CreatedAt: at},
	}
	base := zone.Passage{ZoneID: id(zoneID), Version: 2, CameraID: cameraID, TrackID: id(eventID), Type: event.TargetPerson, At: at}
	entered, left, crossed := base, base, base
	entered.Action, entered.Inside = zone.Entered, true
	left.Action, left.Dwell = zone.Left, 2500*time.Millisecond
	crossed.ZoneID, crossed.Version, crossed.Action, crossed.Direction = id(lineID), 1, zone.Crossed, zone.In
	hour := at.Truncate(time.Hour)
	return zones, []zone.Passage{left, crossed, entered}, []store.ZoneCount{
		{Start: hour, ZoneID: id(zoneID), Target: event.TargetPerson, Entered: 3, Left: 2, Dwelled: 1, DwellSum: 5 * time.Second},
		{Start: hour, ZoneID: id(lineID), Target: event.TargetCar, In: 4, Out: 1},
		{Start: hour, ZoneID: id(goneID), Target: event.TargetCar, Entered: 1},
	}
}

func (w *world) Passages(_ context.Context, q store.PassageQuery) ([]zone.Passage, string, error) {
	w.passed = q
	return w.passages, "more", w.err
}

func (w *world) ZoneCounts(_ context.Context, q store.ZoneCountQuery) ([]store.ZoneCount, error) {
	w.zcquery = q
	return w.zcounts, w.err
}

func (w *world) Occupancy(camera string) map[zone.ID]map[event.TargetType]int {
	if camera != cameraID || len(w.zones) == 0 {
		return nil
	}
	return map[zone.ID]map[event.TargetType]int{w.zones[0].ID: {event.TargetPerson: 2, event.TargetCar: 1}}
}

// fakeZones has the methods of the keeper of zones.
type fakeZones struct{ w *world }

func (f fakeZones) OfCamera(camera string) (out []zone.Zone) {
	for _, z := range f.w.zones {
		if z.CameraID == camera {
			out = append(out, z)
		}
	}
	return out
}

func (f fakeZones) Zone(id zone.ID) (zone.Zone, error) {
	for _, z := range f.w.zones {
		if z.ID == id {
			return z, nil
		}
	}
	return zone.Zone{}, zone.ErrNotFound
}

func (f fakeZones) Create(_ context.Context, z zone.Zone) (zone.Zone, error) {
	if z.CameraID == fullCamera {
		return z, zoning.ErrTooMany
	}
	z.ID, z.Version, z.Since, z.CreatedAt = id(postID), 1, now, now
	f.w.zones = append(f.w.zones, z)
	return z, f.w.err
}

func (f fakeZones) Change(_ context.Context, z zone.Zone) (zone.Zone, error) {
	old, err := f.Zone(z.ID)
	z.CameraID, z.Version, z.Since, z.CreatedAt = old.CameraID, 3, now, old.CreatedAt
	return z, err
}

func (f fakeZones) Delete(_ context.Context, id zone.ID) error {
	_, err := f.Zone(id)
	f.w.zones = slices.DeleteFunc(f.w.zones, func(z zone.Zone) bool { return z.ID == id })
	return err
}

func (f fakeZones) Evaluate(id zone.ID, after time.Time) (zoning.Evaluation, error) {
	e, err := f.Evaluation(id)
	e.After, e.State = after, zoning.Waiting
	return e, err
}

func (f fakeZones) Evaluation(id zone.ID) (zoning.Evaluation, error) {
	z, err := f.Zone(id)
	if err == nil && z.Kind == zone.Line {
		err = zoning.ErrNoEvaluation
	}
	return zoning.Evaluation{ZoneID: id, Version: 2, State: zoning.Running, Before: now, Tracks: 8, Done: 2, Passages: 5, StartedAt: now}, err
}

func (f fakeZones) Cancel(id zone.ID) (zoning.Evaluation, error) {
	e, err := f.Evaluation(id)
	e.State, e.EndedAt = zoning.Cancelled, now
	return e, err
}

func TestDrawAZone(t *testing.T) {
	w := newWorld()
	h := w.server().Handler()
	rec := call(h, "POST", "/api/v1/cameras/"+cameraID+"/zones", body("application/json", drawing))
	if rec.Code != http.StatusCreated || rec.Header().Get("Location") != "/api/v1/zones/"+postID {
		t.Fatalf("got %d, %q: %s", rec.Code, rec.Header().Get("Location"), rec.Body)
	}
	want := zone.Zone{
		ID: id(postID), CameraID: cameraID, Name: "Yard", Color: "#1e90ff", Kind: zone.Area, Points: []geo.Point{{0, 0}, {5000, 0}, {5000, 5000}},
		Targets: []event.TargetType{event.TargetPerson}, MinDwell: 1500 * time.Millisecond, Version: 1, Since: now, CreatedAt: now,
	}
	if got := w.zones[2]; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	got := decodeJSON(t, call(h, "GET", "/api/v1/zones/"+zoneID))
	if o := got["occupancy"].(map[string]any); o["total"] != 3.0 || o["targets"].(map[string]any)["person"] != 2.0 {
		t.Errorf("occupancy: got %v, want three, two of them persons", o)
	}
	if got := decodeJSON(t, call(h, "GET", "/api/v1/zones/"+lineID)); got["occupancy"] != nil {
		t.Errorf("a line is occupied: %v", got["occupancy"])
	}
}

// TestBadDrawings: what is wrong with a drawing is said, all of it.
func TestBadDrawings(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		want       []string
	}{
		{"nothing", `{}`, []string{"name: give the zone a name", `kind: ""`}},
		{"a point of three numbers", `{"name":"x","kind":"line","points":[[1,2,3],[4,5]]}`, []string{"points[0]: a point is written [x,y]"}},
		{"a point between", `{"name":"x","kind":"line","points":[[1.5,2],[4000,5]]}`, []string{"cannot be read"}},
		{"an endless dwell", `{"name":"x","kind":"area","points":[[0,0],[5000,0],[0,5000]],"min_dwell_seconds":1e300}`, []string{"min_dwell_seconds: give 0 to 86400"}},
		{"something else", `{"name":"x","kind":"line","points":[[1,2],[4000,5]],"colour":"#000000"}`, []string{"colour"}},
		{"wrong all over", `{"name":"","color":"red","kind":"line","points":[[1,2],[99999,5]],"targets":["dog"]}`, []string{"name: ", "color: ", "points[1]: ", `targets[0]: "dog"`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rec := call(newWorld().server().Handler(), "PUT", "/api/v1/zones/"+zoneID, body("application/json", tt.body))
			detail := fmt.Sprint(wantProblem(t, rec, "bad_body")["detail"])
			for _, want := range tt.want {
				if !strings.Contains(detail, want) {
					t.Errorf("got %q, want %q in it", detail, want)
				}
			}
		})
	}
}

func TestPassageQueries(t *testing.T) {
	for _, tt := range []struct {
		query string
		want  store.PassageQuery
	}{
		{"", store.PassageQuery{}},
		{"zone=" + lineID + "&track=" + eventID, store.PassageQuery{Zones: []zone.ID{id(lineID)}, Tracks: []track.ID{id(eventID)}}},
		{"action=crossed,left&direction=in&target=car", store.PassageQuery{
			Actions: []zone.Action{zone.Crossed, zone.Left}, Directions: []zone.Direction{zone.In}, Targets: []event.TargetType{event.TargetCar}}},
		{"camera=" + cameraID, store.PassageQuery{Zones: []zone.ID{id(zoneID), id(lineID)}}},
		{"camera=" + cameraID + "&zone=" + lineID, store.PassageQuery{Zones: []zone.ID{id(lineID)}}},
	} {
		t.Run(tt.query, func(t *testing.T) {
			w := newWorld()
			tt.want.Limit = 50
			rec := call(w.server().Handler(), "GET", "/api/v1/passages?"+tt.query)
			if rec.Code != 200 || !reflect.DeepEqual(w.passed, tt.want) {
				t.Errorf("got %d %+v, want %+v", rec.Code, w.passed, tt.want)
			}
		})
	}
	w := newWorld()
	rec := call(w.server().Handler(), "GET", "/api/v1/passages?camera=cam_x_1")
	if got := decodeJSON(t, rec); len(got["passages"].([]any)) != 0 || got["next"] != nil {
		t.Errorf("of a camera without zones: got %v, want none", got)
	}
}

func TestCountsOfZones(t *testing.T) {
	w := newWorld()
	got := decodeJSON(t, call(w.server().Handler(), "GET", "/api/v1/counts?bucket=day&tz=Europe/Berlin&target=car&zone="+zoneID+","+lineID))
	if q := w.zcquery; q.Bucket != 24*time.Hour || q.TimeZone.String() != "Europe/Berlin" || len(q.Zones) != 2 || len(q.Targets) != 1 || q.After.IsZero() {
		t.Errorf("asked for %+v", q)
	}
	var rows []string
	for _, row := range got["counts"].([]any) {
		r := row.(map[string]any)
		rows = append(rows, fmt.Sprint(r["zone"].(map[string]any)["name"], " in ", r["in"], " out ", r["out"], " entered ", r["entered"], " dwell ", r["dwell_seconds"]))
	}
	want := []string{"Yard in <nil> out <nil> entered 3 dwell 2.5", "Gate in 4 out 1 entered <nil> dwell <nil>", "<nil> in <nil> out <nil> entered 1 dwell <nil>"}
	if !slices.Equal(rows, want) {
		t.Errorf("got %q, want %q", rows, want)
	}
}

// TestClientDrawsZones drives the Go client through all that it can do with zones.
func TestClientDrawsZones(t *testing.T) {
	c := serving(t, newWorld().server())
	ctx := t.Context()
	all, err := c.Zones(ctx, cameraID)
	if err != nil || len(all) != 2 || all[0].Occupancy.Targets["car"] != 1 || all[1].Occupancy != nil || all[0].MinDwell != 1.5 {
		t.Fatalf("Zones: got %+v, %v", all, err)
	}
	z, err := c.CreateZone(ctx, cameraID, client.ZoneDrawn{Name: "New", Kind: "line", Points: [][2]int{{0, 0}, {9000, 9000}}})
	if err != nil || z.Version != 1 || z.Points[1] != [2]int{9000, 9000} {
		t.Errorf("CreateZone: got %+v, %v", z, err)
	}
	if z, err = c.Zone(ctx, z.ID); err != nil || z.Name != "New" {
		t.Errorf("Zone: got %+v, %v", z, err)
	}
	if z, err = c.ChangeZone(ctx, zoneID, client.ZoneDrawn{Name: "Other", Kind: "area", Points: [][2]int{{0, 0}, {9000, 0}, {0, 9000}}, MinDwell: 3}); err != nil || z.Version != 3 || z.MinDwell != 3 {
		t.Errorf("ChangeZone: got %+v, %v", z, err)
	}
	if l, err := c.CameraLive(ctx, cameraID); err != nil || len(l.Zones) != 1 || l.Zones[0].Name != "Yard" || l.Zones[0].Total != 3 || l.Zones[0].Targets["car"] != 1 {
		t.Errorf("CameraLive: got %+v, %v, want three in the yard", l.Zones, err)
	}
	if e, err := c.EvaluateZone(ctx, zoneID, now.Add(-time.Hour)); err != nil || e.State != "waiting" || !e.After.Equal(now.Add(-time.Hour)) {
		t.Errorf("EvaluateZone: got %+v, %v", e, err)
	}
	if e, err := c.ZoneEvaluation(ctx, zoneID); err != nil || e.State != "running" || e.Progress != 0.25 {
		t.Errorf("ZoneEvaluation: got %+v, %v", e, err)
	}
	if e, err := c.CancelEvaluation(ctx, zoneID); err != nil || e.State != "cancelled" {
		t.Errorf("CancelEvaluation: got %+v, %v", e, err)
	}
	if p, err := c.Passages(ctx, client.PassageQuery{Zones: []string{zoneID}, Actions: []string{"left"}}); err != nil || len(p.Items) != 3 || p.Next != "more" || p.Items[0].Dwell != 2.5 || !p.Items[2].Inside {
		t.Errorf("Passages: got %+v, %v", p, err)
	}
	counts := collect(t, c.ZoneCounts(ctx, client.ZoneCountQuery{Zones: []string{zoneID}, Bucket: "day", TimeZone: "Europe/Berlin"}))
	if len(counts) != 3 || counts[0].Entered != 3 || counts[1].In != 4 || counts[0].Dwell != 2.5 {
		t.Errorf("ZoneCounts: got %+v", counts)
	}
	if err := c.DeleteZone(ctx, lineID); err != nil {
		t.Errorf("DeleteZone: %v", err)
	}
}
