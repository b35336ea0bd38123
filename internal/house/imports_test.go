package house_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// architecture holds the table of packages.
const architecture = "docs/architecture.md"

// row is a line of the table of packages.
type row struct {
	packages []string // patterns, see within
	may      []string // patterns of packages that they may import
	all      bool     // they may import everything
	line     string
}

// code is what stands between backticks.
var code = regexp.MustCompile("`([^`]+)`")

func quotedIn(cell string) []string {
	var out []string
	for _, m := range code.FindAllStringSubmatch(cell, -1) {
		out = append(out, m[1])
	}
	return out
}

// table reads the table of packages: its first column names packages, its third
// what they may import. Beside packages the third knows three words: "nothing",
// "everything", and "domain", the packages of the row whose second column
// begins with "the domain".
func table(t *testing.T) []row {
	t.Helper()
	var rows []row
	var domain []string
	in := false
	for line := range strings.Lines(read(t, architecture)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		switch {
		case len(cells) == 3 && strings.TrimSpace(cells[2]) == "may import (of ours)":
			in = true
			continue
		case !strings.HasPrefix(line, "|"):
			in = false
		}
		if !in || len(cells) != 3 || strings.HasPrefix(strings.TrimSpace(cells[0]), "-") {
			continue
		}
		r := row{packages: quotedIn(cells[0]), may: quotedIn(cells[2]), line: strings.TrimSpace(line)}
		if strings.HasPrefix(strings.TrimSpace(cells[1]), "the domain") {
			domain = r.packages
		}
		words := strings.Fields(strings.NewReplacer(",", " ", ";", " ").Replace(code.ReplaceAllString(cells[2], " ")))
		for _, w := range words {
			switch w {
			case "nothing":
			case "everything":
				r.all = true
			case "domain":
				r.may = append(r.may, "domain")
			default:
				t.Errorf("%s: %q is neither a package in backticks nor a known word, in\n%s", architecture, w, r.line)
			}
		}
		rows = append(rows, r)
	}
	if len(rows) == 0 || domain == nil {
		t.Fatalf("%s has no table of packages, or none with the domain", architecture)
	}
	for i := range rows {
		if slices.Contains(rows[i].may, "domain") {
			rows[i].may = append(rows[i].may, domain...)
		}
	}
	return rows
}

// rowOf is the row of a package: the one that names it itself before one that
// names what is below a folder.
func rowOf(rows []row, pkg string) *row {
	for i := range rows {
		if slices.Contains(rows[i].packages, pkg) {
			return &rows[i]
		}
	}
	for i := range rows {
		if slices.ContainsFunc(rows[i].packages, func(p string) bool { return within(pkg, p) }) {
			return &rows[i]
		}
	}
	return nil
}

// broken returns the imports that the table does not allow. What has no row may
// import anything: that it has none is another error.
func broken(rows []row, all []imported) []string {
	var out []string
	for _, i := range all {
		target, ours := strings.CutPrefix(i.path, module+"/")
		if !ours || i.test {
			continue
		}
		r := rowOf(rows, i.folder)
		if r == nil || r.all || slices.ContainsFunc(r.may, func(p string) bool { return within(target, p) }) {
			continue
		}
		out = append(out, i.file+" imports "+target+", which its row does not allow: "+r.line)
	}
	return out
}

// TestImports holds the code to the table of packages. Tests may import what
// they like.
func TestImports(t *testing.T) {
	rows := table(t)
	for _, b := range broken(rows, imports(t)) {
		t.Errorf("%s: %s", architecture, b)
	}
	all := packages(t)
	for _, p := range all {
		if p != "." && rowOf(rows, p) == nil {
			t.Errorf("package %s has no row in %s", p, architecture)
		}
	}
	for _, r := range rows {
		for _, pattern := range r.packages {
			if !slices.ContainsFunc(all, func(p string) bool { return within(p, pattern) }) {
				t.Errorf("%s has a row for %s, which does not exist", architecture, pattern)
			}
		}
	}
}

// TestPublicPackagesStandAlone: who uses them must not need what is internal.
func TestPublicPackagesStandAlone(t *testing.T) {
	for _, i := range imports(t) {
		public := i.folder == "client" || i.folder == "viewtron" || strings.HasPrefix(i.folder, "viewtron/")
		if public && !i.test && strings.HasPrefix(i.path, module+"/internal/") {
			t.Errorf("%s imports %s", i.file, i.path)
		}
	}
}

// TestImportsBites: the table forbids what it is there to forbid.
func TestImportsBites(t *testing.T) {
	rows := table(t)
	tests := []struct {
		name, folder, path string
		test, want         bool
	}{
		{"the domain knows no database", "internal/event", module + "/internal/store", false, true},
		{"adapters do not know each other", "internal/store/sqlite", module + "/internal/images", false, true},
		{"the protocol knows nothing of ours", "viewtron", module + "/internal/geo", false, true},
		{"the client knows nothing of ours", "client", module + "/internal/api", false, true},
		{"commands go through app", "cmd/watchpost", module + "/internal/store", false, true},
		{"the domain knows itself", "internal/event", module + "/internal/geo", false, false},
		{"app knows all", "internal/app", module + "/internal/store/sqlite", false, false},
		{"a test may", "internal/event", module + "/internal/store", true, false},
		{"others' packages are not its business", "internal/event", "github.com/oklog/ulid/v2", false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := broken(rows, []imported{{file: tt.folder + "/x.go", folder: tt.folder, path: tt.path, test: tt.test}})
			if (len(got) > 0) != tt.want {
				t.Errorf("%s imports %s: broken %v, want %v", tt.folder, tt.path, got, tt.want)
			}
		})
	}
}
