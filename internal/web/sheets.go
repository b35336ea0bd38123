package web

import (
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

//go:embed templates/*.html
var templates embed.FS

// shared are the templates that every page has: the frame, and parts that several
// pages show.
var shared = []string{"templates/frame.html", "templates/parts.html", "templates/plateparts.html"}

// readSheets reads the templates, one set for each page.
func readSheets(a *assets) (sheets, error) {
	base, err := template.New("").Funcs(template.FuncMap{
		"asset": a.url,
		"icon":  icon,
		"both":  together,
		"pct":   percent,
		"mod":   func(a, b int) int { return a % b },
		"len64": length,
		"pair":  func(a, b any) two { return two{a, b} },
		"int64": func(n int) int64 { return int64(n) },
	}).ParseFS(templates, shared...)
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(templates, "templates/*.html")
	if err != nil {
		return nil, err
	}
	out := make(sheets)
	for _, name := range names {
		if slices.Contains(shared, name) {
			continue
		}
		t, err := base.Clone()
		if err != nil {
			return nil, err
		}
		if t, err = t.ParseFS(templates, name); err != nil {
			return nil, err
		}
		out[strings.TrimSuffix(path.Base(name), ".html")] = t
	}
	return out, nil
}

// both is the page and a part's own data, for parts that need both.
type both struct {
	V *view
	D any
}

func together(v *view, data any) both { return both{v, data} }

// two are two things for a part that needs both.
type two struct{ A, B any }

// length is how many a list has, or a number itself, as a number of something to be
// said.
func length(of any) int64 {
	v := reflect.ValueOf(of)
	if v.CanInt() {
		return v.Int()
	}
	return int64(v.Len())
}

// percent is a place of a frame, 0 to 10,000, for an attribute.
func percent(n int) string { return trimZero(float64(n)/100) + "%" }

func trimZero(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// icons are outlines of 24 by 24.
var icons = map[string]string{
	"brand":    `<path d="M7 21 9 8h6l2 13M6 8h12l-2-4H8zM9 14h6"/>`,
	"live":     `<path d="M3 6h12v12H3zM15 10l6-3v10l-6-3"/>`,
	"timeline": `<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>`,
	"plates":   `<rect x="3" y="7" width="18" height="10" rx="2"/><path d="M7 12h2M11 12h2M15 12h2"/>`,
	"counts":   `<path d="M4 20V10M10 20V4M16 20v-7M3 20h18"/>`,
	"devices":  `<rect x="4" y="4" width="16" height="7" rx="1.5"/><rect x="4" y="13" width="16" height="7" rx="1.5"/><path d="M8 7.5h.01M8 16.5h.01"/>`,
	"faces":    `<circle cx="12" cy="12" r="9"/><path d="M9 10h.01M15 10h.01M8.5 14.5a4.5 4.5 0 0 0 7 0"/>`,
	"settings": `<circle cx="12" cy="12" r="3.2"/><path d="M12 3v2.5M12 18.5V21M3 12h2.5M18.5 12H21M5.6 5.6l1.8 1.8M16.6 16.6l1.8 1.8M18.4 5.6l-1.8 1.8M7.4 16.6l-1.8 1.8"/>`,
	"print":    `<path d="M7 9V4h10v5M7 17H4v-6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v6h-3M7 14h10v6H7z"/>`,
	"yes":      `<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
	"none":     `<path d="M6 12h12"/>`,
	"more":     `<path d="M5 12h.01M12 12h.01M19 12h.01"/>`,
	"search":   `<circle cx="11" cy="11" r="6"/><path d="m20 20-4-4"/>`,
	"filter":   `<path d="M4 6h16M7 12h10M10 18h4"/>`,
	"mark":     `<path d="M7 4h10v16l-5-4-5 4z"/>`,
	"left":     `<path d="m14 6-6 6 6 6"/>`,
	"right":    `<path d="m10 6 6 6-6 6"/>`,
	"link":     `<path d="M9 15l6-6M10 6l1-1a4 4 0 0 1 6 6l-1 1M14 18l-1 1a4 4 0 0 1-6-6l1-1"/>`,
	"download": `<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>`,
	"pin":      `<path d="M9 4h6l-1 6 3 3H7l3-3zM12 13v7"/>`,
	"minus":    `<path d="M5 12h14"/>`,
	"plus":     `<path d="M12 5v14M5 12h14"/>`,
	"full":     `<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>`,
	"bell":     `<path d="M6 17v-6a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 21h4"/>`,
	"warn":     `<path d="M12 4 2.5 20h19zM12 10v5M12 17.5h.01"/>`,
	"camera":   `<path d="M4 7h4l2-3h4l2 3h4v12H4z"/><circle cx="12" cy="13" r="3.5"/>`,
	"copy":     `<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15V5h10"/>`,
}

// icon is an outline by name; it says nothing to a screen reader.
func icon(name string) (template.HTML, error) {
	paths, ok := icons[name]
	if !ok {
		return "", fmt.Errorf("there is no icon %s", name)
	}
	return template.HTML(`<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" ` +
		`stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">` + paths + `</svg>`), nil
}
