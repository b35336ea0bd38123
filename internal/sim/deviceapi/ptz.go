package deviceapi

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// The speeds of PtzControl.
const (
	minSpeed = 1
	maxSpeed = 8
)

func ptzCaps(r *request) ([]byte, error) {
	d := r.answer()
	d.begin("caps")
	d.uint("controlMinSpeed", minSpeed)
	d.uint("controlMaxSpeed", maxSpeed)
	d.uint("presetMaxCount", settings.MaxPresets)
	d.uint("cruiseMaxCount", 8)
	d.uint("cruisePresetMinSpeed", 1)
	d.uint("cruisePresetMaxSpeed", 8)
	d.uint("cruisePresetMaxHoldTime", 240)
	d.uint("cruisePresetMaxCount", 16)
	return d.finish(), nil
}

// ptzControl answers PtzControl. The picture does not turn.
func ptzControl(r *request) ([]byte, error) {
	if !slices.Contains(strings.Fields("Up Down Left Right LeftUp LeftDown RightUp RightDown ZoomIn ZoomOut Near Far IrisOpen IrisClose Stop"), r.action) {
		return nil, actionError
	}
	speed := minSpeed
	if n := r.body.at("speed"); n != nil {
		if err := n.setInt(&speed); err != nil {
			return nil, err
		}
	}
	if speed < minSpeed || speed > maxSpeed {
		return nil, rangeError
	}
	return r.done(nil)
}

func presets(r *request) ([]byte, error) {
	return positions(r, *r.lens().presets, "presetInfo", "360")
}

func cruises(r *request) ([]byte, error) {
	return positions(r, *r.lens().cruises, "cruiseInfo", "8")
}

func positions(r *request, list []settings.Position, name, most string) ([]byte, error) {
	d := r.answer()
	d.begin(name, "type", "list", "maxCount", most)
	d.empty("itemType", "type", "string", "maxLen", "10")
	for _, p := range list {
		d.cdata("item", p.Name, "id", strconv.Itoa(p.ID))
	}
	return d.finish(), nil
}

// id is the id that a request names, of a list.
func (r *request) id(list []settings.Position) (int, error) {
	n := r.body.at("id")
	if n == nil {
		return 0, missingParameter
	}
	var id int
	if err := n.setInt(&id); err != nil {
		return 0, err
	}
	if !slices.ContainsFunc(list, func(p settings.Position) bool { return p.ID == id }) {
		return 0, rangeError
	}
	return id, nil
}

func gotoPreset(r *request) ([]byte, error) {
	_, err := r.id(*r.lens().presets)
	return r.done(err)
}

func runCruise(r *request) ([]byte, error) {
	_, err := r.id(*r.lens().cruises)
	return r.done(err)
}

func stopCruise(r *request) ([]byte, error) { return r.done(nil) }

// addPreset answers PtzAddPreset. A preset gets the lowest id that is free.
func addPreset(r *request) ([]byte, error) {
	name := r.body.at("name").string()
	if name == "" {
		return nil, missingParameter
	}
	if utf8.RuneCountInString(name) > 10 {
		return nil, rangeError
	}
	return r.done(r.change(r.channel, func(l lens) error {
		id := 1
		for slices.ContainsFunc(*l.presets, func(p settings.Position) bool { return p.ID == id }) {
			id++
		}
		if id > settings.MaxPresets {
			return overSpecs
		}
		*l.presets = append(*l.presets, settings.Position{ID: id, Name: name})
		slices.SortFunc(*l.presets, func(a, b settings.Position) int { return a.ID - b.ID })
		return nil
	}))
}

func deletePreset(r *request) ([]byte, error) {
	return r.done(r.change(r.channel, func(l lens) error {
		id, err := r.id(*l.presets)
		*l.presets = slices.DeleteFunc(*l.presets, func(p settings.Position) bool { return p.ID == id })
		return err
	}))
}
