package fault_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/watchpost/watchpost/internal/sim/fault"
	"github.com/watchpost/watchpost/internal/sim/send"
	"github.com/watchpost/watchpost/internal/sim/simtest"
	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

const (
	second = time.Second
	events = 30
)

// received is what a receiver got of a camera with one fault, which posted an
// alarm and so many events, one a second.
func received(t *testing.T, f fault.Fault, check func(t *testing.T, posts []simtest.Post, st send.Stats)) {
	synctest.Test(t, func(t *testing.T) {
		r := simtest.New(t)
		c := viewtrontest.NewCamera(4)
		s := send.New(send.Destination{Address: "192.0.2.1", Port: 80, Path: "/API", Persistent: true, Interval: second},
			c, send.Options{Dial: r.Dial, Faults: []fault.Fault{f}, Seed: 5})
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { _ = s.Run(ctx) })
		picture := viewtrontest.Scene{}.Draw(320, 180).Picture(80)
		time.Sleep(second / 2)
		s.Post(c.AlarmStatus("perimeterAlarm", true, time.Now()))
		for i := range events {
			s.Post(c.Intrusion(time.Now(), viewtrontest.Hit{
				Overview: picture, Targets: []viewtrontest.Target{{ID: 100 + i, Type: viewtron.TargetPerson, Crop: picture, Box: viewtrontest.Box(10, 10, 20, 20)}},
			}))
			time.Sleep(second)
		}
		cancel()
		wg.Wait()
		check(t, r.Posts(), s.Stats())
	})
}

func parsed(t *testing.T, p simtest.Post) *viewtron.Message {
	t.Helper()
	m, err := viewtron.Parse(p.Body)
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	return m
}

// kinds are the posts of a kind.
func kinds(t *testing.T, posts []simtest.Post, k viewtron.Kind) []*viewtron.Message {
	var out []*viewtron.Message
	for _, p := range posts {
		if m := parsed(t, p); m.Kind == k {
			out = append(out, m)
		}
	}
	return out
}

func TestClockSkew(t *testing.T) {
	received(t, fault.ClockSkew(), func(t *testing.T, posts []simtest.Post, _ send.Stats) {
		seen := 0
		for _, p := range posts {
			m := parsed(t, p)
			if at, ok := m.Time.In(time.UTC, false); ok {
				seen++
				if behind := p.At.Sub(at).Round(time.Minute); behind != 83*time.Minute {
					t.Errorf("%v is %v behind, want 83m", m.Kind, behind)
				}
			}
		}
		if seen != events+1 {
			t.Errorf("%d posts with a time, want %d", seen, events+1)
		}
	})
}

func TestTwentyDigitTime(t *testing.T) {
	received(t, fault.TwentyDigitTime(), func(t *testing.T, posts []simtest.Post, _ send.Stats) {
		n := bytes.Count(all(posts), []byte(">18445822972087551616</currentTime>"))
		if n < 5 || n > events-5 {
			t.Errorf("%d of %d events have a time of 20 digits, want about half", n, events)
		}
	})
}

func all(posts []simtest.Post) []byte {
	var b []byte
	for _, p := range posts {
		b = append(b, p.Body...)
	}
	return b
}

func TestWrongLengths(t *testing.T) {
	received(t, fault.WrongLengths(), func(t *testing.T, posts []simtest.Post, _ send.Stats) {
		lengths := map[string]bool{}
		for _, m := range kinds(t, posts, viewtron.KindEvent) {
			for _, img := range m.Images() {
				lengths[img.Length] = true
				if data, err := img.Decode(nil); err != nil || !viewtron.IsJPEG(data) {
					t.Errorf("the picture itself is wrong: %v", err)
				}
			}
		}
		if len(lengths) != 6 || !lengths["-1"] || !lengths["many"] {
			t.Errorf("got lengths %v, want all six wrong ones", lengths)
		}
	})
}

func TestEmptyImages(t *testing.T) {
	received(t, fault.EmptyImages(), func(t *testing.T, posts []simtest.Post, _ send.Stats) {
		if n := bytes.Count(all(posts), []byte(`Base64Data type="string"><![CDATA[]]></`)); n != 2*events {
			t.Errorf("got %d empty pictures, want %d", n, 2*events)
		}
		for _, m := range kinds(t, posts, viewtron.KindEvent) {
			if len(m.Images()) > 0 {
				t.Error("a picture is there")
			}
		}
	})
}

func TestNoImages(t *testing.T) {
	received(t, fault.NoImages(), func(t *testing.T, posts []simtest.Post, _ send.Stats) {
		if got := kinds(t, posts, viewtron.KindEvent); len(got) != events || bytes.Contains(all(posts), []byte("Base64")) {
			t.Errorf("got %d events, or pictures; want %d without", len(got), events)
		}
	})
}

func TestDuplicates(t *testing.T) {
	received(t, fault.Duplicates(), func(t *testing.T, posts []simtest.Post, _ send.Stats) {
		times := map[string]int{}
		for _, p := range posts {
			if len(p.Body) > 5000 {
				times[string(p.Body)]++
			}
		}
		count := map[int]int{}
		for _, n := range times {
			count[n]++
		}
		if len(times) != events || count[1] < 10 || count[2] == 0 || count[3] == 0 {
			t.Errorf("of %d events so many came so often: %v, want %d, some twice, some thrice", len(times), count, events)
		}
	})
}

func TestDroppedConnections(t *testing.T) {
	received(t, fault.DroppedConnections(), func(t *testing.T, posts []simtest.Post, st send.Stats) {
		broken := 0
		for _, p := range posts {
			if p.Err != nil {
				broken++
				if !errors.Is(p.Err, io.ErrUnexpectedEOF) {
					t.Errorf("a post broke off with %v", p.Err)
				}
			}
		}
		if last := posts[len(posts)-1].Connection; broken < 3 || last < broken || st.Lost < int64(broken) {
			t.Errorf("%d posts broke off, the last connection is number %d, %d lost", broken, last, st.Lost)
		}
	})
}

func TestSlowUplink(t *testing.T) {
	f := fault.SlowUplink()
	f.Rate = 2 << 10 // the test's pictures are small
	received(t, f, func(t *testing.T, posts []simtest.Post, st send.Stats) {
		if got := len(posts); got > 15 || st.Sent == 0 {
			t.Errorf("got %d posts in %d s, want only as many as the line bears", got, events)
		}
	})
}

func TestMissingHeartbeats(t *testing.T) {
	received(t, fault.MissingHeartbeats(), func(t *testing.T, posts []simtest.Post, st send.Stats) {
		if got := kinds(t, posts, viewtron.KindKeepalive); len(got) > 0 || len(posts) != events+1 || st.Online {
			t.Errorf("got %d heartbeats among %d posts, want none among %d", len(got), len(posts), events+1)
		}
	})
}

func TestMalformedXML(t *testing.T) {
	received(t, fault.MalformedXML(), func(t *testing.T, posts []simtest.Post, _ send.Stats) {
		bad := 0
		for _, p := range posts {
			var v struct{}
			if len(p.Body) > 0 && xml.Unmarshal(p.Body, &v) != nil {
				bad++
			}
		}
		if bad < len(posts)/6 || bad > len(posts)/2 {
			t.Errorf("%d of %d posts are malformed, want about a third", bad, len(posts))
		}
	})
}

func TestNonUTF8Names(t *testing.T) {
	received(t, fault.NonUTF8Names(), func(t *testing.T, posts []simtest.Post, _ send.Stats) {
		for _, p := range posts {
			if utf8.Valid(p.Body) {
				t.Errorf("a post is valid UTF-8: %.200s", p.Body)
			}
			if name := parsed(t, p).Device.Name; !strings.HasSuffix(name, "Camera 4") {
				t.Errorf("the name is %q, want more before Camera 4", name)
			}
		}
	})
}

func TestRebootLoop(t *testing.T) {
	if got := fault.RebootLoop().Reboot; got < time.Minute || got > time.Hour {
		t.Errorf("reboots every %v", got)
	}
}

func TestNamed(t *testing.T) {
	var names []string
	for _, f := range fault.All() {
		names = append(names, f.Name)
		if f.About == "" {
			t.Errorf("%s says nothing about itself", f.Name)
		}
	}
	if got, err := fault.Named(names...); err != nil || len(got) != 12 {
		t.Errorf("got %d faults, %v, want 12", len(got), err)
	}
	if _, err := fault.Named("gremlins"); err == nil || !strings.Contains(err.Error(), "clock-skew") {
		t.Errorf("got %v, want the names that there are", err)
	}
}
