package page

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
)

//go:embed static
var staticFiles embed.FS

// assets serves the stylesheet, the modules and the icon, under an address that
// changes with them, so that browsers may keep them.
type assets struct {
	prefix string
	files  http.Handler
}

func newAssets() assets {
	sum := sha256.New()
	static, err := fs.Sub(staticFiles, "static")
	if err == nil {
		err = fs.WalkDir(static, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			content, err := fs.ReadFile(static, name)
			sum.Write(content)
			return err
		})
	}
	if err != nil {
		panic(err) // the files are part of the program
	}
	prefix := "/static/" + hex.EncodeToString(sum.Sum(nil)[:6]) + "/"
	return assets{prefix: prefix, files: http.StripPrefix(prefix, http.FileServerFS(static))}
}

func (a assets) url(name string) string { return a.prefix + name }

func (a assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	a.files.ServeHTTP(w, r)
}
