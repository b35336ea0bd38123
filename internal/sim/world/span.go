package world

import (
	"fmt"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// span is a duration in a scenario's file: 500ms, 20s, 10m, 2h.
type span time.Duration

func (s span) duration() time.Duration { return time.Duration(s) }

// UnmarshalYAML reads a duration, so that a wrong one is told with its line.
func (s *span) UnmarshalYAML(n ast.Node) error {
	token := n.GetToken()
	d, err := time.ParseDuration(token.Value)
	if _, scalar := n.(ast.ScalarNode); !scalar || err != nil {
		return Problem{Line: token.Position.Line, Text: fmt.Sprintf("%q is no duration: say it as 500ms, 20s, 10m or 2h", token.Value)}
	}
	*s = span(d)
	return nil
}
