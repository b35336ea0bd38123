package page

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// serversOnline says of each server that is enabled whether it is online.
func (p *cameraPages) serversOnline() map[int]bool {
	online := map[int]bool{}
	for _, s := range p.config.Saved().Servers {
		if s.Enable {
			online[s.ID] = p.engine.Online(s.ID)
		}
	}
	return online
}

// serversView is the page with the table of servers, and the dialog over it.
type serversView struct {
	shell
	Notification bool // the newer page
	Push         *form
	Rows         []serverRow
	Dialog       *serversDialog // nil while it is not open
}

// serverRow is a server in the table.
type serverRow struct {
	settings.Server
	Online   bool
	Warnings []string
}

// Target is the server as an address.
func (s serverRow) Target() string {
	return fmt.Sprintf("%s://%s:%d%s", s.Protocol, s.Address, s.Port, s.Path)
}

func (p *cameraPages) serversView(r *http.Request) serversView {
	c := p.config.Saved()
	v := serversView{shell: p.shell(r, "HTTP POST"), Notification: c.Model.Notification(), Push: newForm()}
	if v.Notification {
		v.Title = "HTTP Notification"
	}
	v.Push.set("Push", c.Push)
	for _, s := range c.Servers {
		row := serverRow{Server: s, Online: s.Enable && p.engine.Online(s.ID)}
		for _, w := range s.Warnings() {
			row.Warnings = append(row.Warnings, sentence(w.Text))
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// sentence is a text with a capital and a full stop.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// servers handles GET /network/http-post.
func (p *cameraPages) servers(w http.ResponseWriter, r *http.Request) error {
	return p.render(w, http.StatusOK, "servers", p.serversView(r))
}

// savePush handles POST /network/http-post: the Push Protocol Version.
func (p *cameraPages) savePush(w http.ResponseWriter, r *http.Request) error {
	f := formOf(r)
	ok, err := save(p.config, f, same, func(c *settings.Camera) { c.Push = f.get("Push") })
	if err != nil || ok {
		return p.saved(w, r, err, postPath)
	}
	v := p.serversView(r)
	v.Push = f
	return p.render(w, http.StatusUnprocessableEntity, "servers", v)
}

// serversDialog is the dialog in which servers are added and changed. All that is
// in it is in its form, those that are not in view too, so that Save saves all of
// them and Cancel none.
type serversDialog struct {
	*form
	Title        string
	Notification bool
	Entries      []serverEntry
	Message      string // why Add was refused
}

// serverEntry is one server in the dialog. Its fields begin with its ID.
type serverEntry struct {
	*form
	ID           int
	Chosen       bool
	Notification bool
	Types        []settings.AlarmType
	StoredSecret bool
}

// Field is the name of one of the entry's fields.
func (e serverEntry) Field(name string) string { return entryField(e.ID, name) }

func entryField(id int, name string) string { return strconv.Itoa(id) + "." + name }

// Labels are the boxes of the Smart Alarm Types.
func (e serverEntry) Labels() []control {
	var boxes []control
	for _, t := range e.Types {
		boxes = append(boxes, e.One(e.Field("Types"), string(t), t.Label()))
	}
	return boxes
}

// editServers handles GET /network/http-post/edit.
func (p *cameraPages) editServers(w http.ResponseWriter, r *http.Request) error {
	f := newForm()
	for _, s := range p.config.Saved().Servers {
		putServer(f, s)
	}
	if ids := serverIDs(f); len(ids) > 0 {
		f.setInt("chosen", ids[0])
	}
	return p.showDialog(w, r, http.StatusOK, f, "")
}

// changeServers handles POST /network/http-post/edit: every button of the dialog.
func (p *cameraPages) changeServers(w http.ResponseWriter, r *http.Request) error {
	f := formOf(r)
	do, message := f.get("do"), ""
	ids := serverIDs(f)
	switch {
	case do == "add" && len(ids) >= settings.MaxServers:
		message = fmt.Sprintf("There is room for %d servers. Delete one first.", settings.MaxServers)
	case do == "add":
		id := 1
		for slices.Contains(ids, id) {
			id++
		}
		putServer(f, settings.NewServer(id))
		f.setInt("chosen", id)
	case strings.HasPrefix(do, "delete "):
		f.values["entry"] = slices.DeleteFunc(f.values["entry"], func(id string) bool { return id == do[len("delete "):] })
		if left := serverIDs(f); len(left) > 0 {
			f.setInt("chosen", left[0])
		}
	default:
		saved, err := p.saveServers(f, ids)
		if err != nil || saved {
			return p.saved(w, r, err, postPath)
		}
		return p.showDialog(w, r, http.StatusUnprocessableEntity, f, "")
	}
	return p.showDialog(w, r, http.StatusOK, f, message)
}

// saveServers saves the dialog's servers. When something is wrong it shows the
// entry in which it is.
func (p *cameraPages) saveServers(f *form, ids []int) (bool, error) {
	name := func(field string) string {
		for i, id := range ids {
			if rest, ok := strings.CutPrefix(field, fmt.Sprintf("Servers[%d].", i)); ok {
				return entryField(id, rest)
			}
		}
		return field
	}
	saved, err := save(p.config, f, name, func(c *settings.Camera) {
		before := c.Servers
		c.Servers = nil
		for _, id := range ids {
			c.Servers = append(c.Servers, takeServer(f, id, before, c.Model.Notification()))
		}
	})
	for _, id := range slices.Backward(ids) {
		for field := range f.problems {
			if strings.HasPrefix(field, entryField(id, "")) {
				f.setInt("chosen", id)
			}
		}
	}
	return saved, err
}

func (p *cameraPages) showDialog(w http.ResponseWriter, r *http.Request, status int, f *form, message string) error {
	v := p.serversView(r)
	model := p.config.Saved().Model
	dialog := &serversDialog{form: f, Title: "Edit HTTP POST", Notification: v.Notification, Message: message}
	if v.Notification {
		dialog.Title = "Edit HTTP Notification"
	}
	ids := serverIDs(f)
	for i, id := range ids {
		chosen := f.get("chosen") == strconv.Itoa(id) || i == 0 && !slices.Contains(f.values["entry"], f.get("chosen"))
		dialog.Entries = append(dialog.Entries, serverEntry{
			form: f, ID: id, Chosen: chosen, Notification: v.Notification,
			Types: model.Offers(), StoredSecret: f.on(entryField(id, "Stored")),
		})
	}
	v.Dialog, v.Modal = dialog, true
	return p.render(w, status, "servers", v)
}
