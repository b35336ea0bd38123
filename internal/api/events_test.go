package api_test

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

func decodeJSON(t *testing.T, rec *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(rec.Body.Bytes(), &v); err != nil {
		t.Fatalf("answer %d is no JSON object: %v: %s", rec.Code, err, rec.Body)
	}
	return v
}

// The event of the public documents, to the letter.
const wantEvent = `{"id":"01KAXW3V1S8Z6Q4J7T2M9B5C0D","seq":48213,"received_at":"2026-11-24T08:30:01.123456Z","occurred_at":"2026-11-24T08:30:00.604000Z",` +
	`"clock":"device","device_time":"1763973000604000",` +
	`"device":{"id":"dev_02005e40f40d","name":"Yard NVR","kind":"nvr","ip":"192.0.2.60","mac":"02:00:5e:40:f4:0d","serial":"S1"},` +
	`"camera":{"id":"cam_02005e40f40d_1","name":"Front door","channel":1},` +
	`"source":"nvr","format":"v2","config_version":"2.0.0","type":"region_intrusion","category":"intrusion","smart_type":"regionIntrusion","state":"start","event_id":"916",` +
	`"zone":{"kind":"area","points":[[1590,3080],[4715,3181],[4772,9217],[416,9141]]},` +
	`"targets":[{"id":"716","type":"person","rect":[3096,3715,4005,9861],"image":1},` +
	`{"type":"face","face":{"age":"middleAged","sex":"male","glasses":"unknown","mask":"unknown"}},` +
	`{"type":"unknown","raw_type":"llama","event_id":"917","state":"stop"}],` +
	`"images":[{"n":0,"kind":"source","width":1280,"height":720,"bytes":300,"url":"/api/v1/events/01KAXW3V1S8Z6Q4J7T2M9B5C0D/images/0"},` +
	`{"n":1,"kind":"target","target":"716","width":336,"height":448,"bytes":200,"url":"/api/v1/events/01KAXW3V1S8Z6Q4J7T2M9B5C0D/images/1"}]}` + "\n"

const wantPlateEvent = `{"id":"01KAXW3V1S8Z6Q4J7T2M9B5C0E","seq":48214,"received_at":"2026-11-24T08:30:02.123456Z","occurred_at":"2026-11-24T08:30:02.123456Z",` +
	`"clock":"server","device":{"id":"dev_02005e40f40d","name":"Yard NVR","kind":"nvr","ip":"192.0.2.60","mac":"02:00:5e:40:f4:0d","serial":"S1"},` +
	`"camera":{"id":"cam_02005e40f40d_1","name":"Front door","channel":1},` +
	`"source":"nvr","format":"v2","type":"license_plate","category":"plate","smart_type":"vehicle","state":"start","plate":"JP 116-D",` +
	`"zone":{"kind":"line","points":[[1,2],[3,4]]},"zones":[{"kind":"line","points":[[1,2],[3,4]]},{"kind":"area","points":[[1,2],[3,4],[5,6]]}],` +
	`"targets":[{"id":"7","type":"plate","rect":[1,2,3,4],` +
	`"plate":{"text":"JP 116-D","color":"white","group":"whiteList","list":"whiteList","owner":"A. Person","confidence":99,"direction":"approach"},` +
	`"vehicle":{"type":"mpv","color":"white","brand":"GMC","model":"GMC_SAVANA","rect":[10,20,30,40]}}],` +
	`"images":[{"n":0,"kind":"source","bytes":31,"flag":"not_jpeg"},{"n":1,"kind":"target","target":"7","bytes":9,"flag":"damaged"},` +
	`{"n":2,"kind":"target","target":"7","bytes":0,"flag":"missing"},` +
	`{"n":3,"kind":"source","width":65500,"height":65500,"bytes":300,"url":"/api/v1/events/01KAXW3V1S8Z6Q4J7T2M9B5C0E/images/3"},` +
	`{"n":4,"kind":"source","width":640,"height":480,"bytes":300,"url":"/api/v1/events/01KAXW3V1S8Z6Q4J7T2M9B5C0E/images/4"},` +
	`{"n":5,"kind":"source","width":640,"height":480,"bytes":299,"url":"/api/v1/events/01KAXW3V1S8Z6Q4J7T2M9B5C0E/images/5"}],` +
	`"flags":["image_damaged"],"pinned":true}` + "\n"

func TestEventJSON(t *testing.T) {
	h := newWorld().server().Handler()
	for _, tt := range []struct{ name, id, want string }{
		{"intrusion", eventID, wantEvent},
		{"plate", plateID, wantPlateEvent},
		{"id in lower case", strings.ToLower(eventID), wantEvent},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := call(h, "GET", "/api/v1/events/"+tt.id).Body.String(); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestEventOfDeviceThatIsGone(t *testing.T) {
	w := newWorld()
	w.devices = nil
	e := decodeJSON(t, call(w.server().Handler(), "GET", "/api/v1/events/"+eventID))
	if got, want := e["device"], map[string]any{"id": deviceID}; !reflect.DeepEqual(got, want) {
		t.Errorf("device: got %v, want %v", got, want)
	}
	if got, want := e["camera"], map[string]any{"id": cameraID}; !reflect.DeepEqual(got, want) {
		t.Errorf("camera: got %v, want %v", got, want)
	}
}

func TestEventFilters(t *testing.T) {
	after := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name, query string
		want        store.EventQuery
	}{
		{"none", "", store.EventQuery{Limit: 50}},
		{"commas and repeats", "camera=a,b&camera=c&camera=a", store.EventQuery{Cameras: []string{"a", "b", "c"}, Limit: 50}},
		{"empty values", "camera=&type=,&plate=&after=&limit=", store.EventQuery{Limit: 50}},
		{"all", "device=d&type=face,motion&category=face&target=person,car&plate=jp-116+d&group=White&has=image,plate,face&after=2026-11-24T09:00:00%2B01:00&before=2026-11-24T09:00:00Z&limit=500&cursor=1",
			store.EventQuery{
				Devices: []string{"d"}, Types: []event.Type{"face", "motion"}, Categories: []event.Category{"face"},
				Targets: []event.TargetType{"person", "car"}, Plate: "JP116D", Groups: []string{"White"},
				HasImage: true, HasPlate: true, HasFace: true, After: after, Before: after.Add(time.Hour), Limit: 500, Cursor: "1",
			}},
		{"fuzzy", "q=JP1I6", store.EventQuery{Fuzzy: "JP1I6", Limit: 50}},
		{"S25 literal", "camera=" + url.QueryEscape("%' OR 1=1--"), store.EventQuery{Cameras: []string{"%' OR 1=1--"}, Limit: 50}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld()
			rec := call(w.server().Handler(), "GET", "/api/v1/events?"+tt.query)
			if rec.Code != 200 {
				t.Fatalf("got %d: %s", rec.Code, rec.Body)
			}
			if !reflect.DeepEqual(w.query, tt.want) {
				t.Errorf("got  %+v\nwant %+v", w.query, tt.want)
			}
		})
	}
}

func TestEventPages(t *testing.T) {
	h := newWorld().server().Handler()
	first := decodeJSON(t, call(h, "GET", "/api/v1/events?limit=1"))
	if n, next := len(first["events"].([]any)), first["next"]; n != 1 || next != "1" {
		t.Errorf("first page: %d events, next %v; want 1, 1", n, next)
	}
	last := decodeJSON(t, call(h, "GET", "/api/v1/events?limit=1&cursor=1"))
	if _, ok := last["next"]; ok || len(last["events"].([]any)) != 1 {
		t.Errorf("last page: got %v", last)
	}
	w := &world{}
	if got, want := call(w.server().Handler(), "GET", "/api/v1/events").Body.String(), `{"events":[]}`+"\n"; got != want {
		t.Errorf("no events: got %q, want %q", got, want)
	}
}

func TestBadParameters(t *testing.T) {
	h := newWorld().server().Handler()
	long := strings.Repeat("x", 201)
	for _, tt := range []struct{ name, target, code, parameter string }{
		{"type", "/api/v1/events?type=unheard", "bad_parameter", "type"},
		{"category", "/api/v1/events?category=x", "bad_parameter", "category"},
		{"target", "/api/v1/events?target=bike", "bad_parameter", "target"},
		{"has", "/api/v1/events?has=image,soul", "bad_parameter", "has"},
		{"time", "/api/v1/events?after=yesterday", "bad_parameter", "after"},
		{"time with an unescaped plus", "/api/v1/events?before=2026-11-24T08:30:00+01:00", "bad_parameter", "before"},
		{"range", "/api/v1/events?after=2026-11-24T08:30:00Z&before=2026-11-24T08:30:00Z", "bad_parameter", "before"},
		{"limit 0", "/api/v1/events?limit=0", "bad_parameter", "limit"},
		{"limit 501", "/api/v1/events?limit=501", "bad_parameter", "limit"},
		{"limit text", "/api/v1/events?limit=ten", "bad_parameter", "limit"},
		{"limit twice", "/api/v1/events?limit=1&limit=2", "bad_parameter", "limit"},
		{"plate without letters", "/api/v1/events?plate=--", "bad_parameter", "plate"},
		{"plate and q", "/api/v1/events?plate=A&q=A", "bad_parameter", "q"},
		{"long", "/api/v1/events?camera=" + long, "bad_parameter", "camera"},
		{"many", "/api/v1/events?camera=" + strings.Repeat("x,", 50) + manyValues(101), "bad_parameter", "camera"},
		{"control character", "/api/v1/events?q=a%00b", "bad_parameter", "q"},
		{"not UTF-8", "/api/v1/events?group=%ff", "bad_parameter", "group"},
		{"malformed", "/api/v1/events?camera=%zz", "bad_parameter", ""},
		{"unknown", "/api/v1/events?kamera=1", "unknown_parameter", "kamera"},
		{"unknown where none is", "/api/v1/events/" + eventID + "?x=1", "unknown_parameter", "x"},
		{"unknown and not UTF-8", "/api/v1/events?%ff%ff%ff%ff=1", "unknown_parameter", "\uFFFD"},
		{"cursor", "/api/v1/events?cursor=nonsense", "bad_cursor", ""},
		{"cursor twice", "/api/v1/events?cursor=1&cursor=2", "bad_cursor", ""},
		{"event id", "/api/v1/events/17", "bad_parameter", "id"},
		{"image number", "/api/v1/events/" + eventID + "/images/-1", "bad_parameter", "n"},
		{"width", "/api/v1/events/" + eventID + "/images/0?width=15", "bad_parameter", "width"},
		{"alarm state", "/api/v1/alarms?state=maybe", "bad_parameter", "state"},
		{"bucket", "/api/v1/counts?bucket=decade", "bad_parameter", "bucket"},
		{"count cursor", "/api/v1/counts?cursor=x", "bad_cursor", ""},
		{"two ways of a plate", "/api/v1/plates?q=A&prefix=B", "bad_parameter", "q"},
		{"device cursor", "/api/v1/devices?cursor=x", "bad_cursor", ""},
		{"request cursor", "/api/v1/requests?cursor=x", "bad_cursor", ""},
		{"quarantine id", "/api/v1/quarantine/x", "bad_parameter", "id"},
		{"topic", "/api/v1/stream?topics=gossip", "bad_parameter", "topics"},
		{"last id", "/api/v1/stream?last_event_id=-2", "bad_parameter", "last_event_id"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := wantProblem(t, call(h, "GET", tt.target), tt.code)
			if got, _ := p["parameter"].(string); got != tt.parameter {
				t.Errorf("parameter: got %q, want %q", got, tt.parameter)
			}
		})
	}
}

// manyValues are n different values.
func manyValues(n int) string {
	values := make([]string, n)
	for i := range values {
		values[i] = strings.Repeat("v", i+1)
	}
	return strings.Join(values, ",")
}

func TestPinEvent(t *testing.T) {
	target := "/api/v1/events/" + eventID
	for _, tt := range []struct{ name, contentType, body, code string }{
		{"pin", "application/json", `{"pinned":true}`, ""},
		{"merge patch", "application/merge-patch+json; charset=utf-8", `{"pinned":true}`, ""},
		{"form", "application/x-www-form-urlencoded", "pinned=true", "unsupported_media_type"},
		{"no type", "", `{"pinned":true}`, "unsupported_media_type"},
		{"text that is JSON", "text/plain", `{"pinned":true}`, "unsupported_media_type"},
		{"nothing said", "application/json", `{}`, "bad_body"},
		{"null", "application/json", `{"pinned":null}`, "bad_body"},
		{"unknown field", "application/json", `{"pinned":true,"type":"face"}`, "bad_body"},
		{"wrong type", "application/json", `{"pinned":"yes"}`, "bad_body"},
		{"two values", "application/json", `{"pinned":true}{}`, "bad_body"},
		{"no JSON", "application/json", `pinned`, "bad_body"},
		{"empty", "application/json", ``, "bad_body"},
		{"too large", "application/json", `{"pinned":true,"x":"` + strings.Repeat("x", 64<<10) + `"}`, "body_too_large"},
		{"too large behind the value", "application/json", `{"pinned":true}` + strings.Repeat(" ", 64<<10), "body_too_large"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld()
			rec := call(w.server().Handler(), "PATCH", target, body(tt.contentType, tt.body))
			if tt.code != "" {
				wantProblem(t, rec, tt.code)
			} else if decodeJSON(t, rec)["pinned"] != true {
				t.Errorf("got %d %s", rec.Code, rec.Body)
			}
			if got, want := w.events[1].Pinned, tt.code == ""; got != want {
				t.Errorf("stored: got %v, want %v", got, want)
			}
		})
	}
	t.Run("no such event", func(t *testing.T) {
		wantProblem(t, call(newWorld().server().Handler(), "PATCH", "/api/v1/events/"+goneID, body("application/json", `{"pinned":true}`)), "event_not_found")
	})
}
