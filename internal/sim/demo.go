// Package sim posts what devices would post, where there are none.
package sim

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// Demo is a camera at a gate, which reads plates and tracks cars, and a recorder
// with a yard, a shop door and a corridor. Both post to Receiver over HTTP, as
// real ones would, with pictures that show what they say.
type Demo struct {
	Receiver string      // URL
	Header   http.Header // added to every post, for credentials
	Now      func() time.Time
	Seed     uint64
	// Pace is the pause between two things that happen; 5 s when 0.
	Pace time.Duration
}

// Size of the demo's pictures, and their noise.
const (
	width, height = 1280, 720
	grain         = .3
	quality       = 82
)

// Rhythm of the devices.
const (
	defaultPace = 5 * time.Second
	heartbeat   = 30 * time.Second
	trackEvery  = 140 * time.Millisecond
)

// run is a Demo at work.
type run struct {
	Demo
	rnd      *rand.Rand
	camera   viewtrontest.Camera
	recorder viewtrontest.Recorder
	gate     *viewtrontest.Device
	nvr      *viewtrontest.Device
	target   int
}

// Run posts until ctx ends. It returns an error when the receiver refuses a post.
func (d Demo) Run(ctx context.Context) error {
	if d.Pace <= 0 {
		d.Pace = defaultPace
	}
	r := &run{Demo: d, rnd: rand.New(rand.NewPCG(d.Seed, 1)), target: 700}
	r.camera = viewtrontest.NewCamera(5)
	r.camera.Name, r.camera.Firmware = "North Gate", viewtrontest.Firmware531
	r.recorder = viewtrontest.NewRecorder(1)
	r.recorder.Name = "Site Recorder"
	r.gate = &viewtrontest.Device{Poster: r.camera, Receiver: d.Receiver, Header: d.Header}
	r.nvr = &viewtrontest.Device{Poster: r.recorder, Receiver: d.Receiver, Header: d.Header}
	defer r.gate.Close()
	defer r.nvr.Close()
	err := r.loop(ctx)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (r *run) loop(ctx context.Context) error {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	if err := r.beat(ctx); err != nil {
		return err
	}
	acts := []func(context.Context) error{r.carAtGate, r.personInYard, r.faceAtDoor, r.personInCorridor}
	for i := 0; ; i++ {
		if err := acts[i%len(acts)](ctx); err != nil {
			return err
		}
		pause := time.NewTimer(r.Pace)
		for waiting := true; waiting; {
			select {
			case <-ctx.Done():
				pause.Stop()
				return nil
			case <-beat.C:
				if err := r.beat(ctx); err != nil {
					return err
				}
			case <-pause.C:
				waiting = false
			}
		}
	}
}

// post posts a message and insists on success.
func post(ctx context.Context, d *viewtrontest.Device, m *viewtron.Message) error {
	status, answer, err := d.Post(ctx, m)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if status != http.StatusOK {
		return fmt.Errorf("demo: the receiver answered %d: %.200s", status, answer)
	}
	return nil
}

func (r *run) beat(ctx context.Context) error {
	if err := post(ctx, r.gate, r.camera.Keepalive()); err != nil {
		return err
	}
	return post(ctx, r.nvr, r.recorder.Keepalive())
}

func (r *run) next() int {
	r.target++
	return r.target
}

// plates that come to the gate, and the lists that they are on.
var plates = []struct{ text, list string }{
	{"KLM4821", "whiteList"}, {"WLD7204", "whiteList"}, {"QRS390", ""}, {"TX88ZB", "blackList"}, {"NB51KFE", "temporaryList"},
}

// carAtGate is a car that drives up, tracked, and whose plate is read.
func (r *run) carAtGate(ctx context.Context) error {
	id := r.next()
	p := plates[r.rnd.IntN(len(plates))]
	car := viewtrontest.Figure{Type: viewtron.TargetCar, Plate: p.text, Look: r.rnd.Uint64()}
	const steps = 14
	for i := range steps {
		// From far away, small, to the barrier; seen from its front.
		half := 500 + 1050*i/steps
		bottom := 6000 + 2700*i/steps
		car.Box = viewtrontest.Box(5000-half, bottom-half*27/10, 5000+half, bottom)
		if err := post(ctx, r.gate, r.camera.Tracking(r.Now(), viewtrontest.Target{ID: id, Type: viewtron.TargetCar, Box: car.Box})); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(trackEvery):
		}
	}
	at := r.Now()
	frame := r.draw(viewtrontest.Gate, "North Gate", at, car)
	return post(ctx, r.gate, r.camera.Plate(at, viewtrontest.Hit{
		Overview: frame.Picture(quality),
		Targets: []viewtrontest.Target{{
			ID: id, Type: viewtron.TargetCar, Box: car.PlateBox(), Crop: frame.Crop(viewtrontest.Widen(car.PlateBox(), 25)).Picture(quality),
			Plate: &viewtrontest.Plate{Text: p.text, Group: p.list, Confidence: 93 + float64(r.rnd.IntN(7)), Direction: viewtron.DirectionApproach,
				Vehicle: &viewtron.Vehicle{Type: "saloon car", Color: "blue", Brand: "Volvo", Model: "Volvo_V60"}},
		}},
	}))
}

func (r *run) draw(place viewtrontest.Place, title string, at time.Time, figures ...viewtrontest.Figure) viewtrontest.Frame {
	return viewtrontest.Scene{
		Place: place, Title: title, Stamp: at, Figures: figures, Grain: grain, Seed: r.rnd.Uint64(),
	}.Draw(width, height)
}

// person is somebody somewhere between left and right.
func (r *run) person(left, right, top, tall int) viewtrontest.Figure {
	x := left + r.rnd.IntN(right-left)
	return viewtrontest.Figure{
		Type: viewtron.TargetPerson, Box: viewtrontest.Box(x, top, x+tall*24/100, top+tall), Look: r.rnd.Uint64(), Step: r.rnd.Float64(),
	}
}

// personInYard is an intrusion, with its alarm on and off.
func (r *run) personInYard(ctx context.Context) error {
	at := r.Now()
	who := r.person(2600, 5600, 4200, 4300)
	frame := r.draw(viewtrontest.Yard, "Yard", at, who)
	yard := r.recorder.Channel(1)
	flag := yard.Flag(viewtron.RegionIntrusion)
	hit := viewtrontest.Hit{
		Overview: frame.Picture(quality), Zone: viewtrontest.Points(1500, 4000, 7800, 3900, 8600, 9400, 900, 9500),
		Targets: []viewtrontest.Target{{ID: r.next(), Type: viewtron.TargetPerson, Box: who.Box, Crop: frame.Crop(viewtrontest.Widen(who.Box, 10)).Picture(quality)}},
	}
	for _, m := range []*viewtron.Message{yard.AlarmStatus(flag, true, at), yard.Intrusion(at, hit), yard.AlarmStatus(flag, false, r.Now())} {
		if err := post(ctx, r.nvr, m); err != nil {
			return err
		}
	}
	return nil
}

// faceAtDoor is a face at the shop's door.
func (r *run) faceAtDoor(ctx context.Context) error {
	at := r.Now()
	who := r.person(4000, 5200, 2600, 5800)
	frame := r.draw(viewtrontest.ShopDoor, "Shop Door", at, who)
	head := who.FaceBox()
	return post(ctx, r.nvr, r.recorder.Channel(2).Face(at, viewtrontest.Hit{
		Overview: frame.Picture(quality),
		Targets: []viewtrontest.Target{{
			ID: r.next(), Type: viewtron.TargetPerson, Box: head, Crop: frame.Crop(viewtrontest.Widen(head, 40)).Picture(quality),
			Face: &viewtron.Face{Age: "middleAged", Sex: "female", Glasses: "no", Mask: "unknown"},
		}},
	}))
}

// personInCorridor crosses a counting line.
func (r *run) personInCorridor(ctx context.Context) error {
	at := r.Now()
	who := r.person(4300, 5300, 3400, 4600)
	frame := r.draw(viewtrontest.Corridor, "Corridor", at, who)
	return post(ctx, r.nvr, r.recorder.Channel(3).Counting(at, true, viewtrontest.Hit{
		Overview: frame.Picture(quality), Line: viewtrontest.Points(3000, 7600, 7000, 7600),
		Targets: []viewtrontest.Target{{ID: r.next(), Type: viewtron.TargetPerson, Box: who.Box, Crop: frame.Crop(viewtrontest.Widen(who.Box, 10)).Picture(quality)}},
	}))
}
