//go:build unix

package e2e_test

import (
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// pressAt is JavaScript that presses a place of the picture, and lets go elsewhere.
const pressAt = `((on, from, to) => {
  const scene = document.querySelector(".scene"), box = scene.getBoundingClientRect();
  const at = (p) => ({bubbles: true, cancelable: true, clientX: box.left + p[0] * box.width, clientY: box.top + p[1] * box.height});
  (on ? document.querySelector(on) : scene).dispatchEvent(new PointerEvent("pointerdown", at(from)));
  if (to) window.dispatchEvent(new PointerEvent("pointermove", at(to)));
  window.dispatchEvent(new PointerEvent("pointerup", at(to ?? from)));
  return true;
})`

// TestZoneEditor draws an area with the mouse and a line with the keyboard, moves
// and renames, has the past counted, and deletes.
func TestZoneEditor(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	c := i.Client(t)
	cam := viewtrontest.NewCamera(1)
	for n := range int32(8) { // from left to right, over a second
		m := cam.Tracking(time.Now().Add(time.Duration(n-8)*150*time.Millisecond), viewtrontest.Target{
			ID: 7, Type: viewtron.TargetPerson, Box: viewtron.Box{X1: 500 + n*1100, Y1: 3000, X2: 1300 + n*1100, Y2: 7000},
		})
		body, err := viewtron.Encode(m)
		if err != nil {
			t.Fatal(err)
		}
		post(t, i, body)
	}
	var camera string
	eventually(t, "the track has ended", func() bool {
		for track, err := range c.AllTracks(t.Context(), client.TrackQuery{}) {
			if err != nil {
				t.Fatal(err)
			}
			camera = track.Camera.ID
			return track.Ended
		}
		return false
	})
	zones := func() []client.CameraZone {
		all, err := c.Zones(t.Context(), camera)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	b := visitor(t)
	b.Open(i.Web + "/cameras/" + camera)
	b.Sees("made of one track or event")
	b.Until(`document.querySelectorAll(".warm path").length > 0`)

	b.Until(`document.querySelector("[data-draw=area]").dispatchEvent(new MouseEvent("click", {bubbles: true, detail: 1}))`)
	for _, p := range []string{"[.3,.2]", "[.7,.2]", "[.7,.9]", "[.3,.9]"} {
		b.Until(pressAt + `(null, ` + p + `)`)
	}
	b.Until(pressAt + `("[data-grip=p0]", [.3,.2])`)
	b.Fill("Name", "Ya<b>rd")
	b.Click("Save")
	b.Until(`document.querySelector(".zone-list b")?.innerText === "Ya<b>rd"`)
	if z := zones(); len(z) != 1 || z[0].Kind != "area" || len(z[0].Points) != 4 || z[0].Points[2][0] < 6900 || z[0].Points[2][0] > 7100 {
		t.Fatalf("drawn: %+v", z)
	}

	// With the keyboard a line stands ready in the middle.
	b.Until(`document.querySelector("[data-draw=line]").dispatchEvent(new MouseEvent("click", {bubbles: true, detail: 0}))`)
	b.Until(`document.activeElement.dataset.grip === "p0"`)
	b.Until(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowUp", shiftKey: true, bubbles: true, cancelable: true})) === false`)
	b.Until(`document.activeElement.dataset.grip === "p0"`)
	b.Fill("Name", "Gate")
	b.Click("Turn the direction round")
	b.Click("Save")
	b.Until(`document.querySelectorAll(".zone-list li").length === 2`)
	if z := zones(); !slices.Equal(z[1].Points, [][2]int{{6500, 5000}, {3500, 4500}}) {
		t.Errorf("line: %v", z[1].Points)
	}

	// What the area would have counted.
	b.Click("Count the past Ya<b>rd")
	b.Sees("Looked at 1 tracks: 2 passages.")
	b.Open(i.Web + "/cameras/" + camera)
	b.Sees("person entered Ya<b>rd")

	// A point is dragged, the name changed; another shape is another version.
	b.Click("Change Ya<b>rd")
	b.Until(pressAt + `("[data-grip=p1]", [.7,.2], [.8,.1])`)
	b.Fill("Name", "Yard")
	b.Click("Save")
	b.Until(`document.querySelector(".zone-list b")?.innerText === "Yard"`)
	if z := zones(); z[0].Version != 2 || z[0].Points[1][0] < 7900 || z[0].Points[1][1] > 1100 {
		t.Errorf("moved: %+v", z[0])
	}

	b.Click("Change Gate")
	b.Click("Delete")
	b.Click("Press again to delete")
	b.Until(`document.querySelectorAll(".zone-list li").length === 1`)
	if z := zones(); len(z) != 1 || z[0].Name != "Yard" {
		t.Errorf("left: %+v", z)
	}
}
