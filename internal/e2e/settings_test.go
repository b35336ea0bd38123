//go:build unix

package e2e_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/watchpost/watchpost/internal/e2e"
	"github.com/watchpost/watchpost/internal/sim/browsertest"
)

// TestSettings makes the first administrator, lets a person and a program in, changes
// how pages look, and logs out everywhere.
func TestSettings(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	post(t, i, read(t, ownPosts+"camera-intrusion.xml"))
	b := browsertest.New(t) // what is refused is an error to its console
	b.Open(i.Web + "/setup")
	b.Fill("Name", "Ann")
	b.Fill("Password", "correct horse battery")
	b.Click("Make and log in")
	b.Sees("Log out")

	b.Open(i.Web + "/settings/people")
	b.Fill("Name", "Bob")
	b.Fill("Password", "bobs long secret")
	b.Click("Add somebody")
	b.Sees("Added.")
	b.Click("Bob")
	b.Tick("Disabled: may not log in", true)
	b.Click("Save")
	b.Sees("Saved.")
	b.Open(i.Web + "/settings/people")
	b.Sees("disabled")
	b.Click("Ann")
	b.Click("Remove")
	b.Sees("Nobody else could let anybody in")

	b.Open(i.Web + "/settings/tokens")
	b.Fill("What it is for", "Dashboard")
	b.Click("Make a token")
	b.Sees("It is shown this once.")
	b.Open(i.Web + "/settings/tokens")
	b.Sees("Dashboard")
	b.SeesNot("It is shown this once.")

	b.Open(i.Web + "/settings/audit?action=token_added")
	b.Until(`document.querySelectorAll("tbody tr").length === 1`)
	b.Sees("Dashboard")

	for name, page := range map[string]struct{ path, reads string }{
		"account": {"/settings", "this browser"}, "appearance": {"/settings/appearance", "Time zone"}, "people": {"/settings/people", "Add somebody"},
		"groups": {"/settings/groups", "Add a group"}, "tokens": {"/settings/tokens", "Make a token"}, "storage": {"/settings/storage", "Data folder"},
		"audit": {"/settings/audit", "token made"}, "about": {"/settings/about", "OpenAPI"},
	} {
		for n, l := range looks {
			if n%2 != 0 {
				continue
			}
			b.Look(l.width, l.height, l.dark)
			b.Open(i.Web + page.path)
			b.Sees(page.reads)
			b.SeesNot("settings.") // keys are not words
			if b.Overflows() {
				t.Errorf("%s, %s: wider than the window", name, l.name)
			}
			if *pictures != "" {
				b.Picture(filepath.Join(*pictures, fmt.Sprintf("settings-%s-%s.png", name, l.name)))
			}
		}
	}

	b.Look(1280, 860, false)
	b.Open(i.Web + "/settings/appearance")
	b.Choose("Light or dark", "Dark")
	b.Choose("Language", "Deutsch")
	b.Click("Save")
	b.Sees("Gespeichert.")
	b.Until(`document.documentElement.lang === "de" && getComputedStyle(document.documentElement).colorScheme === "dark"`)
	b.Open(i.Web + "/settings")
	b.Click("Überall abmelden")
	b.Until(`location.pathname === "/login"`)
}
