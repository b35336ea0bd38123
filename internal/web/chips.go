package web

import (
	"net/url"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/event"
)

// chip is a part of a filter, to be switched on or taken away.
type chip struct {
	Class event.TargetType // "" for what is not of a class
	Text  string
	On    bool
	URL   string
}

// classes are what there is a chip for, always.
var classes = []event.TargetType{event.TargetPerson, event.TargetCar, event.TargetMotorcycle, event.TargetFace, event.TargetPlate}

// option is a choice of a list.
type option struct {
	Value, Text string
	On          bool
}

// panel is what the timeline can be narrowed by.
type panel struct {
	Cameras    []option
	Categories []option
	Types      []option
	Classes    []option
	Groups     []option
	Has        []option
	States     []option
}

// knownGroups are the lists that devices have themselves.
var knownGroups = []string{"whiteList", "blackList", "temporaryList", "strangerList"}

// notHandled are the states that leave something to do.
var notHandled = []string{"new", "seen"}

// choices are what the page can be narrowed by, and what it is narrowed by.
func (v *view) choices(t *timeline) {
	f, p := t.Filter, &t.Panel
	p.Categories = options(event.Categories(), f.Categories, func(c event.Category) string { return v.T("category." + string(c)) })
	p.Types = options(event.Types(), f.Types, func(e event.Type) string { return v.T("event." + string(e)) })
	p.Classes = options(classes, f.Targets, func(c event.TargetType) string { return v.T("classes." + string(c)) })
	p.Has = options(hasWords, f.Has, func(h string) string { return v.T("timeline.has." + h) })
	p.States = options(event.ReviewStates(), f.States, func(s string) string { return v.T("state." + s) })
	groups := slices.Clone(knownGroups)
	for _, g := range f.Groups {
		if !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
	}
	p.Groups = options(groups, f.Groups, v.Group)
	for _, d := range v.Devices {
		for _, c := range d.Cameras {
			if !hidden(d, c) {
				p.Cameras = append(p.Cameras, option{c.ID, v.Camera(c.ID), slices.Contains(f.Cameras, c.ID)})
			}
		}
	}
	for _, c := range classes {
		on := slices.Contains(f.Targets, c)
		q := f.values()
		if on {
			q = without(q, "target", string(c))
		} else {
			q.Add("target", string(c))
		}
		t.Chips = append(t.Chips, chip{Class: c, Text: v.T("classes." + string(c)), On: on, URL: timelineURL(q)})
	}
	open, q := slices.Equal(f.States, notHandled), f.values()
	if q.Del("state"); !open {
		q["state"] = notHandled
	}
	t.Open = chip{Text: v.T("state.not_handled"), On: open, URL: timelineURL(q)}
	t.Active = v.active(f)
}

func options[T ~string](all, chosen []T, text func(T) string) []option {
	out := make([]option, len(all))
	for i, o := range all {
		out[i] = option{string(o), text(o), slices.Contains(chosen, o)}
	}
	return out
}

// without is a query with one value of a parameter less.
func without(q url.Values, name, value string) url.Values {
	q[name] = slices.DeleteFunc(slices.Clone(q[name]), func(s string) bool { return s == value })
	if len(q[name]) == 0 {
		q.Del(name)
	}
	return q
}

// active are the parts of a filter that have no chip of their own, in words.
func (v *view) active(f filter) []chip {
	var out []chip
	add := func(text string, names ...string) {
		q := f.values()
		for _, n := range names {
			q.Del(n)
		}
		out = append(out, chip{Text: text, On: true, URL: timelineURL(q)})
	}
	one := func(name, value, text string) {
		out = append(out, chip{Text: text, On: true, URL: timelineURL(without(f.values(), name, value))})
	}
	for _, c := range f.Cameras {
		one("camera", c, v.Camera(c))
	}
	for _, c := range f.Categories {
		one("category", string(c), v.T("category."+string(c)))
	}
	for _, t := range f.Types {
		one("type", string(t), v.T("event."+string(t)))
	}
	for _, t := range f.Targets {
		if !slices.Contains(classes, t) {
			one("target", string(t), v.T("class."+string(t)))
		}
	}
	for _, g := range f.Groups {
		one("group", g, v.T("timeline.group", v.Group(g)))
	}
	if f.Search != "" {
		add(v.T("timeline.like", f.Search), "q")
	}
	for _, h := range f.Has {
		one("has", h, v.T("timeline.has."+h))
	}
	for _, s := range f.States {
		if !slices.Equal(f.States, notHandled) {
			one("state", s, v.T("state."+s))
		}
	}
	if f.hours() != nil {
		from, to := f.TimeFrom, f.TimeTo
		if from == "" {
			from = "00:00"
		}
		if to == "" {
			to = "24:00"
		}
		add(v.T("timeline.hours", from, to), "time_from", "time_to")
	}
	if text := v.days(f); text != "" {
		add(text, "day_from", "day_to")
	}
	if !f.After.IsZero() || !f.Before.IsZero() {
		add(v.exactly(f.After, f.Before), "after", "before")
	}
	return out
}

// days says from which day to which a filter goes, "" where it does not say.
func (v *view) days(f filter) string {
	name := func(text string) string {
		d, err := time.ParseInLocation(dayForm, text, v.zone)
		if err != nil {
			return ""
		}
		return v.Date(d)
	}
	from, to := name(f.DayFrom), name(f.DayTo)
	switch {
	case from == to:
		return from
	case to == "":
		return v.T("timeline.since", from)
	case from == "":
		return v.T("timeline.until", to)
	}
	return from + " – " + to
}

// exactly says from when to when, with the date once where it is the same.
func (v *view) exactly(after, before time.Time) string {
	minute := func(t time.Time) string {
		text := t.In(v.zone).Format(clockForm)
		if day(t.In(v.zone)) != day(v.now.In(v.zone)) {
			text = v.Date(t) + ", " + text
		}
		return text
	}
	switch {
	case before.IsZero():
		return v.T("timeline.since", minute(after))
	case after.IsZero():
		return v.T("timeline.until", minute(before))
	case day(after.In(v.zone)) == day(before.Add(-time.Minute).In(v.zone)):
		end := before.In(v.zone).Format(clockForm)
		if end == "00:00" {
			end = "24:00"
		}
		return minute(after) + "–" + end
	}
	return minute(after) + " – " + minute(before)
}
