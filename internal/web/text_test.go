package web

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
)

// TestCataloguesAgree: every language has every text, with the same places for
// what is put in.
func TestCataloguesAgree(t *testing.T) {
	place := regexp.MustCompile(`\{\d\}`)
	places := func(s string) []string {
		all := place.FindAllString(s, -1)
		slices.Sort(all)
		return slices.Compact(all)
	}
	first := catalogues[0]
	for _, c := range catalogues[1:] {
		for key, text := range first.texts {
			other, ok := c.texts[key]
			switch {
			case !ok:
				t.Errorf("%s has no text for %s", c.tag, key)
			case strings.TrimSpace(other) == "":
				t.Errorf("%s: the text of %s is empty", c.tag, key)
			case !slices.Equal(places(text), places(other)):
				t.Errorf("%s: %s has places %v, want %v", c.tag, key, places(other), places(text))
			}
		}
		for key := range c.texts {
			if !first.has(key) {
				t.Errorf("%s has %s, which %s has not", c.tag, key, first.tag)
			}
		}
	}
}

// TestTemplatesUseKnownTexts: each key that a template names is there, and each
// that is there for a page is used by something.
func TestTemplatesUseKnownTexts(t *testing.T) {
	named := regexp.MustCompile(`\.[TN] "([a-z_.0-9A-Z]+)"`)
	names, err := fs.Glob(templates, "templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, name := range names {
		text, err := fs.ReadFile(templates, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(text), -1) {
			used[m[1]] = true
			if !catalogues[0].has(m[1]) {
				t.Errorf("%s names %s, which is no text", name, m[1])
			}
		}
	}
	if len(used) < 40 {
		t.Errorf("found only %d texts in templates: %v", len(used), slices.Sorted(maps.Keys(used)))
	}
}

// TestEveryTypeHasWords: what the receiver can tell, pages can say.
func TestEveryTypeHasWords(t *testing.T) {
	for _, c := range catalogues {
		for _, typ := range event.Types() {
			if !c.has("event." + string(typ)) {
				t.Errorf("%s has no words for events of type %s", c.tag, typ)
			}
		}
		for _, typ := range event.TargetTypes() {
			if !c.has("class." + string(typ)) {
				t.Errorf("%s has no word for a target of type %s", c.tag, typ)
			}
		}
	}
}

// TestEveryActionHasWords: what the audit log can tell, its page can say.
func TestEveryActionHasWords(t *testing.T) {
	for _, c := range catalogues {
		for _, a := range access.Actions() {
			if !c.has("action." + string(a)) {
				t.Errorf("%s has no words for the action %s", c.tag, a)
			}
		}
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1284: "1284", 12840: "12\u202f840", 1234567: "1\u202f234\u202f567", -12345: "-12\u202f345"} {
		if got := thousands(n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}
