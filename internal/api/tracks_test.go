package api_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/watchpost/watchpost/internal/event"
)

func TestTrackQueries(t *testing.T) {
	other := "cam_02005e40f40d_0"
	for _, tt := range []struct {
		query   string
		cameras []string
		types   []event.TargetType
		target  string
	}{
		{"", nil, nil, ""},
		{"camera=a,b&target=7&type=person,car", []string{"a", "b"}, []event.TargetType{event.TargetPerson, event.TargetCar}, "7"},
		{"device=" + deviceID, []string{other, cameraID}, nil, ""},
		{"device=" + deviceID + "&camera=" + cameraID + ",x", []string{cameraID}, nil, ""},
	} {
		t.Run(tt.query, func(t *testing.T) {
			w := newWorld()
			rec := call(w.server().Handler(), "GET", "/api/v1/tracks?"+tt.query)
			q := w.tquery
			if rec.Code != 200 || !reflect.DeepEqual(q.Cameras, tt.cameras) || !reflect.DeepEqual(q.Types, tt.types) || q.Target != tt.target || q.Paths {
				t.Errorf("got %d, asked for %+v", rec.Code, q)
			}
		})
	}
	for _, query := range []string{"device=none", "device=" + strangerID, "device=" + deviceID + "&camera=x"} {
		w := newWorld()
		if got := call(w.server().Handler(), "GET", "/api/v1/tracks?"+query).Body.String(); got != `{"tracks":[]}`+"\n" {
			t.Errorf("%s: got %s, want none", query, got)
		}
	}
	wantProblem(t, call(newWorld().server().Handler(), "GET", "/api/v1/tracks?type=dog"), "bad_parameter")
}

// TestEventsOfATrack: those of its target, in its time, on its camera.
func TestEventsOfATrack(t *testing.T) {
	w := newWorld()
	h := w.server().Handler()
	got := decodeJSON(t, call(h, "GET", "/api/v1/tracks/"+eventID))
	events := got["events"].([]any)
	if len(events) != 1 || events[0].(map[string]any)["id"] != eventID {
		t.Errorf("got the events %v, want %s", events, eventID)
	}
	if q := w.query; !reflect.DeepEqual(q.Cameras, []string{cameraID}) || !q.After.Equal(w.tracks[0].FirstSeen.Add(-5*time.Second)) || !q.Before.Equal(w.tracks[0].LastSeen.Add(5*time.Second)) {
		t.Errorf("asked for %+v", q)
	}
	// The picture of the target alone, rather than the larger one.
	if url := got["picture"].(map[string]any)["url"]; url != "/api/v1/events/"+eventID+"/images/1" {
		t.Errorf("the picture is %v", url)
	}
	if path := fmt.Sprint(got["path"]); path != "[[0 1 2 3 4] [1000 500 600 700 800] [2000 2 3 4 5]]" {
		t.Errorf("the path is %v", path)
	}
	alone := decodeJSON(t, call(h, "GET", "/api/v1/tracks/"+plateID))
	if alone["picture"] != nil || fmt.Sprint(alone["events"], alone["path"]) != "[] []" {
		t.Errorf("a track without events: got %v", alone)
	}
}

func TestBestPictureIsCloseToTheBestMoment(t *testing.T) {
	w := newWorld()
	for i := range 5 {
		e := *w.events[0]
		e.ID, e.OccurredAt = event.NewID(now), now.Add(time.Duration(i-3)*time.Second)
		e.Targets = []event.Target{{ID: "716"}}
		e.Images = []event.Image{{N: 0, Kind: event.ImageSource}, {N: 1, Kind: event.ImageTarget, Target: "717"}}
		w.events = append(w.events, &e)
	}
	w.events = w.events[len(w.events)-5:]
	w.tracks[0].Best.At = now.Add(-time.Second)
	got := decodeJSON(t, call(w.server().Handler(), "GET", "/api/v1/tracks/"+eventID))
	if want := fmt.Sprintf("/api/v1/events/%s/images/0", w.events[2].ID); got["picture"].(map[string]any)["url"] != want {
		t.Errorf("the picture is %v, want %s", got["picture"], want)
	}
}

func TestCameraWithoutPictures(t *testing.T) {
	w := newWorld()
	w.events = nil
	got := decodeJSON(t, call(w.server().Handler(), "GET", "/api/v1/cameras/cam_02005e40f40d_0/live"))
	if got["picture"] != nil || fmt.Sprint(got["targets"]) != "[]" {
		t.Errorf("got %v", got)
	}
}

// TestLivePositions: who asks for a camera is told where its targets are, at most ten
// times a second, the newest alone; who does not is told nothing.
func TestLivePositions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		h := w.server().Handler()
		var asked, alone, silent connection
		stop := []func(){
			follow(t, h, &asked, "?live="+cameraID+",cam_02005e40f40d_0", ""),
			follow(t, h, &alone, "?topics=live&last_event_id=48212&live="+cameraID, ""),
			follow(t, h, &silent, "", ""),
		}
		for range 200 { // five seconds, 40 moves a second
			w.move()
			time.Sleep(25 * time.Millisecond)
		}
		time.Sleep(time.Minute) // nothing moves
		for _, s := range stop {
			s()
		}
		doc := description(t, true)
		told := make(map[string]int)
		last := 0.0
		for _, f := range asked.frames() {
			if f.name != "live" {
				continue
			}
			var v any
			if err := json.Unmarshal([]byte(f.data), &v); err != nil {
				t.Fatal(err)
			}
			if err := doc.Components.Schemas["LivePositions"].Value.VisitJSON(v, openapi3.EnableFormatValidation()); err != nil {
				t.Error(err)
			}
			m := v.(map[string]any)
			told[m["camera"].(map[string]any)["id"].(string)]++
			if targets := m["targets"].([]any); len(targets) > 0 {
				last = targets[0].(map[string]any)["rect"].([]any)[0].(float64)
			}
			if f.id != "" {
				t.Errorf("a frame of positions has the id %s", f.id)
			}
		}
		if n := told[cameraID]; n < 45 || n > 51 {
			t.Errorf("told %d times in five seconds, want ten times a second", n)
		}
		if last != 201 {
			t.Errorf("the last place told is %v, want the newest, 201", last)
		}
		for _, f := range alone.told() {
			if f != "live " {
				t.Errorf("asked for positions alone, and was told %q", f)
			}
		}
		for _, f := range silent.frames() {
			if f.name == "live" {
				t.Fatal("positions went to a stream that did not ask for them")
			}
		}
	})
}

// TestPositionsAndNews: a stream with positions misses nothing of the journal.
func TestPositionsAndNews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		s := w.server()
		var c connection
		stop := follow(t, s.Handler(), &c, "?topics=event,live&live="+cameraID, "")
		for i := range int64(20) {
			e := entry(48217 + i)
			w.append(e)
			s.Live.Publish(e)
			w.move()
			time.Sleep(150 * time.Millisecond) // longer than between two looks
		}
		stop()
		events, lives := 0, 0
		for _, f := range c.told() {
			if f == "live " {
				lives++
			} else {
				events++
			}
		}
		if events != 20 || lives < 20 {
			t.Errorf("got %d events and %d positions, want 20 of each", events, lives)
		}
	})
}
