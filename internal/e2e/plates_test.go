//go:build unix

package e2e_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
	"github.com/watchpost/watchpost/internal/sim/browsertest"
)

// readPlate posts a read of a plate.
func readPlate(t *testing.T, i *e2e.Instance, text string, n int) {
	t.Helper()
	body := read(t, ownPosts+"recorder-plate.xml")
	body = bytes.ReplaceAll(body, []byte("KLM4821"), []byte(text))
	post(t, i, bytes.ReplaceAll(body, []byte("02:00:5E:20:00:40"), fmt.Appendf(nil, "02:00:5E:20:00:%02d", n)))
}

// look takes pictures of a page as the others are, where they are wanted.
func look(t *testing.T, b *browsertest.Browser, name string) {
	t.Helper()
	for n, l := range looks {
		if e2e.Race && n%2 != 0 {
			continue // the shorter form
		}
		b.Look(l.width, l.height, l.dark)
		if b.Overflows() {
			t.Errorf("%s, %s: wider than the window", name, l.name)
		}
		if *pictures != "" {
			b.Picture(filepath.Join(*pictures, fmt.Sprintf("%s-%s.png", name, l.name)))
		}
	}
	b.Look(1280, 860, false)
}

// TestPlatesFlow makes a group, writes down what is known of a plate, finds it by a
// misread text that is explained, imports and exports a list, and watches reads come.
func TestPlatesFlow(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	c := i.Client(t)
	b := visitor(t)
	b.Open(i.Web + "/plates")
	b.Sees("No plate has been read yet")
	readPlate(t, i, "KLM4821", 40) // the page notices by itself
	b.Until(`document.querySelectorAll("long-list tbody tr").length === 1`)
	readPlate(t, i, "KLM482I", 41)
	b.Until(`document.querySelectorAll("long-list tbody tr").length === 2 && document.querySelector("long-list tbody .plate").textContent === "KLM482I"`)
	look(t, b, "plates-reads")

	b.Click("Groups")
	b.Fill("Name", "Residents")
	b.Click("Add")
	b.Sees("The group is saved.")
	b.Open(i.Web + "/plates/KLM4821")
	b.Choose("Group", "Residents")
	b.Fill("Owner", `Unit 12 "><script>`)
	b.Fill("Note", "Knows the code.")
	b.Click("Save")
	b.Sees("Saved.")
	p, err := c.Plate(t.Context(), "KLM4821")
	if err != nil || p.Known == nil || p.Known.Group == nil || p.Known.Group.Name != "Residents" || p.Known.Owner != `Unit 12 "><script>` {
		t.Fatalf("what was written down: %+v, %v", p.Known, err)
	}
	b.Sees("KLM482I") // similar, perhaps misread
	b.Sees("I for 1")
	look(t, b, "plate")

	b.Open(i.Web + "/plates")
	b.Fill("Search a plate, also misread: O or 0, B or 8, * for any", "KLM4B21")
	b.Click("Search")
	b.Sees("alike to a camera: 8 for B")
	b.Until(`document.querySelector("tbody .of").textContent === "Residents" && document.querySelector(".letters mark").textContent === "8"`)
	look(t, b, "plates-search")
	b.Open(i.Web + "/timeline")
	b.Until(`[...document.querySelectorAll(".card .of")].map((m) => m.textContent).join() === "Residents"`)

	b.Open(i.Web + "/known-plates/import")
	look(t, b, "plate-import")
	b.Until(`(document.querySelector("textarea").value = "Kennzeichen;Gruppe;Halter\nKLM 4821;Residents;=1+1\nZZ 99;Gäste;\n??;x;\n") !== ""`)
	b.Click("Look at it")
	b.Sees("What would be done")
	b.Sees("Plate: 1 to 32 letters and digits.")
	look(t, b, "plate-preview")
	if known, err := c.KnownPlates(t.Context(), client.KnownPlateQuery{}); err != nil || len(known.Items) != 1 {
		t.Errorf("looking has changed something: %+v, %v", known.Items, err)
	}
	b.Click("Import now")
	b.Sees("The plates are imported.")
	b.Sees("ZZ99")
	look(t, b, "known-plates")
	file, err := c.ExportPlates(t.Context(), "")
	if err != nil || !strings.Contains(string(file), "KLM4821,Residents,'=1+1,Knows the code.") {
		t.Errorf("exported: %q, %v", file, err)
	}
	if plan, err := c.ImportPlates(t.Context(), file, true, ""); err != nil || plan.Same != 2 || plan.Refused != 0 {
		t.Errorf("imported where it comes from: %+v, %v", plan, err)
	}
	b.Open(i.Web + "/plate-groups")
	look(t, b, "plate-groups")
}
