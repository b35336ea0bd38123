package config

import (
	"fmt"
	"strings"

	"github.com/watchpost/watchpost/internal/suggest"
)

// ForeignEnv returns the variables that begin like ours and are not options of
// serve: WATCHPOST_REQUIRE makes tests fail instead of being skipped where the
// machine lacks something. Names ending in * stand for all that begin so:
// container platforms set those for a service that is called watchpost.
func ForeignEnv() []string {
	return []string{"WATCHPOST_REQUIRE", "WATCHPOST_PORT*", "WATCHPOST_SERVICE_*"}
}

func foreign(name string) bool {
	for _, f := range ForeignEnv() {
		if prefix, all := strings.CutSuffix(f, "*"); name == f || all && strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// environment returns what the variables set. A variable that is empty sets
// nothing.
func (l *loader) environment(env []string) []setting {
	var out []setting
	for _, e := range env {
		name, text, _ := strings.Cut(e, "=")
		if !strings.HasPrefix(name, EnvPrefix) || foreign(name) || text == "" {
			continue
		}
		key := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, EnvPrefix), "_", "-"))
		o, asFile, ok := find(key)
		switch {
		case !ok || name != strings.ToUpper(name):
			l.problems = append(l.problems, Problem{Where: name, Text: unknownVariable(key)})
		case o.value == nil:
			l.problems = append(l.problems, Problem{Where: name, Text: "can only be set in the file that --config names"})
		default:
			out = append(out, setting{option: o, asFile: asFile, text: text, where: name})
		}
	}
	return out
}

func unknownVariable(key string) string {
	near := suggest.Closest(key, names(func(o option) bool { return o.value != nil }))
	if near == "" {
		return "unknown variable; watchpost serve --help lists the options"
	}
	return fmt.Sprintf("unknown variable; did you mean %s?", option{name: near}.env())
}
