package deviceapi_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/deviceapi"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/viewtron"
)

// engine is a device that stands still.
type engine struct {
	alarms   map[int][]viewtron.Detection
	online   map[int]bool
	virtual  []int
	replayed []time.Time
	dark     bool
}

func (e *engine) Snapshot(int) ([]byte, error) {
	if e.dark {
		return nil, deviceapi.ErrNoVideo
	}
	return []byte{0xff, 0xd8, 0xff, 0xd9}, nil
}
func (e *engine) Since() time.Time { return start.Add(-90 * time.Minute) }
func (e *engine) Recorded(_ int, at time.Time) ([]byte, error) {
	e.replayed = append(e.replayed, at)
	return e.Snapshot(0)
}
func (e *engine) Alarms(channel int) []viewtron.Detection { return e.alarms[channel] }
func (e *engine) Online(id int) bool                      { return e.online[id] }
func (e *engine) Counts() (in, out deviceapi.Count) {
	return deviceapi.Count{Person: 41, Car: 7, Bike: 2}, deviceapi.Count{Person: 38, Car: 7, Bike: 1}
}
func (e *engine) VirtualAlarm(n int) error {
	if n == 13 {
		return errors.New("no such input")
	}
	e.virtual = append(e.virtual, n)
	return nil
}

// bench is a device under test, its clock included.
type bench struct {
	t        *testing.T
	handler  http.Handler
	camera   *settings.Config[settings.Camera]
	recorder *settings.Config[settings.Recorder]
	relays   *deviceapi.Relays
	engine   *engine
	now      time.Time
	password string
}

var start = time.Date(2026, 5, 12, 15, 33, 31, 0, time.UTC)

func camera(t *testing.T, m settings.Model) *bench {
	config := settings.NewConfig(settings.NewCamera(0, m), settings.CloneCamera, settings.CheckCamera)
	b := &bench{t: t, camera: config, engine: &engine{online: map[int]bool{}}, now: start, password: "watchpost"}
	api := deviceapi.NewCamera(config, b.engine)
	api.SetClock(func() time.Time { return b.now })
	b.handler, b.relays = api, api.Relays()
	return b
}

func recorder(t *testing.T, channels int) *bench {
	config := settings.NewConfig(settings.NewRecorder(0, channels), settings.CloneRecorder, settings.CheckRecorder)
	b := &bench{t: t, recorder: config, engine: &engine{}, now: start, password: "watchpost"}
	api := deviceapi.NewRecorder(config, b.engine)
	api.SetClock(func() time.Time { return b.now })
	b.handler, b.relays = api, api.Relays()
	return b
}

// send sends a request as it is.
func (b *bench) send(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return w
}

// call calls a command with Basic.
func (b *bench) call(method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.SetBasicAuth("admin", b.password)
	return b.send(r)
}

// element is an answer read by encoding/xml alone.
type element struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    string     `xml:",chardata"`
	Kids    []element  `xml:",any"`
}

func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// at is the elements at the end of a path, all of the last name.
func (e element) at(path string) []element {
	level := []element{e}
	for name := range strings.SplitSeq(path, "/") {
		var next []element
		for _, one := range level {
			for _, kid := range one.Kids {
				if kid.XMLName.Local == name {
					next = append(next, kid)
				}
			}
		}
		level = next
	}
	return level
}

// text is the trimmed text of the first element at a path, "-" where there is none.
func (e element) text(path string) string {
	found := e.at(path)
	if len(found) == 0 {
		return "-"
	}
	return strings.TrimSpace(found[0].Text)
}

func read(t *testing.T, body []byte) element {
	t.Helper()
	var e element
	d := xml.NewDecoder(bytes.NewReader(body))
	if err := d.Decode(&e); err != nil {
		t.Fatalf("%v in\n%s", err, body)
	}
	if e.XMLName.Local != "config" {
		t.Fatalf("the root is %s", e.XMLName.Local)
	}
	return e
}

// get calls a command that must succeed and gives its answer.
func (b *bench) get(path string) element {
	b.t.Helper()
	return b.post(path, "")
}

func (b *bench) post(path, body string) element {
	b.t.Helper()
	w := b.call("POST", path, body)
	e := read(b.t, w.Body.Bytes())
	if code := e.attr("errorCode"); w.Code != 200 || code != "" && code != "0" {
		b.t.Fatalf("%s: %d\n%s", path, w.Code, w.Body)
	}
	return e
}

// fails calls a command that must answer an error code.
func (b *bench) fails(path, body, code string) {
	b.t.Helper()
	w := b.call("POST", path, body)
	if e := read(b.t, w.Body.Bytes()); e.attr("errorCode") != code || e.attr("status") != "failed" {
		b.t.Errorf("%s: want code %s, got %d\n%s", path, code, w.Code, w.Body)
	}
}

// envelope is a request's root around a body.
func envelope(body string) string {
	return `<config version="1.0" xmlns="http://www.ipc.com/ver10">` + body + `</config>`
}
