package world

import (
	_ "embed"

	"github.com/goccy/go-yaml"
)

//go:embed paths.yaml
var pathFile []byte

// paths are the paths that scenarios can name, by place and name.
func paths() map[string]map[string][]pointScript {
	var out map[string]map[string][]pointScript
	if err := yaml.UnmarshalWithOptions(pathFile, &out, yaml.Strict()); err != nil {
		panic("the paths that are part of the program do not parse: " + err.Error())
	}
	return out
}
