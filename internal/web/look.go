package web

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	// The names of time zones are known wherever this runs.
	_ "time/tzdata"
)

// How a page looks is of the browser, not of the person: a wall and a phone of the
// same person differ. It stands in cookies, so that a page is right from its first
// byte, without scripts.
const (
	themeCookie   = "theme"   // "light", "dark", or "" for as the system
	densityCookie = "density" // "compact", or ""
	zoneCookie    = "tz"      // the viewer's time zone, as the browser knows it
	chosenZone    = "zone"    // as the viewer has chosen
)

var (
	themes    = []string{"", "light", "dark"}
	densities = []string{"", "compact"}
)

// chosen is the value of a cookie when it is one of those that there are.
func chosen(r *http.Request, cookie string, values []string) string {
	if c, err := r.Cookie(cookie); err == nil && slices.Contains(values, c.Value) {
		return c.Value
	}
	return ""
}

// zoneOf is the time zone that a cookie names, nil when it names none.
func zoneOf(r *http.Request, cookie string) *time.Location {
	c, err := r.Cookie(cookie)
	if err != nil || len(c.Value) >= 64 {
		return nil
	}
	name, err := url.QueryUnescape(c.Value)
	if err != nil {
		return nil
	}
	return namedZone(name)
}

// namedZone is a time zone by its name, nil when there is none.
func namedZone(name string) *time.Location {
	if name == "" || name == "Local" {
		return nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return loc
}

// keepLook has a browser keep a choice, or forget it.
func (v *view) keepLook(w http.ResponseWriter, name, value string) {
	c := &http.Cookie{Name: name, Value: url.QueryEscape(value), Path: v.Base + "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode, HttpOnly: true}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}
