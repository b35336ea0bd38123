package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

//go:embed text/*.json
var texts embed.FS

// catalogue is every text of the pages in one language, by its key. {0}, {1} …
// stand for what is put in. A key that ends in ".one" is said of one.
type catalogue struct {
	tag   language.Tag
	texts map[string]string
}

// catalogues are the languages, the first of them the one to fall back to.
var catalogues = readCatalogues("en", "de")

var matcher = language.NewMatcher(tags())

func readCatalogues(names ...string) []*catalogue {
	var out []*catalogue
	for _, name := range names {
		b, err := texts.ReadFile("text/" + name + ".json")
		if err != nil {
			panic(err) // embedded
		}
		c := &catalogue{tag: language.MustParse(name)}
		if err := json.Unmarshal(b, &c.texts); err != nil {
			panic(fmt.Errorf("texts of %s: %w", name, err)) // embedded, and tested
		}
		out = append(out, c)
	}
	return out
}

func tags() []language.Tag {
	out := make([]language.Tag, len(catalogues))
	for i, c := range catalogues {
		out[i] = c.tag
	}
	return out
}

// languageCookie names the language that a viewer has chosen.
const languageCookie = "lang"

// catalogueOf is the language of a request: as chosen, else as the browser asks.
func catalogueOf(r *http.Request) *catalogue {
	if c, err := r.Cookie(languageCookie); err == nil {
		i := slices.IndexFunc(catalogues, func(l *catalogue) bool { return l.tag.String() == c.Value })
		if i >= 0 {
			return catalogues[i]
		}
	}
	wanted, _, err := language.ParseAcceptLanguage(cut(r.Header.Get("Accept-Language"), 200))
	if err != nil || len(wanted) == 0 {
		return catalogues[0]
	}
	_, i, _ := matcher.Match(wanted...)
	return catalogues[i]
}

func cut(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}

// say returns the text of a key with what is put in.
func (c *catalogue) say(key string, args ...any) string {
	text, ok := c.texts[key]
	if !ok {
		return key
	}
	return fill(text, args)
}

// has says whether there is a text for a key.
func (c *catalogue) has(key string) bool {
	_, ok := c.texts[key]
	return ok
}

// count is say for a number of something, which is also {0}.
func (c *catalogue) count(key string, n int64, args ...any) string {
	args = append([]any{n}, args...)
	if n == 1 && c.has(key+".one") {
		return c.say(key+".one", args...)
	}
	return c.say(key, args...)
}

func fill(text string, args []any) string {
	for i, a := range args {
		if n, ok := a.(int64); ok {
			a = thousands(n)
		}
		text = strings.ReplaceAll(text, fmt.Sprintf("{%d}", i), fmt.Sprint(a))
	}
	return text
}

// thousands writes a number with thin spaces, as every language understands it.
func thousands(n int64) string {
	s := fmt.Sprint(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	if len(s) <= 4 {
		return sign + s
	}
	var parts []string
	for len(s) > 3 {
		parts = append(parts, s[len(s)-3:])
		s = s[:len(s)-3]
	}
	parts = append(parts, s)
	slices.Reverse(parts)
	return sign + strings.Join(parts, "\u202f")
}
