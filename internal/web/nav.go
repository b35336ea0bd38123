package web

import "slices"

// navItem is a place in the navigation that every page has.
type navItem struct {
	Path string
	Name string // key of its text, and of its icon
	also []string
}

// places are all there can be, in their order.
var places = []navItem{
	{Path: "/", Name: "live"},
	{Path: "/timeline", Name: "timeline", also: []string{"/events", "/incidents"}},
	{Path: "/plates", Name: "plates", also: []string{"/known-plates", "/plate-groups"}},
	{Path: "/faces", Name: "faces"},
	{Path: "/counts", Name: "counts", also: []string{"/cameras", "/report"}},
	{Path: "/devices", Name: "devices", also: []string{"/quarantine", "/requests"}},
	{Path: "/settings", Name: "settings"},
}

// inTheBar are those that a phone has room for at the bottom; the others are behind
// one more, which opens.
var inTheBar = []string{"live", "timeline", "plates", "devices"}

// InBar says whether a phone shows a place at the bottom.
func (n navItem) InBar() bool { return slices.Contains(inTheBar, n.Name) }

// Places are the places that there are pages for.
func (v *view) Places() (out []navItem) {
	for _, p := range places {
		if p.Path == "/" || v.server.served[p.Path] {
			out = append(out, p)
		}
	}
	return out
}

// Here says whether the page is of a place.
func (v *view) Here(n navItem) bool {
	return v.On(n.Path) || slices.ContainsFunc(n.also, v.On)
}

// Behind says whether the page is of a place that a phone has behind "More".
func (v *view) Behind() bool {
	return slices.ContainsFunc(v.Places(), func(n navItem) bool { return !n.InBar() && v.Here(n) })
}
