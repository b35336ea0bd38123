package page

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// form is what stands in the fields of a page: settings, or what a person typed,
// however wrong, with what is to be said about it. Fields are named as the
// settings are in Go.
type form struct {
	values   url.Values
	problems map[string]string // by field
	shown    map[string]bool
}

func newForm() *form { return posted(nil) }

func posted(values url.Values) *form {
	if values == nil {
		values = url.Values{}
	}
	return &form{values: values, problems: map[string]string{}, shown: map[string]bool{}}
}

func formOf(r *http.Request) *form { return posted(r.PostForm) }

func (f *form) set(name, value string) { f.values.Set(name, value) }

func (f *form) setInt(name string, value int) { f.set(name, strconv.Itoa(value)) }

func (f *form) setSeconds(name string, value time.Duration) { f.setInt(name, int(value/time.Second)) }

func (f *form) setOn(name string, on bool) {
	if on {
		f.set(name, "on")
	} else {
		f.values.Del(name)
	}
}

func (f *form) get(name string) string { return f.values.Get(name) }

func (f *form) text(name string) string { return strings.TrimSpace(f.get(name)) }

func (f *form) on(name string) bool { return f.get(name) == "on" }

func (f *form) has(name, value string) bool { return slices.Contains(f.values[name], value) }

// number is the number in a field. What is none is a problem.
func (f *form) number(name string) int {
	n, err := strconv.Atoi(f.text(name))
	if err != nil || n < -1<<31 || n > 1<<31-1 {
		f.problem(name, "a whole number")
		return 0
	}
	return n
}

func (f *form) seconds(name string) time.Duration {
	return time.Duration(f.number(name)) * time.Second
}

// problem says what is wrong with a field. What was said first stands.
func (f *form) problem(name, text string) {
	if f.problems[name] == "" {
		f.problems[name] = text
	}
}

// take takes over what is wrong with settings: name gives the field of a page
// that stands for a field of the settings. Another error is returned.
func (f *form) take(err error, name func(string) string) error {
	var problems settings.Problems
	if !errors.As(err, &problems) {
		return err
	}
	for _, p := range problems {
		f.problem(name(p.Field), p.Text)
	}
	return nil
}

// save saves what change makes of the settings. False is that something is wrong
// with the form, which holds it then.
func save[T any](config *settings.Config[T], f *form, name func(string) string, change func(*T)) (bool, error) {
	err := config.Save(func(next *T) error {
		change(next)
		if len(f.problems) == 0 {
			return nil
		}
		if err := config.Check(next); err != nil {
			return err
		}
		return settings.Problems{}
	})
	if err == nil {
		return true, nil
	}
	return false, f.take(err, name)
}

// same names fields as the settings do.
func same(field string) string { return field }

// Others are the problems of fields that the page has not shown so far.
func (f *form) Others() []string {
	var list []string
	for name, text := range f.problems {
		if !f.shown[name] {
			list = append(list, name+": "+text)
		}
	}
	slices.Sort(list)
	return list
}

// Wrong says whether something is wrong.
func (f *form) Wrong() bool { return len(f.problems) > 0 }

// control is one field of a page.
type control struct {
	Name, ID, Label, Value, Type string
	Unit, Hint, Problem, Class   string
	List                         string // the datalist that it offers
	Complete                     string // what browsers may fill in, "off" if nothing
	Min, Max                     int
	On                           bool
	Options                      []option
	Focus                        bool
}

// option is one entry of a selection.
type option struct {
	Value, Text string
	Selected    bool
}

func (f *form) control(kind, name, label string) control {
	f.shown[name] = true
	return control{
		Name: name, ID: "f-" + strings.NewReplacer(".", "-", " ", "-").Replace(name), Label: label,
		Type: kind, Value: f.get(name), Problem: f.problems[name], Complete: "off",
	}
}

// Text is a field for a line of text.
func (f *form) Text(name, label string) control { return f.control("text", name, label) }

// Password is a field whose text is not shown.
func (f *form) Password(name, label string) control { return f.control("password", name, label) }

// Secret is a field for a password, which browsers may know by its kind.
func (f *form) Secret(name, label, kind string) control {
	c := f.control("password", name, label)
	c.Complete = kind
	return c
}

// When is a field for a date and a time.
func (f *form) When(name, label string) control { return f.control("datetime-local", name, label) }

// Number is a field for a number.
func (f *form) Number(name, label string, low, high int, unit string) control {
	c := f.control("number", name, label)
	c.Min, c.Max, c.Unit = low, high, unit
	return c
}

// Check is a box to tick.
func (f *form) Check(name, label string) control {
	c := f.control("checkbox", name, label)
	c.On, c.Value = f.on(name), "on"
	return c
}

// One is a box of several that have one name.
func (f *form) One(name, value, label string) control {
	c := f.control("checkbox", name, label)
	c.ID += "-" + strings.ToLower(value)
	c.On, c.Value, c.Problem = f.has(name, value), value, ""
	return c
}

// Choice is a selection. Values and texts alternate.
func (f *form) Choice(name, label string, pairs ...string) control {
	return f.Select(name, label, pairs)
}

// Select is Choice of a list.
func (f *form) Select(name, label string, pairs []string) control {
	c := f.control("select", name, label)
	for pair := range slices.Chunk(pairs, 2) {
		c.Options = append(c.Options, option{Value: pair[0], Text: pair[1], Selected: pair[0] == c.Value})
	}
	return c
}

// Problem is what is wrong with a field that the page shows in its own way.
func (f *form) Problem(name string) string {
	f.shown[name] = true
	return f.problems[name]
}

// Get is the text of a field.
func (f *form) Get(name string) string { return f.get(name) }

// Hinted has a hint below it.
func (c control) Hinted(hint string) control { c.Hint = hint; return c }

// Offering has the entries of a datalist, and a hint below it.
func (c control) Offering(list, hint string) control { c.List, c.Hint = list, hint; return c }

// Marked has a class, for the stylesheet and the modules.
func (c control) Marked(class string) control { c.Class = class; return c }

// Focused is where typing begins.
func (c control) Focused() control { c.Focus = true; return c }
