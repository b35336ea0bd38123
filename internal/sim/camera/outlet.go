package camera

import (
	"context"
	"reflect"
	"slices"
	"sync"

	"github.com/watchpost/watchpost/internal/sim/send"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// state is what a camera obeys from one change of its settings to the next. It
// does not change.
type state struct {
	settings settings.Camera
	device   viewtrontest.Camera
	outlets  []*outlet
}

// outlet is the way to one server.
type outlet struct {
	server settings.Server // its choice of data and types
	tracks bool            // a rule is on of a type that it wants
	to     send.Destination
	device viewtrontest.Camera
	sender *send.Sender
	stop   context.CancelFunc
}

// next is the state that follows from settings. Servers that are reached as
// before keep their connection; ctx and wg are of the others, which start anew.
func (c *Camera) next(ctx context.Context, wg *sync.WaitGroup, old *state, now settings.Camera) *state {
	st := &state{settings: now, device: deviceOf(&now)}
	servers := slices.Clone(now.Servers)
	if now.Basic.Enable {
		servers = append(servers, basic(&now.Basic))
	}
	var before []*outlet
	if old != nil {
		before = slices.Clone(old.outlets)
	}
	for i := range servers {
		s := &servers[i]
		if !s.Enable {
			continue
		}
		o := &outlet{server: *s, tracks: s.SendsTracks() && follows(s, &now.Rules), to: send.ToServer(s), device: st.device}
		if s.ID == 0 {
			o.device.Shape = classicShape(o.device)
		}
		same := slices.IndexFunc(before, func(b *outlet) bool {
			return b.server.ID == s.ID && b.to == o.to && reflect.DeepEqual(b.device, o.device)
		})
		if same >= 0 {
			o.sender, o.stop = before[same].sender, before[same].stop
			before = slices.Delete(before, same, same+1)
		} else {
			o.sender = send.New(o.to, o.device, send.Options{
				Dial: c.o.Dial, Clock: c.o.Clock, Faults: c.o.Faults, Seed: c.o.Seed + uint64(s.ID), Told: c.o.OnPost,
			})
			running, stop := context.WithCancel(ctx)
			o.stop = stop
			wg.Go(func() { _ = o.sender.Run(running) }) // it returns nil
		}
		st.outlets = append(st.outlets, o)
	}
	for _, gone := range before {
		gone.stop()
	}
	return st
}

// deviceOf is what posts are from. The keepalives of httpPostV2 on classic firmware
// are empty; later firmware has a shape of its own.
func deviceOf(s *settings.Camera) viewtrontest.Camera {
	d := viewtrontest.Camera{
		Name: s.Identity.Name, MAC: s.Identity.MAC, Serial: s.Identity.Serial, IP: s.Identity.IP,
		Firmware: s.Identity.Firmware, Zone: s.Clock.Location(),
	}
	if !s.Model.Notification() {
		d.Shape = viewtron.KeepaliveEmpty
	} else if s.Push == "V2" {
		d.PushV2, d.Version = true, s.Identity.API
	}
	return d
}

// classicShape is that of the keepalives of the older httpPost block.
func classicShape(d viewtrontest.Camera) viewtron.KeepaliveShape {
	if d.Shape == viewtron.KeepaliveEmpty {
		return viewtron.KeepaliveDeviceInfo
	}
	return d.Shape
}

// basic is the older httpPost block as a server: events of every type, with their
// pictures.
func basic(b *settings.BasicPost) settings.Server {
	return settings.Server{
		Enable: true, Protocol: "http", Address: b.Address, Port: b.Port, Path: b.Path,
		Persistent: true, Heartbeat: true, Interval: b.Keepalive,
		Events: true, Original: true, Target: true, Types: []settings.AlarmType{settings.All},
	}
}

// follows says whether targets are tracked for a server: a rule must be on that
// looks at targets, of a type that the server wants.
func follows(s *settings.Server, r *settings.Rules) bool {
	for i := range r.Zones {
		if r.Zones[i].On && s.Wants(r.Zones[i].Type) {
			return true
		}
	}
	for i := range r.Lines {
		if r.Lines[i].On && s.Wants(r.Lines[i].Type) {
			return true
		}
	}
	return r.VSD.On && s.Wants(settings.Metadata) || r.Plates.On && s.Wants(settings.LicensePlate) || r.Faces.On && s.Wants(settings.Face)
}
