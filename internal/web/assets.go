package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/watchpost/watchpost/internal/webproxy"
)

//go:embed static
var static embed.FS

// asset is a file that pages load.
type asset struct {
	kind   string // content type
	plain  []byte
	zipped []byte
}

// assets are the files, under names that change with what they hold, so that a
// browser asks for each once.
type assets struct {
	byName map[string]*asset // under the name it is served as
	served map[string]string // of the file's name
}

// kinds are the content types of what is served. Nothing else is.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".png": "image/png",
}

func readAssets() (*assets, error) {
	a := &assets{byName: make(map[string]*asset), served: make(map[string]string)}
	names, err := fs.Glob(static, "static/*")
	if err != nil {
		return nil, err
	}
	// Modules name each other; those that are named come first.
	var modules []string
	for _, name := range names {
		if path.Ext(name) == ".js" {
			modules = append(modules, name)
			continue
		}
		if err := a.add(name, nil); err != nil {
			return nil, err
		}
	}
	for len(modules) > 0 {
		rest := modules[:0]
		before := len(modules)
		for _, name := range modules {
			ready, err := a.ready(name)
			if err != nil {
				return nil, err
			}
			if !ready {
				rest = append(rest, name)
				continue
			}
			if err := a.add(name, a.rename); err != nil {
				return nil, err
			}
		}
		if modules = rest; len(modules) == before {
			return nil, fmt.Errorf("modules name each other in a circle: %v", modules)
		}
	}
	return a, nil
}

// imports are the names of the modules that a module names, as `from "./name.js"`.
func imports(text []byte) (names []string) {
	for line := range strings.Lines(string(text)) {
		if _, after, found := strings.Cut(line, ` from "./`); found && strings.HasPrefix(line, "import ") {
			name, _, _ := strings.Cut(after, `"`)
			names = append(names, name)
		}
	}
	return names
}

// ready says whether all that a module names has been added.
func (a *assets) ready(name string) (bool, error) {
	text, err := static.ReadFile(name)
	if err != nil {
		return false, err
	}
	for _, n := range imports(text) {
		if a.served[n] == "" {
			return false, nil
		}
	}
	return true, nil
}

// rename makes the names in a module those that are served.
func (a *assets) rename(text []byte) []byte {
	for _, n := range imports(text) {
		text = bytes.ReplaceAll(text, []byte(`from "./`+n+`"`), []byte(`from "./`+a.served[n]+`"`))
	}
	return text
}

func (a *assets) add(name string, change func([]byte) []byte) error {
	text, err := static.ReadFile(name)
	if err != nil {
		return err
	}
	if change != nil {
		text = change(text)
	}
	ext := path.Ext(name)
	kind, ok := kinds[ext]
	if !ok {
		return fmt.Errorf("%s is of a kind that is not served", name)
	}
	sum := sha256.Sum256(text)
	base := path.Base(name)
	served := strings.TrimSuffix(base, ext) + "-" + hex.EncodeToString(sum[:5]) + ext
	var zipped bytes.Buffer
	z, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(text); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	f := &asset{kind: kind, plain: text}
	if ext != ".png" && zipped.Len() < len(text)*9/10 {
		f.zipped = zipped.Bytes()
	}
	a.byName[served], a.served[base] = f, served
	return nil
}

// url is where a file is served. A name that is not there is a mistake in a
// template, which its test finds.
func (a *assets) url(name string) (string, error) {
	served, ok := a.served[name]
	if !ok {
		return "", fmt.Errorf("there is no file %s", name)
	}
	return "/static/" + served, nil
}

// serve answers with a file.
func (a *assets) serve(w http.ResponseWriter, r *http.Request) error {
	f := a.byName[r.PathValue("name")]
	if f == nil {
		http.NotFound(w, r)
		return nil
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := f.plain
	if f.zipped != nil && takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = f.zipped
	}
	w.Write(body) // a client that is gone needs no answer
	return nil
}

// manifest tells a browser how to install the page as an app.
func (a *assets) manifest(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Set("Content-Type", "application/manifest+json")
	h.Set("Cache-Control", "max-age=3600")
	base := webproxy.Of(r.Context()).Base
	icon := func(name, sizes, kind, purpose string) string {
		return fmt.Sprintf(`{"src":"%s/static/%s","sizes":"%s","type":"%s","purpose":"%s"}`, base, a.served[name], sizes, kind, purpose)
	}
	fmt.Fprintf(w, `{"name":"Watchpost","short_name":"Watchpost","id":"%[1]s/","start_url":"%[1]s/","scope":"%[1]s/","display":"standalone",`+
		`"background_color":"#0b0f15","theme_color":"#0b0f15","icons":[%[2]s]}`, base, strings.Join([]string{
		icon("icon.svg", "any", "image/svg+xml", "any"),
		icon("icon-192.png", "192x192", "image/png", "any"),
		icon("icon-512.png", "512x512", "image/png", "any"),
		icon("icon-maskable.png", "512x512", "image/png", "maskable"),
	}, ","))
	return nil
}
