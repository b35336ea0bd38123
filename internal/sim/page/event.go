package page

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

func isZone(t settings.AlarmType) bool {
	switch t {
	case settings.Perimeter, settings.Entry, settings.Exit, settings.AreaCount, settings.Loitering, settings.Parking, settings.Object:
		return true
	}
	return false
}

// dwells says whether a detection waits for a while.
func dwells(t settings.AlarmType) bool {
	return t == settings.Loitering || t == settings.Parking || t == settings.Object
}

func isLine(t settings.AlarmType) bool { return t == settings.Tripwire || t == settings.LineCount }

// detection is the type that a page of the Event settings is about.
func (p *cameraPages) detection(r *http.Request) (settings.AlarmType, error) {
	for _, t := range p.config.Saved().Model.Offers() {
		if watched(t) && eventPath(t) == "/event/"+r.PathValue("detection") {
			return t, nil
		}
	}
	return "", errNotFound
}

// event handles GET /event/{detection}.
func (p *cameraPages) event(w http.ResponseWriter, r *http.Request) error {
	t, err := p.detection(r)
	if err != nil {
		return err
	}
	f := newForm()
	rules := p.config.Saved().Rules
	switch {
	case isZone(t):
		putZones(f, rules.Zones, t)
	case isLine(t):
		putLines(f, rules.Lines, t)
	default:
		putSwitch(f, rules, t)
	}
	return p.showEvent(w, r, http.StatusOK, t, f, "")
}

// changeEvent handles POST /event/{detection}: all its buttons.
func (p *cameraPages) changeEvent(w http.ResponseWriter, r *http.Request) error {
	t, err := p.detection(r)
	if err != nil {
		return err
	}
	f := formOf(r)
	message := ""
	switch do := f.get("do"); {
	case do == "add" && (isZone(t) || isLine(t)):
		message = addShape(f, t)
	case strings.HasPrefix(do, "delete "):
		f.values["shape"] = slices.DeleteFunc(f.values["shape"], func(key string) bool { return key == do[len("delete "):] })
	default:
		saved, err := p.saveEvent(f, t)
		if err != nil || saved {
			return p.saved(w, r, err, eventPath(t))
		}
		return p.showEvent(w, r, http.StatusUnprocessableEntity, t, f, "")
	}
	return p.showEvent(w, r, http.StatusOK, t, f, message)
}

// saveEvent saves the rules of one detection, and leaves those of others.
func (p *cameraPages) saveEvent(f *form, t settings.AlarmType) (bool, error) {
	keys := shapeKeys(f)
	first := 0 // where the detection's rules begin among all
	name := func(field string) string {
		rest, ok := strings.CutPrefix(field, "Rules.")
		for i, key := range keys {
			for _, list := range []string{"Zones", "Lines"} {
				if field, ok := strings.CutPrefix(rest, fmt.Sprintf("%s[%d].", list, first+i)); ok {
					return shapeField(key, field)
				}
			}
		}
		if ok {
			return rest
		}
		return field
	}
	saved, err := save(p.config, f, name, func(c *settings.Camera) {
		rules := &c.Rules
		switch {
		case isZone(t):
			rules.Zones = slices.DeleteFunc(rules.Zones, func(z settings.Zone) bool { return z.Type == t })
			first = len(rules.Zones)
			for _, key := range keys {
				rules.Zones = append(rules.Zones, takeZone(f, key, t))
			}
		case isLine(t):
			rules.Lines = slices.DeleteFunc(rules.Lines, func(l settings.Line) bool { return l.Type == t })
			first = len(rules.Lines)
			for _, key := range keys {
				rules.Lines = append(rules.Lines, takeLine(f, key, t))
			}
		default:
			takeSwitch(f, rules, t)
		}
	})
	for _, key := range slices.Backward(keys) {
		for field := range f.problems {
			if strings.HasPrefix(field, shapeField(key, "")) {
				f.set("chosen", key)
			}
		}
	}
	return saved, err
}

// eventView is a page of the Event settings.
type eventView struct {
	shell
	*form
	Type    settings.AlarmType
	Draws   string // what is drawn: "zone", "line", "box", "cells", or nothing
	Noun    string // what that is called
	Shapes  []shape
	Message string
	Dwell   bool
	Pressed bool // the contact of the alarm input was closed just now
	Hint    string
}

func (p *cameraPages) showEvent(w http.ResponseWriter, r *http.Request, status int, t settings.AlarmType, f *form, message string) error {
	v := eventView{shell: p.shell(r, t.Label()), form: f, Type: t, Message: message, Pressed: r.URL.Query().Has("pressed")}
	page := "shapes"
	switch {
	case isZone(t):
		v.Draws, v.Noun = "zone", "Area"
		v.Dwell = dwells(t)
	case isLine(t):
		v.Draws, v.Noun = "line", "Line"
	case t == settings.Motion:
		v.Draws, page = "cells", "switch"
	case isException(t):
		page = "exception"
	default:
		page = "switch"
	}
	switch t {
	case settings.Metadata:
		v.Hint = "Everybody and everything in the picture is reported, wherever it is."
	case settings.Face:
		v.Hint = "Every face that is seen is reported once."
	case settings.Sensor:
		v.Hint = "The alarm input on the back of the camera."
	case settings.FaceMatch:
		v.Hint = "Every face of the list is reported when it is seen."
	case settings.Abnormal:
		v.Hint = "Somebody does something to the camera."
	case settings.Sound:
		v.Hint = "Something loud is to be heard."
	}
	v.Shapes = shapes(f, v.Draws, v.Noun)
	return p.render(w, status, page, v)
}
