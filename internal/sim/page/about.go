package page

import (
	"net/http"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// factsView is a page of facts that cannot be changed.
type factsView struct {
	shell
	Form  *form // nil where there is none
	Facts []fact
	Note  string
}

type fact struct{ Name, Value string }

// tcpip handles GET /network/tcp-ip.
func (d *device) tcpip(w http.ResponseWriter, r *http.Request) error {
	id := d.identity()
	return d.render(w, http.StatusOK, "facts", factsView{
		shell: d.shell(r, "TCP/IP"),
		Facts: []fact{{"IP address", id.IP}, {"MAC address", id.MAC}, {"This page", r.Host}},
		Note:  "The addresses are those that the simulated " + d.kind + " has in its posts. The page itself is where the simulator listens.",
	})
}

// identityFacts is what a device says about itself.
func identityFacts(id settings.Identity) []fact {
	return []fact{
		{"Model", id.Model}, {"Firmware", id.Firmware}, {"API version", id.API}, {"Serial number", id.Serial}, {"MAC address", id.MAC},
	}
}

// aboutPage is the page Device of a device: its name, and what it is.
type aboutPage[T any] struct {
	*device
	config *settings.Config[T]
	name   func(*T) *string
	facts  func() []fact
}

// show handles GET.
func (p aboutPage[T]) show(w http.ResponseWriter, r *http.Request) error {
	f := newForm()
	f.set("Identity.Name", p.identity().Name)
	return p.view(w, r, http.StatusOK, f)
}

// change handles POST.
func (p aboutPage[T]) change(w http.ResponseWriter, r *http.Request) error {
	f := formOf(r)
	ok, err := save(p.config, f, same, func(t *T) { *p.name(t) = f.text("Identity.Name") })
	if err != nil || ok {
		return p.saved(w, r, err, r.URL.Path)
	}
	return p.view(w, r, http.StatusUnprocessableEntity, f)
}

func (p aboutPage[T]) view(w http.ResponseWriter, r *http.Request, status int, f *form) error {
	return p.render(w, status, "facts", factsView{shell: p.shell(r, "Device"), Form: f, Facts: p.facts()})
}
