package viewtrontest_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// A recorder posts that somebody entered a zone of its third camera. Picture,
// box and crop are of one scene.
func Example() {
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		m, err := viewtron.Parse(body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		t := m.Event.Targets[0]
		fmt.Println(m.Event.Detection, "on channel", m.Device.ChannelID, "of", m.Device.Name)
		fmt.Println(t.Type, t.ID, "at", m.Event.Rules[0].Box, "crop", t.Image.Width, "x", t.Image.Height)
	}))
	defer receiver.Close()

	at := time.Date(2026, 11, 24, 8, 30, 1, 0, time.UTC)
	box := viewtrontest.Box(4200, 3200, 5000, 8000)
	frame := viewtrontest.Scene{
		Place: viewtrontest.Yard, Title: "Yard", Stamp: at,
		Figures: []viewtrontest.Figure{{Type: viewtron.TargetPerson, Box: box}},
	}.Draw(320, 180)

	recorder := viewtrontest.NewRecorder(1)
	device := &viewtrontest.Device{Poster: recorder, Receiver: receiver.URL + "/API"}
	status, _, err := device.Post(context.Background(), recorder.Channel(3).Intrusion(at, viewtrontest.Hit{
		Overview: frame.Picture(70),
		Targets: []viewtrontest.Target{{
			ID: 716, Type: viewtron.TargetPerson, Box: box, Crop: frame.Crop(box).Picture(80),
		}},
	}))
	fmt.Println(status, err)
	// Output:
	// region_intrusion on channel 3 of Recorder 1
	// person 716 at {4200 3200 5000 8000 0} crop 26 x 86
	// 200 <nil>
}

// A camera of firmware 5.3.1 reads the plate that is in the picture.
func ExampleCamera_Plate() {
	car := viewtrontest.Figure{
		Type: viewtron.TargetCar, Box: viewtrontest.Box(3500, 3500, 6500, 8600), Plate: "KLM4821",
	}
	frame := viewtrontest.Scene{Place: viewtrontest.Gate, Figures: []viewtrontest.Figure{car}}.Draw(640, 360)

	camera := viewtrontest.NewCamera(5)
	camera.Firmware = viewtrontest.Firmware531
	m := camera.Plate(time.Date(2026, 11, 24, 8, 30, 1, 0, time.UTC), viewtrontest.Hit{
		Overview: frame.Picture(70),
		Targets: []viewtrontest.Target{{
			ID: 42, Box: car.PlateBox(), Crop: frame.Crop(car.PlateBox()).Picture(80),
			Plate: &viewtrontest.Plate{Text: car.Plate, Group: "whiteList", Confidence: 97.5},
		}},
	})
	plate := m.Event.Targets[0]
	fmt.Println(plate.Plate.Text, *plate.Plate.Confidence, plate.Box, plate.Plate.Width, "x", plate.Plate.Height)
	// Output:
	// KLM4821 97.5 {4610 7402 5390 7810 0} 50 x 15
}

// The bytes of an empty keepalive as a camera sends them.
func ExamplePost_WireTo() {
	camera := viewtrontest.NewCamera(1)
	camera.Shape = viewtron.KeepaliveEmpty
	post, err := camera.Post(camera.Keepalive())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%q\n", post.WireTo("192.0.2.5:5002"))
	// Output:
	// "POST /API HTTP/1.1\r\nHost: 192.0.2.5:5002\r\nAccept-Encoding: gzip, deflate\r\nContent-Type: application/xml; charset=utf-8\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n"
}
