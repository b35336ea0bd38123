package house_test

import (
	"regexp"
	"strings"
	"testing"
)

// dependencies holds a line for every module that our code imports.
const dependencies = "docs/dependencies.md"

var requirement = regexp.MustCompile(`(?m)^\s*(?:require )?([a-z0-9.-]+\.[a-z]+/[^\s]+) v[^\s]+`)

// required returns the modules that go.mod requires.
func required(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, m := range requirement.FindAllStringSubmatch(read(t, "go.mod"), -1) {
		out = append(out, m[1])
	}
	return out
}

// moduleOf is the one of the modules that a package is part of, "" for none.
func moduleOf(pkg string, modules []string) string {
	best := ""
	for _, m := range modules {
		if (pkg == m || strings.HasPrefix(pkg, m+"/")) && len(m) > len(best) {
			best = m
		}
	}
	return best
}

func TestEveryDependencyIsAccountedFor(t *testing.T) {
	modules := required(t)
	if len(modules) == 0 {
		t.Fatal("go.mod requires nothing")
	}
	direct := map[string]string{} // module → a file that imports it
	for _, i := range imports(t) {
		if m := moduleOf(i.path, modules); m != "" {
			direct[m] = i.file
		}
	}
	listed := map[string]bool{}
	for line := range strings.Lines(read(t, dependencies)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		names := quotedIn(cells[0])
		if !strings.HasPrefix(line, "|") || len(names) == 0 {
			continue
		}
		if len(cells) != 4 || strings.TrimSpace(cells[1]) == "" || strings.TrimSpace(cells[2]) == "" || strings.TrimSpace(cells[3]) == "" {
			t.Errorf("%s: %s lacks the reason, the last release, or what it brings along", dependencies, names[0])
		}
		listed[names[0]] = true
	}
	for m, file := range direct {
		if !listed[m] {
			t.Errorf("%s, which %s imports, has no line in %s", m, file, dependencies)
		}
	}
	for m := range listed {
		if direct[m] == "" {
			t.Errorf("%s has a line for %s, which nothing imports", dependencies, m)
		}
	}
}
