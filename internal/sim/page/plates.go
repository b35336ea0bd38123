package page

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// platesPerPage is how many plates a page lists.
const platesPerPage = 50

// plateBook is a device's database of plates: its page, and the dialogs to add one
// and many. The lists of a camera are fixed; a recorder's groups are the user's.
type plateBook struct {
	*device
	path   string
	column string // what lists are called
	clock  func() settings.Clock
	// lists are the values and labels of its lists in turn.
	lists   func() []string
	entries func() []settings.PlateEntry
	// save has all entries changed, of which each says its list.
	save func(*form, func([]settings.PlateEntry) []settings.PlateEntry) (bool, error)
	// missing is why there is nothing to show, nil if there is.
	missing func() error
	groups  bool // lists are added and deleted too
}

func (b *plateBook) routes() map[string]action {
	return map[string]action{
		"GET " + b.path:              b.guarded(b.show),
		"POST " + b.path:             b.guarded(b.remove),
		"GET " + b.path + "/add":     b.guarded(b.askOne),
		"POST " + b.path + "/add":    b.guarded(b.addOne),
		"GET " + b.path + "/import":  b.guarded(b.askMany),
		"POST " + b.path + "/import": b.guarded(b.addMany),
	}
}

func (b *plateBook) guarded(h action) action {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := b.missing(); err != nil {
			return err
		}
		return h(w, r)
	}
}

// platesView is the list of plates, and a dialog over it.
type platesView struct {
	shell
	Base, Column                   string
	Search, Only                   string
	Lists                          []listRow
	Rows                           []plateRow
	Count, Found                   int
	Before, After                  string // links to other pages, "" where there is none
	Dialog                         *form
	Import                         bool // the dialog is the one for many
	ListOptions                    []string
	Wrong                          []string // what is wrong with the lines of a file
	Removed, Added, Imported, More string
	Groups                         bool
}

// plateRow is a plate in the list.
type plateRow struct {
	settings.PlateEntry
	List, Validity string
	Valid          bool
}

// listRow is one of the lists, and how many plates are in it.
type listRow struct {
	Value, Label string
	Count        int
	Chosen       bool
}

func (b *plateBook) view(r *http.Request) platesView {
	q := r.URL.Query()
	v := platesView{
		shell: b.shell(r, "Plate List"), Base: b.path, Column: b.column, Search: strings.TrimSpace(q.Get("q")), Only: q.Get("list"),
		Added: q.Get("added"), Removed: q.Get("removed"), Imported: q.Get("imported"), Groups: b.groups, ListOptions: b.lists(),
	}
	entries := b.entries()
	v.Count = len(entries)
	labels := map[string]string{}
	for pair := range slices.Chunk(v.ListOptions, 2) {
		labels[pair[0]] = pair[1]
		v.Lists = append(v.Lists, listRow{Value: pair[0], Label: pair[1], Chosen: pair[0] == v.Only})
	}
	page, _ := strconv.Atoi(q.Get("page"))
	page = max(page, 1)
	now, zone := b.now(), b.clock().Location()
	for _, e := range entries {
		for i := range v.Lists {
			if v.Lists[i].Value == e.Group {
				v.Lists[i].Count++
			}
		}
		if v.Only != "" && e.Group != v.Only || !strings.Contains(strings.ToUpper(e.Number+" "+e.Owner), strings.ToUpper(v.Search)) {
			continue
		}
		if v.Found++; (v.Found-1)/platesPerPage+1 == page {
			v.Rows = append(v.Rows, plateRow{PlateEntry: e, List: labels[e.Group], Validity: validity(e, zone), Valid: e.Valid(now)})
		}
	}
	other := func(n int) string {
		return b.path + "?" + url.Values{"q": {v.Search}, "list": {v.Only}, "page": {strconv.Itoa(n)}}.Encode()
	}
	if page > 1 {
		v.Before = other(page - 1)
	}
	if page*platesPerPage < v.Found {
		v.After = other(page + 1)
	}
	return v
}

// validity is when an entry holds, in words.
func validity(e settings.PlateEntry, zone *time.Location) string {
	const layout = "2006-01-02 15:04"
	begin, end := e.Begin.In(zone).Format(layout), e.End.In(zone).Format(layout)
	switch {
	case e.Begin.IsZero() && e.End.IsZero():
		return "Forever"
	case e.End.IsZero():
		return "From " + begin
	case e.Begin.IsZero():
		return "Until " + end
	}
	return begin + " to " + end
}

// show handles GET of the list.
func (b *plateBook) show(w http.ResponseWriter, r *http.Request) error {
	return b.render(w, http.StatusOK, "plates", b.view(r))
}

// remove handles POST of the list: Delete.
func (b *plateBook) remove(w http.ResponseWriter, r *http.Request) error {
	number, list := r.PostFormValue("delete"), r.PostFormValue("list")
	_, err := b.save(newForm(), func(all []settings.PlateEntry) []settings.PlateEntry {
		return slices.DeleteFunc(all, func(e settings.PlateEntry) bool { return e.Number == number && e.Group == list })
	})
	if err != nil {
		return err
	}
	return redirect(w, r, b.path+"?"+url.Values{"removed": {number}}.Encode())
}

// askOne handles GET of the dialog Add.
func (b *plateBook) askOne(w http.ResponseWriter, r *http.Request) error {
	f := newForm()
	f.set("Group", b.first(r))
	f.setOn("Forever", true)
	begin := b.now().In(b.clock().Location())
	f.set("Begin", begin.Format("2006-01-02T00:00"))
	f.set("End", begin.AddDate(0, 0, 7).Format("2006-01-02T23:59"))
	return b.ask(w, r, http.StatusOK, f, false)
}

// first is the list that dialogs begin with: the one that is looked at, or that of
// welcome guests.
func (b *plateBook) first(r *http.Request) string {
	lists := b.lists()
	for _, wanted := range []string{r.URL.Query().Get("list"), settings.WhiteList} {
		for pair := range slices.Chunk(lists, 2) {
			if pair[0] == wanted {
				return wanted
			}
		}
	}
	if len(lists) > 0 {
		return lists[0]
	}
	return ""
}

// addOne handles POST of the dialog Add.
func (b *plateBook) addOne(w http.ResponseWriter, r *http.Request) error {
	f := formOf(r)
	number := strings.ToUpper(f.text("Number"))
	zone, listed := b.clock().Location(), b.has(f.get("Group"))
	ok, err := b.save(f, func(all []settings.PlateEntry) []settings.PlateEntry {
		e := settings.PlateEntry{Number: number, Group: f.get("Group"), Owner: f.text("Owner"), Phone: f.text("Phone"), Kind: f.text("Kind")}
		if !f.on("Forever") {
			e.Begin, e.End = takeMoment(f, "Begin", zone), takeMoment(f, "End", zone)
		}
		if !listed {
			f.problem("Group", "no such list")
		}
		if slices.ContainsFunc(all, func(other settings.PlateEntry) bool { return strings.EqualFold(other.Number, number) }) {
			f.problem("Number", "this plate is in the list already")
		}
		return append(all, e)
	})
	if err != nil {
		return err
	}
	if ok {
		return redirect(w, r, b.path+"?"+url.Values{"added": {number}}.Encode())
	}
	return b.ask(w, r, http.StatusUnprocessableEntity, f, false)
}

func (b *plateBook) has(list string) bool {
	for pair := range slices.Chunk(b.lists(), 2) {
		if pair[0] == list {
			return true
		}
	}
	return false
}

func (b *plateBook) ask(w http.ResponseWriter, r *http.Request, status int, f *form, many bool, wrong ...string) error {
	v := b.view(r)
	v.Dialog, v.Modal, v.Import, v.Wrong = f, true, many, wrong
	if len(wrong) > maxWrong {
		v.Wrong = wrong[:maxWrong]
		v.More = plural(len(wrong)-maxWrong, "more line") + " cannot be read."
	}
	return b.render(w, status, "plates", v)
}

// plateField is the field of the dialog for a field of the settings: that of an
// entry, wherever it stands.
func plateField(field string) string {
	if i := strings.LastIndex(field, "]."); i >= 0 {
		return field[i+2:]
	}
	return field
}

// takeMoment is a date and a time from a form; an empty field sets no bound.
func takeMoment(f *form, name string, zone *time.Location) time.Time {
	if f.text(name) == "" {
		return time.Time{}
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", f.text(name), zone)
	if err != nil {
		f.problem(name, "a date and a time")
	}
	return at
}
