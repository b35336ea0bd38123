package page

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

const outputsPath = "/event/alarm-output"

// Outputs are a device's alarm outputs, which count from 1.
type Outputs interface {
	On(output int) bool
	Set(output int, on bool)
}

// outputsView is the page Alarm Output.
type outputsView struct {
	shell
	*form
	Outputs []outputRow
}

// outputRow is an output, and the field of its name.
type outputRow struct {
	Number int
	On     bool
	Name   string
}

// outputsPage is the page Alarm Output of a device.
type outputsPage[T any] struct {
	*device
	config *settings.Config[T]
	list   func(*T) []settings.Output
	relays Outputs
}

// show handles GET.
func (p outputsPage[T]) show(w http.ResponseWriter, r *http.Request) error {
	f := newForm()
	saved := p.config.Saved()
	for i, o := range p.list(&saved) {
		f.set(outputField(i), o.Name)
	}
	return p.view(w, r, http.StatusOK, f)
}

func outputField(i int) string { return fmt.Sprintf("Outputs[%d].Name", i) }

func (p outputsPage[T]) view(w http.ResponseWriter, r *http.Request, status int, f *form) error {
	v := outputsView{shell: p.shell(r, "Alarm Output"), form: f}
	saved := p.config.Saved()
	for i := range p.list(&saved) {
		v.Outputs = append(v.Outputs, outputRow{Number: i + 1, On: p.relays.On(i + 1), Name: outputField(i)})
	}
	return p.render(w, status, "outputs", v)
}

// change handles POST: Activate and Release at once, and Save.
func (p outputsPage[T]) change(w http.ResponseWriter, r *http.Request) error {
	f := formOf(r)
	saved := p.config.Saved()
	if word, number, ok := strings.Cut(f.get("do"), " "); ok {
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || n > len(p.list(&saved)) {
			return errNotFound
		}
		p.relays.Set(n, word == "activate")
		return redirect(w, r, outputsPath)
	}
	ok, err := save(p.config, f, same, func(t *T) {
		list := p.list(t)
		for i := range list {
			list[i] = settings.Output{Name: f.text(outputField(i))}
		}
	})
	if err != nil || ok {
		return p.saved(w, r, err, outputsPath)
	}
	return p.view(w, r, http.StatusUnprocessableEntity, f)
}
