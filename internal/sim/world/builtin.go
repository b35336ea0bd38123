package world

import (
	"bytes"
	"embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed scenarios/*.yaml
var files embed.FS

// Builtin are the names of the scenarios that are part of the program.
func Builtin() []string {
	return []string{"quiet-night", "busy-gate", "shop-hours", "intruder", "parking-lot", "everything"}
}

// Source is the YAML of a scenario that is part of the program.
func Source(name string) ([]byte, error) {
	if !slices.Contains(Builtin(), name) {
		return nil, fmt.Errorf("no scenario %q: there are %s; or name a file", name, strings.Join(Builtin(), ", "))
	}
	data, err := files.ReadFile("scenarios/" + name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("scenario %s: %w", name, err)
	}
	return data, nil
}

// Load is a scenario that is part of the program. See [Parse] for those of files.
func Load(name string) (*Scenario, error) {
	data, err := Source(name)
	if err != nil {
		return nil, err
	}
	s, err := Parse(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("scenario %s: %w", name, err)
	}
	return s, nil
}
