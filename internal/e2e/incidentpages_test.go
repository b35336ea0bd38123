//go:build unix

package e2e_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
)

// TestIncidentPages lists incidents by links alone, opens one, marks it as handled, and
// comes to it from one of its events.
func TestIncidentPages(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	over, crop := picture(t, 64, 36, 90), picture(t, 16, 24, 160)
	begin := time.Now().Add(-time.Minute)
	for n := range 3 { // about one target
		post(t, i, intrusion(n, begin.Add(time.Duration(n)*time.Second), over, crop))
	}
	post(t, i, read(t, ownPosts+"recorder-plate.xml"))
	var whole, plated client.IncidentDetails
	for _, in := range followed(t, i) {
		if in.Counts.Events == 3 {
			whole = in
		} else {
			plated = in
		}
	}
	if whole.ID == "" || plated.ID == "" {
		t.Fatalf("incidents: %+v and %+v, want one of three events and one of a plate", whole, plated)
	}
	b := visitor(t)
	b.Look(1280, 860, false)
	cards := func(n int) {
		t.Helper()
		b.Until(fmt.Sprintf(`document.querySelectorAll(".cell .card").length === %d && document.documentElement.classList.contains("ready")`, n))
	}
	b.Open(i.Web + "/timeline")
	cards(4)
	b.Click("Incidents")
	cards(2)
	b.Sees("3 events")
	b.Sees("KLM4821")
	if *pictures != "" {
		b.Picture(filepath.Join(*pictures, "incidents.png"))
	}
	// Its filters keep the view; what incidents do not know is said.
	b.Until(`(document.querySelector(".filters > a.k-plate").click(), true)`)
	cards(1)
	b.SeesNot("3 events")
	b.Open(i.Web + "/timeline?view=incidents&q=klm-4821&has=face&time_from=00:00")
	cards(1)
	b.Sees("it does not count here: With, hours of each day")
	b.Open(i.Web + "/timeline?view=incidents&q=KLM4B21")
	b.Sees("No incident meets this filter")
	// Older ones follow by a link.
	b.Open(i.Web + "/timeline?view=incidents&older=" + plated.ID)
	cards(1)
	b.Sees("3 events")
	b.Click("To the newest")
	cards(2)
	open := fmt.Sprintf(`(document.querySelector('main a[href="/incidents/%s"]').click(), true)`, whole.ID)
	b.Until(open)
	b.Sees("Its events")
	b.Until(`document.querySelectorAll(".cards .card").length === 3`)
	b.Click("Handled")
	b.Sees("Not handled after all")
	for _, e := range whole.Events {
		got, err := i.Client(t).Event(t.Context(), e.ID)
		if err != nil || got.Review == nil || got.Review.State != "handled" {
			t.Errorf("event %s is %+v, %v, want handled", e.ID, got.Review, err)
		}
	}
	b.Open(i.Web + "/timeline?view=incidents")
	b.Click("Not handled")
	cards(1)
	b.Sees("KLM4821")
	b.Open(i.Web + "/events/" + whole.Events[0].ID)
	b.Until(open)
	b.Sees("Its events")
	if got := b.Path(); got != "/incidents/"+whole.ID {
		t.Errorf("the event leads to %s, want its incident", got)
	}
}
