//go:build unix

package e2e_test

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/e2e"
)

// TestCountsPage: what was seen stands in the chart and in its table, follows what
// comes without losing what is open, is narrowed by class, and leaves as CSV.
func TestCountsPage(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	post(t, i, read(t, ownPosts+"camera-intrusion.xml"))
	b := visitor(t)
	b.Open(i.Web + "/counts")
	b.Until(`document.querySelectorAll(".slot").length >= 23 && document.querySelectorAll(".slot.now").length === 1`)
	b.Until(`document.querySelector(".slot.now").title.includes("People 1")`)
	b.Until(`document.querySelector("details.numbers").open = true`)
	b.Until(`(document.querySelector(".slot.now").focus(), document.activeElement.matches(".slot.now"))`)
	post(t, i, read(t, ownPosts+"recorder-plate.xml"))
	b.Until(`document.querySelector(".slot.now").title.includes("Plates 1")`)
	b.Until(`document.querySelector("details.numbers").open && document.activeElement.matches(".slot.now")`)
	b.Until(`[...document.querySelectorAll("details.numbers tbody tr")].some((r) => [...r.cells].slice(1).map((c) => c.innerText).join() === "1,1,2")`)

	b.Choose("Compare", "Same weekdays before")
	b.Sees("before: 0")
	b.Until(`document.querySelector(".chip.k-plate").click() === undefined`)
	b.Until(`new URLSearchParams(location.search).get("target") === "plate"`)
	b.Until(`document.querySelectorAll(".legend .k-person").length === 0 && document.querySelector(".slot.now").title.includes("Plates 1")`)
	b.Click("7 days")
	b.Until(`document.querySelectorAll(".slot").length === 7`)
	b.Choose("By", "By hour")
	b.Until(`document.querySelectorAll(".slot").length >= 167 && new URLSearchParams(location.search).get("range") === "7d"`)
	b.Open(i.Web + "/counts?unit=nonsense")
	b.Sees("This address cannot be meant")

	b.Open(i.Web + "/counts?range=7d")
	b.Click("Report")
	b.Sees("All cameras")
	b.Until(`document.querySelectorAll(".paper .small").length === 2 && document.getElementById("print").checkVisibility()`)
	b.Until(`getComputedStyle(document.querySelector(".paper")).backgroundColor === "rgb(255, 255, 255)"`)
	b.Click("Front yard")
	b.Click("Show")
	b.Until(`new URLSearchParams(location.search).getAll("camera").length === 1 && document.querySelectorAll(".paper .small").length === 0`)

	answer, err := http.Get(i.Web + "/counts.csv?target=person")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	rows, err := csv.NewReader(answer.Body).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatalf("CSV: %q, %v", rows, err)
	}
	if got := rows[1][4:]; !slices.Equal(got, []string{"region_intrusion", "person", "1", "1"}) {
		t.Errorf("row of CSV: %q", got)
	}
	if disposition := answer.Header.Get("Content-Disposition"); !strings.Contains(disposition, "counts-") {
		t.Errorf("name of the CSV: %q", disposition)
	}
}
