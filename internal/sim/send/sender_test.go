package send_test

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/watchpost/watchpost/internal/sim/clock"
	"github.com/watchpost/watchpost/internal/sim/send"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/simtest"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

func camera() viewtrontest.Camera { return viewtrontest.NewCamera(3) }

func toCamera() send.Destination {
	return send.Destination{Address: "192.0.2.1", Port: 5002, Path: "/API", Persistent: true, Interval: 30 * time.Second}
}

// run runs a sender in the bubble of a test until the test has done its part.
func run(t *testing.T, s *send.Sender) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := s.Run(ctx); err != nil {
			t.Errorf("run: %v", err)
		}
	})
	return func() { cancel(); wg.Wait() }
}

func TestCameraKeepsItsConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := simtest.New(t)
		c := camera()
		s := send.New(toCamera(), c, send.Options{Dial: r.Dial})
		defer run(t, s)()
		time.Sleep(time.Second)
		if !s.Online() {
			t.Error("not online after the first heartbeat")
		}
		s.Post(c.AlarmStatus("perimeterAlarm", true, time.Now()))
		time.Sleep(65 * time.Second)
		posts := r.Posts()
		if len(posts) != 4 {
			t.Fatalf("got %d posts, want 3 heartbeats and an alarm", len(posts))
		}
		for i, p := range posts {
			if p.Target != "/API" || p.Close || p.Connection != 1 || p.Header.Get("Content-Type") != "application/xml; charset=utf-8" || p.Header.Get("Authorization") != "" {
				t.Errorf("post %d: %+v", i, p)
			}
		}
		if got := posts[2].At.Sub(posts[0].At); got != 30*time.Second {
			t.Errorf("the second heartbeat came after %v, want 30s", got)
		}
		if st := s.Stats(); st.Sent != 4 || st.Lost != 0 || st.Bytes == 0 {
			t.Errorf("got %+v, want 4 sent", st)
		}
	})
}

func TestRecorderOpensOneEach(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := simtest.NewTLS(t)
		rec := viewtrontest.NewRecorder(1)
		post := settings.RecorderPost{Address: "recorder.example", Port: 8443, Path: "/API", HTTPS: true, Anonymous: true, Interval: 10 * time.Second}
		s := send.New(send.ToRecorder(&post), rec, send.Options{Dial: r.Dial, Clock: clock.New(2)})
		defer run(t, s)()
		time.Sleep(8 * time.Second)
		posts := r.Posts()
		if len(posts) != 2 {
			t.Fatalf("got %d posts, want 2 in 8 s at double speed: %+v", len(posts), s.Stats())
		}
		for i, p := range posts {
			if p.Target != "https://recorder.example:8443/API" || !p.Close || p.Connection != i+1 || p.Header.Get("Content-Type") != "application/soap+xml; charset=utf-8" {
				t.Errorf("post %d: %+v", i, p)
			}
		}
	})
}

func TestBadAnswerLosesThePost(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"status": func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, simtest.Success, http.StatusInternalServerError)
		},
		"no XML": func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, "OK") },
		"failed": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = fmt.Fprint(w, strings.Replace(simtest.Success, "success", "failed", 1))
		},
		"silence": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var bad atomic.Bool
				r := simtest.New(t)
				r.Answer = func(w http.ResponseWriter, req *http.Request) {
					if bad.Load() {
						answer(w, req)
						return
					}
					_, _ = fmt.Fprint(w, simtest.Success)
				}
				c := camera()
				s := send.New(toCamera(), c, send.Options{Dial: r.Dial, Timeout: 2 * time.Second})
				defer run(t, s)()
				alarm := func() { s.Post(c.AlarmStatus("perimeterAlarm", true, time.Now())); time.Sleep(3 * time.Second) }
				alarm()
				bad.Store(true)
				alarm()
				if s.Online() || s.Stats().Error == "" {
					t.Errorf("online after a bad answer: %+v", s.Stats())
				}
				bad.Store(false)
				alarm() // lost: the next connection is the next heartbeat's
				if got := len(r.Posts()); got != 3 {
					t.Errorf("got %d posts, want 3: nothing is sent before the next heartbeat", got)
				}
				time.Sleep(25 * time.Second)
				alarm()
				posts := r.Posts()
				if st := s.Stats(); len(posts) != 5 || !st.Online || st.Lost != 2 || st.Error != "" {
					t.Errorf("got %d posts and %+v, want 5, 2 lost, online", len(posts), st)
				}
				if got := posts[4].Connection; got != 2 {
					t.Errorf("posted on connection %d, want the second", got)
				}
			})
		})
	}
}

func TestUnreachable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var down atomic.Bool
		down.Store(true)
		r := simtest.New(t)
		r.Refuse = down.Load
		s := send.New(toCamera(), camera(), send.Options{Dial: r.Dial})
		defer run(t, s)()
		time.Sleep(time.Second)
		if s.Online() {
			t.Error("online without a connection")
		}
		down.Store(false)
		time.Sleep(30 * time.Second)
		if !s.Online() {
			t.Errorf("not online after the next heartbeat: %+v", s.Stats())
		}
	})
}

func TestWithoutHeartbeatsPostsReconnect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		r := simtest.New(t)
		r.Answer = func(w http.ResponseWriter, _ *http.Request) {
			if n++; n > 1 {
				_, _ = fmt.Fprint(w, simtest.Success)
			}
		}
		to, c := toCamera(), camera()
		to.Interval = 0
		s := send.New(to, c, send.Options{Dial: r.Dial})
		defer run(t, s)()
		for range 2 {
			s.Post(c.AlarmStatus("perimeterAlarm", true, time.Now()))
			time.Sleep(time.Minute)
		}
		if st := s.Stats(); st.Sent != 1 || st.Lost != 1 || st.Online {
			t.Errorf("got %+v, want one lost, one sent, and not online without heartbeats", st)
		}
	})
}

func TestSlowReceiverDropsPosts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := simtest.New(t)
		r.Answer = func(w http.ResponseWriter, req *http.Request) {
			select {
			case <-time.After(5 * time.Second):
				_, _ = fmt.Fprint(w, simtest.Success)
			case <-req.Context().Done():
			}
		}
		c := camera()
		s := send.New(toCamera(), c, send.Options{Dial: r.Dial, Queue: 3})
		defer run(t, s)()
		time.Sleep(time.Second)
		taken := 0
		for range 10 {
			if s.Post(c.AlarmStatus("perimeterAlarm", true, time.Now())) {
				taken++
			}
		}
		time.Sleep(29 * time.Second)
		if st := s.Stats(); taken != 3 || st.Dropped != 7 || st.Sent != 4 {
			t.Errorf("took %d, then %+v; want 3, 7 dropped, 4 sent", taken, st)
		}
	})
}

func TestLogins(t *testing.T) {
	md5sum := func(s string) string { h := md5.Sum([]byte(s)); return hex.EncodeToString(h[:]) }
	part := func(h, name string) string {
		_, rest, _ := strings.Cut(h, " "+name+"=")
		return strings.Trim(strings.SplitN(rest, ",", 2)[0], `"`)
	}
	digest := func(h string) bool {
		want := md5sum(md5sum("cam:gate:s3cret") + ":abc:" + part(h, "nc") + ":" + part(h, "cnonce") + ":auth:" + md5sum("POST:/API"))
		return strings.HasPrefix(h, "Digest ") && part(h, "response") == want && part(h, "uri") == "/API" && part(h, "username") == "cam"
	}
	for _, tt := range []struct {
		name, challenge string
		login           bool
		good            func(string) bool
		requests        int
		online          bool
	}{
		{"basic", `Basic realm="gate"`, true, func(h string) bool { return h == "Basic Y2FtOnMzY3JldA==" }, 4, true},
		{"digest", `Digest realm="gate", nonce="abc", qop="auth,auth-int", algorithm=MD5, opaque="x"`, true, digest, 4, true},
		{"digest of another hash", `Digest realm="gate", nonce="abc", algorithm=SHA-512`, true, digest, 2, false},
		{"wrong password", `Digest realm="gate", nonce="abc", qop="auth"`, true, func(string) bool { return false }, 3, false},
		{"no login", `Basic realm="gate"`, false, func(h string) bool { return h != "" }, 2, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := simtest.New(t)
				r.Answer = func(w http.ResponseWriter, req *http.Request) {
					if tt.good(req.Header.Get("Authorization")) {
						_, _ = fmt.Fprint(w, simtest.Success)
						return
					}
					w.Header().Set("WWW-Authenticate", tt.challenge)
					w.WriteHeader(http.StatusUnauthorized)
				}
				to, c := toCamera(), camera()
				to.Login, to.User, to.Password = tt.login, "cam", "s3cret"
				s := send.New(to, c, send.Options{Dial: r.Dial})
				defer run(t, s)()
				time.Sleep(31 * time.Second)
				if tt.online {
					s.Post(c.AlarmStatus("perimeterAlarm", true, time.Now()))
					time.Sleep(time.Second)
				}
				if got := len(r.Posts()); got != tt.requests || s.Online() != tt.online {
					t.Errorf("got %d requests, online %v (%s), want %d, %v", got, s.Online(), s.Stats().Error, tt.requests, tt.online)
				}
			})
		})
	}
}

func TestTestButton(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := simtest.New(t)
		r.Answer = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }
		s := send.New(toCamera(), viewtrontest.NewRecorder(1), send.Options{Dial: r.Dial})
		status, err := s.Test(t.Context())
		if err != nil || status != http.StatusTeapot || len(r.Posts()) != 1 {
			t.Errorf("got %d, %v after %d posts, want 418 after one", status, err, len(r.Posts()))
		}
	})
}

// TestRealNetwork goes over TCP once.
func TestRealNetwork(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, simtest.Success) })}
	go func() { _ = srv.Serve(l) }()
	defer srv.Close()
	to := toCamera()
	to.Address, to.Port = "127.0.0.1", l.Addr().(*net.TCPAddr).Port
	if status, err := send.New(to, camera(), send.Options{}).Test(t.Context()); status != http.StatusOK || err != nil {
		t.Errorf("got %d, %v, want 200", status, err)
	}
}
