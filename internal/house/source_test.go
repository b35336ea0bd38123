package house_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// module is the path of our own module.
const module = "github.com/watchpost/watchpost"

// root is the folder of the module.
var root = filepath.Join("..", "..")

// walk calls f with the slash-separated path of every file of ours: not those
// of hidden folders but .ci, not what builds and servers leave behind.
func walk(t *testing.T, f func(name string)) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") && d.Name() != ".ci" || d.Name() == "watchpost-data" || name == "bin"):
			return fs.SkipDir
		case d.Type().IsRegular():
			f(name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// imported is one import of one file.
type imported struct {
	file   string // its path from the root
	folder string // of the file
	path   string // what is imported
	test   bool   // by a test
}

// imports returns all imports of all files, for every platform.
func imports(t *testing.T) []imported {
	t.Helper()
	var out []imported
	walk(t, func(name string) {
		if !strings.HasSuffix(name, ".go") || strings.Contains(name, "/testdata/") {
			return
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, read(t, name), parser.ImportsOnly)
		if err != nil {
			t.Errorf("%v", err)
			return
		}
		for _, i := range f.Imports {
			p, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Errorf("%s: import %s: %v", name, i.Path.Value, err)
				continue
			}
			out = append(out, imported{file: name, folder: path.Dir(name), path: p, test: strings.HasSuffix(name, "_test.go")})
		}
	})
	return out
}

// packages returns the folders that hold Go files other than tests.
func packages(t *testing.T) []string {
	t.Helper()
	seen := map[string]bool{}
	var out []string
	walk(t, func(name string) {
		dir := path.Dir(name)
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && !strings.Contains(name, "/testdata/") && !seen[dir] {
			seen[dir] = true
			out = append(out, dir)
		}
	})
	return out
}

// within says whether a package is what pattern names: itself, or with "/*" at
// the end everything below it.
func within(pkg, pattern string) bool {
	if base, ok := strings.CutSuffix(pattern, "/*"); ok {
		return strings.HasPrefix(pkg, base+"/")
	}
	return pkg == pattern
}
