package page

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/viewtron"
)

// platesPerPage is how many plates a page lists.
const platesPerPage = 50

// platesView is the list of plates, and the dialog over it.
type platesView struct {
	shell
	Search         string
	Rows           []plateRow
	Count, Found   int
	Before, After  string // links to other pages, "" where there is none
	Dialog         *form
	Removed, Added string
}

// plateRow is a plate in the list.
type plateRow struct {
	settings.PlateEntry
	List, Validity string
	Valid          bool
}

// hasPlates is nil where the camera reads plates.
func (p *cameraPages) hasPlates() error {
	if !p.config.Saved().Model.Has(settings.LicensePlate) {
		return errNotFound
	}
	return nil
}

func (p *cameraPages) platesView(r *http.Request) platesView {
	c := p.config.Saved()
	v := platesView{shell: p.shell(r, "Plate List"), Count: len(c.Plates), Search: strings.TrimSpace(r.URL.Query().Get("q"))}
	v.Added, v.Removed = r.URL.Query().Get("added"), r.URL.Query().Get("removed")
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	page = max(page, 1)
	now := p.now()
	for _, e := range c.Plates {
		if !strings.Contains(strings.ToUpper(e.Number+" "+e.Owner), strings.ToUpper(v.Search)) {
			continue
		}
		if v.Found++; (v.Found-1)/platesPerPage+1 == page {
			v.Rows = append(v.Rows, plateRow{
				PlateEntry: e, List: settings.PlateListLabel(e.Group), Validity: validity(e, c.Clock.Location()), Valid: e.Valid(now),
			})
		}
	}
	other := func(n int) string {
		return "/config/plates?" + url.Values{"q": {v.Search}, "page": {strconv.Itoa(n)}}.Encode()
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

// plates handles GET /config/plates.
func (p *cameraPages) plates(w http.ResponseWriter, r *http.Request) error {
	if err := p.hasPlates(); err != nil {
		return err
	}
	return p.render(w, http.StatusOK, "plates", p.platesView(r))
}

// changePlates handles POST /config/plates: Delete.
func (p *cameraPages) changePlates(w http.ResponseWriter, r *http.Request) error {
	if err := p.hasPlates(); err != nil {
		return err
	}
	number := r.PostFormValue("delete")
	err := p.config.Save(func(c *settings.Camera) error {
		c.Plates = slices.DeleteFunc(c.Plates, func(e settings.PlateEntry) bool { return e.Number == number })
		return nil
	})
	if err != nil {
		return err
	}
	return redirect(w, r, "/config/plates?"+url.Values{"removed": {number}}.Encode())
}

// newPlate handles GET /config/plates/add.
func (p *cameraPages) newPlate(w http.ResponseWriter, r *http.Request) error {
	f := newForm()
	f.set("Group", settings.WhiteList)
	f.setOn("Forever", true)
	begin := p.now().In(p.config.Saved().Clock.Location())
	f.set("Begin", begin.Format("2006-01-02T00:00"))
	f.set("End", begin.AddDate(0, 0, 7).Format("2006-01-02T23:59"))
	return p.showPlate(w, r, http.StatusOK, f)
}

// addPlate handles POST /config/plates/add.
func (p *cameraPages) addPlate(w http.ResponseWriter, r *http.Request) error {
	f := formOf(r)
	number := strings.ToUpper(f.text("Number"))
	name := func(field string) string {
		_, last, found := strings.Cut(field, "].")
		if found && strings.HasPrefix(field, "Plates[") {
			return last
		}
		return field
	}
	ok, err := save(p.config, f, name, func(c *settings.Camera) {
		e := settings.PlateEntry{
			Number: number, Group: f.get("Group"), Owner: f.text("Owner"), Phone: f.text("Phone"), Kind: f.text("Kind"),
		}
		if !f.on("Forever") {
			e.Begin, e.End = takeMoment(f, "Begin", c.Clock.Location()), takeMoment(f, "End", c.Clock.Location())
		}
		if slices.ContainsFunc(c.Plates, func(other settings.PlateEntry) bool { return strings.EqualFold(other.Number, number) }) {
			f.problem("Number", "this plate is in the list already")
		}
		c.Plates = append(c.Plates, e)
	})
	if err != nil {
		return err
	}
	if ok {
		return redirect(w, r, "/config/plates?"+url.Values{"added": {number}}.Encode())
	}
	return p.showPlate(w, r, http.StatusUnprocessableEntity, f)
}

func (p *cameraPages) showPlate(w http.ResponseWriter, r *http.Request, status int, f *form) error {
	if err := p.hasPlates(); err != nil {
		return err
	}
	v := p.platesView(r)
	v.Dialog, v.Modal = f, true
	return p.render(w, status, "plates", v)
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

// plateRule handles GET /config/license-plate.
func (p *cameraPages) plateRule(w http.ResponseWriter, r *http.Request) error {
	rule := p.config.Saved().Rules.Plates
	f := newForm()
	f.setOn("On", rule.On)
	f.setInt("Sensitivity", rule.Sensitivity)
	f.setSeconds("Repeat", rule.Repeat)
	f.set("Direction", rule.Direction)
	putPlateSize(f, &rule)
	f.set("0.Points", pointsText([]viewtron.Point{{X: rule.Region.X1, Y: rule.Region.Y1}, {X: rule.Region.X2, Y: rule.Region.Y2}}))
	return p.showPlateRule(w, r, http.StatusOK, f)
}

// changePlateRule handles POST /config/license-plate.
func (p *cameraPages) changePlateRule(w http.ResponseWriter, r *http.Request) error {
	f := formOf(r)
	name := func(field string) string {
		if field == "Rules.Plates.Region" {
			return "0.Points"
		}
		return strings.TrimPrefix(field, "Rules.Plates.")
	}
	ok, err := save(p.config, f, name, func(c *settings.Camera) {
		rule := &c.Rules.Plates
		rule.On, rule.Sensitivity = f.on("On"), f.number("Sensitivity")
		rule.Repeat, rule.Direction = f.seconds("Repeat"), f.get("Direction")
		takePlateSize(f, rule)
		if points := takePoints(f, "0"); len(points) == 2 {
			a, b := points[0], points[1]
			rule.Region = viewtron.Box{X1: min(a.X, b.X), Y1: min(a.Y, b.Y), X2: max(a.X, b.X), Y2: max(a.Y, b.Y), Unit: viewtron.UnitFrame}
		} else {
			f.problem("0.Points", "two opposite corners")
		}
	})
	if err != nil || ok {
		return p.saved(w, r, err, "/config/license-plate")
	}
	return p.showPlateRule(w, r, http.StatusUnprocessableEntity, f)
}

func (p *cameraPages) showPlateRule(w http.ResponseWriter, r *http.Request, status int, f *form) error {
	if err := p.hasPlates(); err != nil {
		return err
	}
	f.values["shape"] = []string{"0"}
	v := eventView{shell: p.shell(r, "License Plate Detection"), form: f, Type: settings.LicensePlate, Draws: "box", Noun: "Area"}
	v.Shapes = shapes(f, v.Draws, v.Noun)
	return p.render(w, status, "platerule", v)
}
