package page_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/page"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// noon is when all tests are.
var noon = time.Date(2026, time.March, 9, 12, 0, 0, 0, time.UTC)

// engine is a device of which a test says how it is.
type engine struct {
	picture []byte

	mu        sync.Mutex
	online    map[int]bool
	rebooting bool
	refuse    error
	tested    []settings.RecorderPost
	relays    map[int]bool
	pressed   int
}

func newEngine() *engine {
	scene := viewtrontest.Scene{
		Place: viewtrontest.Gate, Title: "North Gate", Stamp: noon, Grain: .2,
		Figures: []viewtrontest.Figure{{Type: viewtron.TargetCar, Box: viewtrontest.Box(3600, 4600, 6400, 8600), Plate: "KLM4821", Look: 3}},
	}
	return &engine{picture: scene.Draw(1280, 720).JPEG(80), online: map[int]bool{}, relays: map[int]bool{}}
}

func (e *engine) Online(id int) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.online[id]
}

func (e *engine) setOnline(id int, online bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.online[id] = online
}

func (e *engine) Snapshot() ([]byte, error) {
	if e.picture == nil {
		return nil, errors.New("no picture")
	}
	return e.picture, nil
}

func (e *engine) PressInput() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pressed++
	return nil
}

func (e *engine) Reboot() { e.setRebooting(true) }

func (e *engine) setRebooting(on bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.rebooting = on
}

func (e *engine) Rebooting() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.rebooting
}

func (e *engine) On(output int) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.relays[output]
}

func (e *engine) Set(output int, on bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.relays[output] = on
}

func (e *engine) Test(_ context.Context, post settings.RecorderPost) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.tested = append(e.tested, post)
	return e.refuse
}

// site is a device whose pages are served.
type site struct {
	*testing.T
	*httptest.Server
	engine   *engine
	camera   *settings.Config[settings.Camera]
	recorder *settings.Config[settings.Recorder]
	client   *http.Client
}

func newCamera(t *testing.T, m settings.Model) *site {
	s := &site{T: t, engine: newEngine()}
	s.camera = settings.NewConfig(settings.NewCamera(1, m), settings.CloneCamera, settings.CheckCamera)
	s.serve(page.Camera{Config: s.camera, Engine: s.engine, Outputs: s.engine, Now: func() time.Time { return noon }}.Handler())
	return s
}

func newRecorder(t *testing.T) *site {
	s := &site{T: t, engine: newEngine()}
	s.recorder = settings.NewConfig(settings.NewRecorder(0, 8), settings.CloneRecorder, settings.CheckRecorder)
	s.serve(page.Recorder{Config: s.recorder, Engine: s.engine, Outputs: s.engine, Now: func() time.Time { return noon }}.Handler())
	return s
}

func (s *site) serve(h http.Handler) {
	s.Server = httptest.NewServer(h)
	s.Cleanup(s.Close)
	s.browse()
}

// browse begins without a cookie.
func (s *site) browse() {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.Fatal(err)
	}
	client := *s.Client()
	client.Jar = jar
	s.client = &client
}

// answer is what a page answered in the end.
type answer struct {
	status int
	path   string
	body   string
	header http.Header
}

func (s *site) get(path string) answer {
	s.Helper()
	r, err := s.client.Get(s.URL + path)
	return s.read(r, err)
}

// post submits a form, whose fields are names and values by turns.
func (s *site) post(path string, fields ...string) answer {
	s.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r, err := s.client.PostForm(s.URL+path, form)
	return s.read(r, err)
}

func (s *site) read(r *http.Response, err error) answer {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.Fatal(err)
	}
	return answer{status: r.StatusCode, path: r.Request.URL.Path, body: string(body), header: r.Header}
}

func (s *site) login() *site {
	s.Helper()
	if a := s.post("/login", "user", "admin", "password", "watchpost"); a.status != http.StatusOK || a.path == "/login" {
		s.Fatalf("login: got %d at %s", a.status, a.path)
	}
	return s
}

func (a answer) has(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("%s lacks %q:\n%s", a.path, text, a.body)
		}
	}
}
