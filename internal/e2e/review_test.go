//go:build unix

package e2e_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
	"github.com/watchpost/watchpost/internal/sim/browsertest"
)

// TestWorkWithAnEvent opens an event, which is seen by that; says that it is handled,
// corrects its plate, and zooms its picture.
func TestWorkWithAnEvent(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	post(t, i, read(t, ownPosts+"recorder-plate.xml"))
	c := i.Client(t)
	id := events(t, i)[0].ID
	state := func(want string) {
		t.Helper()
		eventually(t, "the event is "+want, func() bool {
			e, err := c.Event(t.Context(), id)
			return err == nil && e.Review != nil && e.Review.State == want
		})
	}
	if e, err := c.Event(t.Context(), id); err != nil || e.Review != nil {
		t.Fatalf("before anybody looked: %+v, %v", e.Review, err)
	}
	b := visitor(t)
	b.Open(i.Web + "/events/" + id)
	state("seen")
	b.Until(`document.getElementById("state").textContent === "Seen"`)

	b.Fill("Note", "It was the <b>postman</b>.")
	b.Fill("Your name (if you like)", "Guard 2")
	b.Click("Handled")
	state("handled")
	b.Sees("Not handled after all")
	b.Until(`document.querySelector(".say textarea").value === "It was the <b>postman</b>."`)
	if page, err := c.Events(t.Context(), client.Query{States: []string{"new", "seen"}}); err != nil || len(page.Items) != 0 {
		t.Errorf("not handled: %+v, %v", page.Items, err)
	}
	for _, l := range looks {
		b.Look(l.width, l.height, l.dark)
		if b.Overflows() {
			t.Errorf("%s: wider than the window", l.name)
		}
		if *pictures != "" {
			b.Picture(filepath.Join(*pictures, fmt.Sprintf("event-handled-%s.png", l.name)))
		}
	}
	b.Look(1280, 860, false)
	b.Click("Not handled after all")
	state("seen")

	b.Click("Plate misread?")
	b.Fill("What it really was", "KLM4827")
	b.Click("Correct")
	b.Until(`document.querySelector("h1 .plate").textContent === "KLM4827"`)
	b.Sees("Device read")
	for _, text := range []string{"KLM4821", "KLM4827"} {
		if page, err := c.Events(t.Context(), client.Query{Filter: client.Filter{Plate: text}}); err != nil || len(page.Items) != 1 {
			t.Errorf("events of %s: %+v, %v", text, page.Items, err)
		}
	}
	b.Click("Plate misread?")
	b.Click("It was KLM4821 after all")
	b.Until(`document.querySelector("h1 .plate").textContent === "KLM4821"`)
	changes, err := c.EventChanges(t.Context(), id)
	if err != nil || len(changes) != 5 || changes[1].By != "Guard 2" || changes[3].What != "plate" {
		t.Errorf("changes: %+v, %v", changes, err)
	}

	// Keys, buttons and the wheel zoom alike; Escape goes back.
	zoom := func(action, want string) {
		t.Helper()
		b.Until(`(` + action + `, true)`)
		b.Until(`document.getElementById("zoom").value === "` + want + `"`)
	}
	key := func(k string) string {
		return `document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "` + k + `", bubbles: true}))`
	}
	zoom(key("+"), "150 %")
	zoom(`document.getElementById("zoom-in").click()`, "225 %")
	b.Until(`document.querySelector("event-scene .scene").scrollWidth > document.querySelector("event-scene .scene").clientWidth`)
	zoom(key("Escape"), "100 %")
	zoom(`document.querySelector("event-scene .scene").dispatchEvent(new WheelEvent("wheel", {deltaY: -300, ctrlKey: true, bubbles: true, cancelable: true}))`, "272 %")
	zoom(key("0"), "100 %")
	if b.Overflows() {
		t.Error("wider than the window")
	}
}

// TestShareAnEvent makes a link on the page of an event, and opens it as somebody who
// has not logged in: it shows the event, until it is ended.
func TestShareAnEvent(t *testing.T) {
	const password = "correct horse battery"
	i := e2e.Start(t, e2e.Options{Plain: true})
	post(t, i, read(t, ownPosts+"recorder-plate.xml"))
	id := events(t, i)[0].ID
	b := browsertest.New(t)
	b.Open(i.Web + "/setup")
	b.Fill("Name", "Ann")
	b.Fill("Password", password)
	b.Click("Make and log in")
	b.Sees("Log out")
	b.Open(i.Web + "/events/" + id)
	b.Click("Share")
	b.Click("Make a link")
	b.Sees("The link is made")
	link := b.Attribute("#link", "href")
	if *pictures != "" {
		b.Picture(filepath.Join(*pictures, "share.png"))
	}
	guest := browsertest.New(t) // what has ended is an error to its console
	guest.Open(i.Web + link)
	guest.Sees("KLM4821")
	guest.Sees("Shown by a link that ends on")
	guest.Until(`document.images.length > 0 && [...document.images].every((i) => i.complete && i.naturalWidth > 0) && document.querySelector("nav, form, a[href^='/events']") === null`)
	for _, l := range looks {
		guest.Look(l.width, l.height, l.dark)
		if guest.Overflows() {
			t.Errorf("%s: wider than the window", l.name)
		}
		if *pictures != "" {
			guest.Picture(filepath.Join(*pictures, fmt.Sprintf("shared-%s.png", l.name)))
		}
	}
	guest.Open(i.Web + "/events/" + id)
	guest.Sees("Log in")
	b.Click("End it")
	b.Until(`document.querySelector(".shares li") === null`)
	guest.Open(i.Web + link)
	guest.Sees("This link has ended")
}
