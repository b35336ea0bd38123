//go:build unix

package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
)

// TestDevicePages renames, blocks and forgets a device on its page, and looks at what
// was not understood.
func TestDevicePages(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	intrusion := read(t, ownPosts+"camera-intrusion.xml")
	post(t, i, intrusion)
	c := i.Client(t)
	all, err := c.Devices(t.Context(), client.Paging{})
	if err != nil || len(all.Items) != 1 {
		t.Fatalf("devices: %+v, %v", all.Items, err)
	}
	own := all.Items[0]
	b := visitor(t)
	b.Open(i.Web + "/devices")
	b.Click(own.Name)
	b.Sees("What it sends")
	b.Sees("The last 24 hours")
	b.Fill("Name", "Garage <b>")
	b.Click("Save")
	b.Sees("Saved.")
	b.Open(i.Web + "/timeline")
	b.Sees("Garage <b>")
	if d, err := c.Device(t.Context(), own.ID); err != nil || d.Name != "Garage <b>" || d.OwnName != own.Name {
		t.Errorf("got %q, its own %q, %v", d.Name, d.OwnName, err)
	}

	b.Open(i.Web + "/devices/" + own.ID)
	b.Click("Block")
	b.Sees("Its posts are refused from now on.")
	if status, _, err := i.Post("/API", "application/xml", intrusion); err != nil || status != http.StatusForbidden {
		t.Errorf("a post of a blocked device: got %d, %v", status, err)
	}
	b.Open(i.Web + "/requests")
	b.Sees("This device is blocked here")
	b.Open(i.Web + "/devices/" + own.ID)
	b.Click("Allow again")
	b.Sees("Its posts are taken again.")
	post(t, i, read(t, ownPosts+"camera-intrusion.xml"))

	post(t, i, []byte(`<config version="1.7"><mac>02:00:5e:00:53:01</mac><deviceName>Odd one</deviceName><thing>a & b</thing></config>`))
	b.Open(i.Web + "/quarantine")
	b.Until(`document.querySelectorAll("tbody tr").length === 1`)
	b.Until(`document.querySelector("tbody a").click() === undefined`)
	b.Sees("<thing>a & b</thing>")
	b.Click("Delete")
	b.Sees("Everything was understood")

	b.Open(i.Web + "/devices/" + own.ID)
	b.Fill("Type its name to forget it", "Garage")
	b.Until(`document.querySelector("button[value=forget]").click() === undefined`)
	b.Sees("That is not its name")
	b.Fill("Type its name to forget it", "Garage <b>")
	b.Until(`document.querySelector("button[value=forget]").click() === undefined`)
	b.Sees("Forgotten.")
	b.Until(`!document.querySelector("device-list").innerText.includes("Garage")`)
	b.Open(i.Web + "/timeline")
	b.Sees("Garage <b>")
	log, err := c.Audit(t.Context(), client.Paging{})
	if err != nil {
		t.Fatal(err)
	}
	var did []string
	for _, e := range log.Items {
		did = append(did, e.Action)
	}
	if got, want := strings.Join(did, " "), "device_forgotten quarantined_post_deleted device_allowed device_blocked device_renamed"; got != want {
		t.Errorf("audit log: got %s, want %s", got, want)
	}
}
