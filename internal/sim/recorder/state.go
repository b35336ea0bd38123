package recorder

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/watchpost/watchpost/internal/sim/send"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// state is what a recorder obeys from one change of its settings to the next. It
// does not change.
type state struct {
	settings settings.Recorder
	device   viewtrontest.Recorder
	to       send.Destination
	sender   *send.Sender // nil when nothing is sent
	stop     context.CancelFunc
}

// next is the state that follows from settings. A receiver that is reached as
// before keeps its sender; ctx and wg are of another, which starts anew.
func (r *Recorder) next(ctx context.Context, wg *sync.WaitGroup, old *state, now settings.Recorder) *state {
	st := &state{settings: now, device: deviceOf(&now), to: send.ToRecorder(&now.Post)}
	if old != nil && old.sender != nil {
		if now.Post.Enable && old.to == st.to && old.device == st.device {
			st.sender, st.stop = old.sender, old.stop
			return st
		}
		old.stop()
	}
	if !now.Post.Enable {
		return st
	}
	s := send.New(st.to, st.device, send.Options{Dial: r.o.Dial, Clock: r.o.Clock, Faults: r.o.Faults, Seed: r.o.Seed, Told: r.o.OnPost})
	running, stop := context.WithCancel(ctx)
	st.sender, st.stop = s, stop
	wg.Go(func() { _ = s.Run(running) }) // it returns nil
	return st
}

// deviceOf is what posts are from.
func deviceOf(s *settings.Recorder) viewtrontest.Recorder {
	return viewtrontest.Recorder{Name: s.Identity.Name, MAC: s.Identity.MAC, IP: s.Identity.IP}
}

// local is the true time as the recorder's clock has it.
func (st *state) local(at time.Time) time.Time { return st.settings.Clock.At(at) }

// sends says whether a detection is sent at a moment: its smart type must be among
// those chosen, and the schedule must allow it.
func (st *state) sends(what viewtron.Detection, at time.Time) bool {
	smart := viewtron.SmartType(what, viewtron.LayoutRecorder)
	return st.sender != nil && slices.Contains(st.settings.Post.Events, smart) && st.scheduled(at)
}

func (st *state) scheduled(at time.Time) bool { return st.settings.Post.Schedule.At(st.local(at)) }

// plate is a plate as the recorder's groups know it.
func (st *state) plate(text string, at time.Time) *viewtrontest.Plate {
	p := &viewtrontest.Plate{Text: text, Color: "white"}
	for _, g := range st.settings.Groups {
		if entry, ok := settings.Match(g.Plates, text, st.local(at)); ok {
			p.Group, p.Owner = g.Name, entry.Owner
			break
		}
	}
	return p
}
