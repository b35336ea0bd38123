package page

import (
	"context"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// testTimeout is how long Test waits for the receiver.
const testTimeout = 10 * time.Second

// postView is a recorder's page Network → HTTP POST, with the dialog over it.
type postView struct {
	shell
	*form
	StoredSecret bool
	Days         []scheduleDay
	Hours        []int
	Events       []settings.TypeLabel // what is sent
	Test         *testResult
	Picking      bool                 // the Event Type dialog is open
	Left, Right  []settings.TypeLabel // its columns
}

// testResult is what came of pressing Test.
type testResult struct {
	OK            bool
	Target, Error string
}

// scheduleDay is a row of the weekly grid.
type scheduleDay struct {
	Name  string
	Hours []option
}

// post handles GET /network/http-post.
func (p *recorderPages) post(w http.ResponseWriter, r *http.Request) error {
	f := newForm()
	putRecorderPost(f, p.config.Saved().Post)
	return p.showPost(w, r, http.StatusOK, f, nil)
}

// changePost handles POST /network/http-post: every button of the page and of the
// dialog. Only Apply saves.
func (p *recorderPages) changePost(w http.ResponseWriter, r *http.Request) error {
	f := formOf(r)
	switch f.get("do") {
	case "configure":
		f.values["pick"] = slices.Clone(f.values["event"])
		f.setOn("picking", true)
	case "right":
		f.values["pick"] = append(f.values["pick"], f.values["left"]...)
	case "left":
		f.values["pick"] = slices.DeleteFunc(f.values["pick"], func(name string) bool { return f.has("right", name) })
	case "ok":
		f.values["event"] = slices.Clone(f.values["pick"])
		f.setOn("picking", false)
	case "cancel":
		f.setOn("picking", false)
	case "test":
		return p.test(w, r, f)
	default:
		ok, err := save(p.config, f, postField, func(rec *settings.Recorder) { takeRecorderPost(f, &rec.Post) })
		if err != nil || ok {
			return p.saved(w, r, err, postPath)
		}
		return p.showPost(w, r, http.StatusUnprocessableEntity, f, nil)
	}
	return p.showPost(w, r, http.StatusOK, f, nil)
}

// postField is the field of the page for a field of the settings.
func postField(field string) string { return strings.TrimPrefix(field, "Post.") }

// test sends a heartbeat with what stands in the form, saved or not.
func (p *recorderPages) test(w http.ResponseWriter, r *http.Request, f *form) error {
	post := p.config.Saved().Post
	takeRecorderPost(f, &post)
	post.Enable = true // so that the address is checked too
	if err := settings.CheckRecorderPost(&post); err != nil {
		if err := f.take(err, postField); err != nil {
			return err
		}
	}
	if f.Wrong() {
		return p.showPost(w, r, http.StatusUnprocessableEntity, f, nil)
	}
	ctx, cancel := context.WithTimeout(r.Context(), testTimeout)
	defer cancel()
	scheme := "http"
	if post.HTTPS {
		scheme = "https"
	}
	result := &testResult{Target: scheme + "://" + net.JoinHostPort(post.Address, strconv.Itoa(post.Port)) + post.Path}
	if err := p.engine.Test(ctx, post); err != nil {
		result.Error = err.Error()
	} else {
		result.OK = true
	}
	return p.showPost(w, r, http.StatusOK, f, result)
}

func (p *recorderPages) showPost(w http.ResponseWriter, r *http.Request, status int, f *form, test *testResult) error {
	v := postView{shell: p.shell(r, "HTTP POST"), form: f, StoredSecret: f.on("Stored"), Picking: f.on("picking"), Test: test}
	v.Modal = v.Picking
	v.Hours, v.Days = scheduleGrid(f)
	for _, e := range settings.RecorderEvents() {
		if f.has("event", e.Recorder) {
			v.Events = append(v.Events, e)
		}
		if f.has("pick", e.Recorder) {
			v.Right = append(v.Right, e)
		} else {
			v.Left = append(v.Left, e)
		}
	}
	return p.render(w, status, "post", v)
}

func putRecorderPost(f *form, post settings.RecorderPost) {
	f.setOn("Enable", post.Enable)
	f.set("Address", post.Address)
	f.setInt("Port", post.Port)
	f.set("Path", post.Path)
	f.set("Protocol", "HTTP")
	if post.HTTPS {
		f.set("Protocol", "HTTPS")
	}
	f.set("Connection", connection(post.Persistent))
	f.setOn("Anonymous", post.Anonymous)
	f.set("User", post.User)
	f.set("Password", "")
	f.setOn("Stored", post.Password != "")
	f.setSeconds("Interval", post.Interval)
	f.setOn("Snap", post.Snap)
	f.setOn("Original", post.Original)
	putSchedule(f, post.Schedule)
	f.values["event"] = slices.Clone(post.Events)
}

// takeRecorderPost sets what a form says. A password that is not typed stays.
func takeRecorderPost(f *form, post *settings.RecorderPost) {
	post.Enable = f.on("Enable")
	post.Address = f.text("Address")
	post.Port = f.number("Port")
	post.Path = f.text("Path")
	post.HTTPS = f.get("Protocol") == "HTTPS"
	post.Persistent = f.get("Connection") == connection(true)
	if post.Anonymous = f.on("Anonymous"); post.Anonymous {
		post.User, post.Password = "", ""
	} else {
		post.User = f.get("User")
		if typed := f.get("Password"); typed != "" {
			post.Password = typed
		}
	}
	post.Interval = f.seconds("Interval")
	post.Snap, post.Original = f.on("Snap"), f.on("Original")
	post.Schedule = takeSchedule(f)
	post.Events = nil
	for _, e := range settings.RecorderEvents() {
		if f.has("event", e.Recorder) {
			post.Events = append(post.Events, e.Recorder)
		}
	}
}
