//go:build unix

package e2e_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/e2e"
)

// inOrder says that the cards on the page are newest first, each once, and each day
// is said once.
const inOrder = `(() => {
  const n = [...document.querySelectorAll(".cell")].map((c) => Number(c.dataset.seq));
  return n.length > 0 && n.every((s, i) => i === 0 || s < n[i - 1]) && document.querySelectorAll(".day").length === 1;
})()`

// TestTimelineScrolls goes from an event in the middle to both ends: what is looked at
// stays where it is while newer ones come above it.
func TestTimelineScrolls(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	over, crop := picture(t, 64, 36, 90), picture(t, 16, 24, 160)
	begin := time.Now().Add(-time.Minute)
	const total = 150
	for n := range total {
		post(t, i, intrusion(n, begin.Add(time.Duration(n)*time.Millisecond), over, crop))
	}
	all := events(t, i)
	if len(all) != total {
		t.Fatalf("%d events, want %d", len(all), total)
	}
	b := visitor(t)
	b.Look(1280, 860, false)
	middle := all[70].ID
	b.Open(i.Web + "/timeline?at=" + middle)
	b.Until(`document.querySelector(".cell.at") !== null`)
	// Newer ones have come above, and the one that was asked for is still in view.
	b.Until(fmt.Sprintf(`document.querySelectorAll(".cell").length > 48 && document.querySelector(".cell").dataset.id !== %q`, middle))
	b.Until(`(() => { const r = document.querySelector(".cell.at").getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; })()`)
	b.Until(inOrder)
	b.Until(fmt.Sprintf(`(scrollTo(0, 0), document.querySelector(".cell")?.dataset.seq === "%d")`, all[total-1].Seq))
	b.Until(fmt.Sprintf(`(scrollTo(0, document.body.scrollHeight), document.querySelectorAll(".cell").length === %d)`, total))
	b.Until(inOrder)
	// What comes while somebody looks further down waits for them.
	b.Until(`(scrollTo(0, 900), scrollY > 500)`)
	post(t, i, read(t, ownPosts+"recorder-plate.xml"))
	b.Sees("1 new")
	b.Until(fmt.Sprintf(`document.querySelectorAll(".cell").length === %d`, total))
	b.Click("1 new")
	b.Until(fmt.Sprintf(`document.querySelectorAll(".cell").length === %d && scrollY === 0`, total+1))
	b.Until(inOrder)
	b.SeesNot("1 new")
	// By links alone: each page leads to the next.
	b.Open(i.Web + fmt.Sprintf("/timeline?older=%d", all[100].Seq))
	b.Until(`document.querySelector("a.older, a.newer") !== null || document.querySelectorAll(".cell").length > 100`)
}

// TestTimelineFilters narrows the timeline by its panel, takes parts away by their
// chips, and goes to the time that is drawn over the bars.
func TestTimelineFilters(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	for _, name := range []string{"camera-intrusion", "recorder-plate", "recorder-line", "camera-faces"} {
		post(t, i, read(t, ownPosts+name+".xml"))
	}
	b := visitor(t)
	b.Look(1280, 860, false)
	b.Open(i.Web + "/timeline")
	cards := func(n int) {
		t.Helper()
		b.Until(fmt.Sprintf(`document.querySelectorAll(".card").length === %d`, n))
	}
	cards(4)
	b.Click("Filter")
	if *pictures != "" {
		b.Picture(filepath.Join(*pictures, "timeline-panel.png"))
	}
	b.Tick("Intrusion", true)
	b.Tick("Plates", true) // the kind and the class are of the same event
	b.Click("Show")
	b.Until(`location.search !== "" && !location.search.includes("=&")`)
	b.Sees("Intrusion ×")
	cards(0)
	b.Sees("No event meets this filter.")
	b.Click("Take away: Intrusion")
	cards(1)
	b.Sees("KLM4821")
	b.Click("Clear all")
	cards(4)
	now := time.Now().UTC()
	b.Open(i.Web + fmt.Sprintf("/timeline?time_from=%s&time_to=%s", now.Add(3*time.Hour).Format("15:04"), now.Add(4*time.Hour).Format("15:04")))
	b.Sees("any day")
	cards(0)
	b.Open(i.Web + "/timeline?day_from=2026-01-01&day_to=2026-01-02")
	b.Sees("Thursday, 1 January 2026 – Friday, 2 January 2026")
	cards(0)
	b.Open(i.Web + "/timeline?q=KLMA8Z1&has=plate")
	cards(1)
	b.Sees("Plate like")
	// Several bars at once.
	b.Open(i.Web + "/timeline")
	cards(4)
	b.Drag(".hour:last-child", ".hour:nth-last-child(4)", 0.5, 0.5)
	b.Until(`new URLSearchParams(location.search).has("after") && new URLSearchParams(location.search).has("before")`)
	b.Until(`document.querySelectorAll(".hour.on").length === 4`)
	cards(4)
	b.Open(i.Web + "/timeline?scale=week")
	b.Until(`document.querySelectorAll(".hour").length >= 28 && document.querySelectorAll(".hour[tabindex='0']").length === 1`)
	b.Open(i.Web + "/timeline?scale=month")
	b.Until(`document.querySelectorAll(".hour").length === 30`)
	for _, l := range looks {
		b.Look(l.width, l.height, l.dark)
		b.Open(i.Web + "/timeline?target=person&time_from=06:00&q=KLM&day_from=2026-01-01")
		b.Click("Filter")
		if b.Overflows() {
			t.Errorf("%s: wider than the window", l.name)
		}
		if *pictures != "" {
			b.Picture(filepath.Join(*pictures, "timeline-panel-"+l.name+".png"))
		}
	}
}

// TestTimelineSelection keeps a filter under a name, chooses events and does something
// with them, and takes away both.
func TestTimelineSelection(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	for _, name := range []string{"camera-intrusion", "recorder-plate", "recorder-line", "camera-faces"} {
		post(t, i, read(t, ownPosts+name+".xml"))
	}
	b := visitor(t)
	b.Look(1280, 860, false)
	cards := func(n int) {
		t.Helper()
		b.Until(fmt.Sprintf(`document.querySelectorAll(".cell").length === %d && document.documentElement.classList.contains("ready")`, n))
	}
	b.Open(i.Web + "/timeline?target=plate")
	cards(1)
	b.Click("Save this filter")
	b.Fill("Name of the filter", "Cars <b>&amp; vans")
	b.Until(`(document.querySelector(".keep button[value=save]").click(), true)`)
	b.Sees("Cars <b>&amp; vans")
	b.Until(`document.querySelector(".saved .chip.on") !== null`)
	b.Open(i.Web + "/timeline")
	cards(4)
	b.Click("Cars <b>&amp; vans")
	cards(1)
	b.Open(i.Web + "/timeline")
	cards(4)
	// By the keyboard and by a range.
	key := func(k string) string {
		return fmt.Sprintf(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: %q, bubbles: true}))`, k)
	}
	b.Until(`(` + key("j") + `, ` + key("x") + `, document.querySelectorAll(".pick :checked").length === 1)`)
	b.Sees("1 chosen")
	b.Until(`(document.querySelectorAll(".pick input")[2].dispatchEvent(new MouseEvent("click", {bubbles: true, shiftKey: true})), document.querySelectorAll(".pick :checked").length === 3)`)
	b.Sees("3 chosen")
	if *pictures != "" {
		b.Picture(filepath.Join(*pictures, "timeline-selection.png"))
	}
	b.Click("Handled")
	b.Until(`document.querySelectorAll(".cell > .handled").length === 3`)
	b.Click("Not handled")
	cards(1)
	b.Open(i.Web + "/timeline?state=handled")
	cards(3)
	b.Until(`(document.querySelector(".pick input").click(), document.querySelector("#all").click(), document.querySelectorAll(".pick :checked").length === 3)`)
	b.Click("Delete")
	b.Sees("Delete 3 events?")
	if len(events(t, i)) != 4 {
		t.Error("events are gone before anybody was sure")
	}
	b.Click("Keep them")
	cards(3)
	b.Until(`(document.querySelector(".pick input").click(), document.querySelectorAll(".pick :checked").length === 1)`)
	b.Click("Delete")
	b.Sees("Delete this event?")
	b.Click("Delete")
	cards(2)
	if left := events(t, i); len(left) != 3 {
		t.Errorf("%d events are left, want 3", len(left))
	}
	// What the files hold is what the page shows.
	for _, tt := range []struct{ format, kind string }{{"csv", "text/csv; charset=utf-8"}, {"ndjson", "application/x-ndjson"}} {
		answer, err := http.Get(i.Web + "/timeline/export?state=handled&format=" + tt.format)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		want := 2
		if tt.format == "csv" {
			want = 3 // the names of the columns
		}
		if lines := bytes.Count(body, []byte("\n")); err != nil || answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != tt.kind || lines != want {
			t.Errorf("%s: %s %s, %d lines, %v, want %d:\n%s", tt.format, answer.Status, answer.Header.Get("Content-Type"), lines, err, want, body)
		}
	}
}
