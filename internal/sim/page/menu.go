package page

import (
	"net/http"
	"strings"
)

// place is a menu entry and what lies below it.
type place struct {
	Text, Path string // the Path of a place that has Below is that of its first
	Below      []place
	Tabs       bool // Below are tabs of the page, not entries of the menu
}

func (p place) path() string {
	if len(p.Below) > 0 {
		return p.Below[0].path()
	}
	return p.Path
}

// holds says whether a page is this place or lies below it.
func (p place) holds(path string) bool {
	for _, b := range p.Below {
		if b.holds(path) {
			return true
		}
	}
	return p.Path != "" && (path == p.Path || strings.HasPrefix(path, p.Path+"/"))
}

// link is a menu entry as a page shows it.
type link struct {
	Text, Href string
	Current    bool
	Below      []link // only of the current one
}

func links(places []place, path string) []link {
	var list []link
	for _, p := range places {
		l := link{Text: p.Text, Href: p.path(), Current: p.holds(path)}
		if l.Current && !p.Tabs {
			l.Below = links(p.Below, path)
		}
		list = append(list, l)
	}
	return list
}

// tabs are the deepest tabs that hold a page.
func tabs(places []place, path string) []link {
	for _, p := range places {
		switch {
		case !p.holds(path):
		case p.Tabs:
			return links(p.Below, path)
		default:
			return tabs(p.Below, path)
		}
	}
	return nil
}

// shell is what every page has around its content.
type shell struct {
	Title, Device, Kind string
	Path                string
	Top, Side, Tabs     []link
	LoggedIn, Pending   bool
	Saved               bool // the page follows a save
	Modal               bool // a dialog is open over the page
}

func (d *device) shell(r *http.Request, title string) shell {
	s := shell{
		Title: title, Device: d.identity().Name, Kind: d.kind, Path: r.URL.Path,
		LoggedIn: d.token(r) != "", Pending: d.pending(), Saved: r.URL.Query().Has("saved"),
	}
	if !s.LoggedIn {
		return s
	}
	entries := links(d.places, r.URL.Path)
	s.Tabs = tabs(d.places, r.URL.Path)
	if d.kind == "camera" {
		s.Side = entries
		return s
	}
	s.Top = entries
	for _, p := range d.places {
		if p.holds(r.URL.Path) {
			s.Side = groups(p.Below, r.URL.Path)
		}
	}
	return s
}

// groups are the entries of a recorder's side bar, which stand below headings.
func groups(places []place, path string) []link {
	var list []link
	for _, p := range places {
		list = append(list, link{Text: p.Text, Below: links(p.Below, path)})
	}
	return list
}
