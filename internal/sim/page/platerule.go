package page

import (
	"net/http"
	"strings"

	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/viewtron"
)

// hasPlates is nil where the camera reads plates.
func (p *cameraPages) hasPlates() error {
	if !p.config.Saved().Model.Has(settings.LicensePlate) {
		return errNotFound
	}
	return nil
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
