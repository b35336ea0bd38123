package world

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// maxFile bounds a scenario's file.
const maxFile = 1 << 20

// Parse reads a scenario from YAML. The error says all that is wrong, each with its
// line and with what to do.
func Parse(r io.Reader) (*Scenario, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read the scenario: %w", err)
	}
	if len(data) > maxFile {
		return nil, errors.New("too large for a scenario: at most 1 MiB")
	}
	parsed, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, Problems{yamlProblem(err)}
	}
	if len(parsed.Docs) > 1 {
		return nil, Problems{{Text: "a second document (---); a scenario is one"}}
	}
	var script struct {
		About string       `yaml:"about"`
		Views []viewScript `yaml:"views"`
	}
	if err := yaml.UnmarshalWithOptions(data, &script, yaml.Strict()); err != nil && !errors.Is(err, io.EOF) {
		return nil, Problems{yamlProblem(err)}
	}
	c := checker{file: parsed, paths: paths()}
	c.views(script.Views)
	if len(c.problems) > 0 {
		return nil, c.problems
	}
	for i := range script.Views {
		v := &script.Views[i]
		for j := range v.Actors {
			if a := &v.Actors[j]; a.Path != "" {
				a.Points = c.paths[v.Place][a.Path]
			}
		}
	}
	return &Scenario{About: script.About, views: script.Views}, nil
}

// Problem is one thing that is wrong in a scenario's file.
type Problem struct {
	Line int    // from 1, 0 for the whole file
	Path string // "views[0].actors[2].at", "" when it is not about one value
	Text string // what is wrong and what to do
}

// Problems are all that is wrong in a scenario's file.
type Problems []Problem

// Error is the problem in one line, but for an example of how it is done right.
func (p Problem) Error() string {
	var b strings.Builder
	if p.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", p.Line)
	}
	if p.Path != "" {
		b.WriteString(p.Path + ": ")
	}
	b.WriteString(p.Text)
	return b.String()
}

// Error is a line for each problem.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// yamlProblem is what the YAML package has to say, in one line.
func yamlProblem(err error) Problem {
	if p := (Problem{}); errors.As(err, &p) {
		return p
	}
	p := Problem{Text: err.Error()}
	if e := yaml.Error(nil); errors.As(err, &e) {
		p.Text = e.GetMessage()
		if t := e.GetToken(); t != nil {
			p.Line = t.Position.Line
		}
	}
	p.Text = strings.Join(strings.Fields(p.Text), " ")
	return p
}

// line is where a value of this path stands, or else the nearest thing around it.
func line(file *ast.File, path string) int {
	for path != "" {
		if p, err := yaml.PathString("$." + path); err == nil {
			if n, err := p.FilterFile(file); err == nil && n != nil && n.GetToken() != nil {
				return n.GetToken().Position.Line
			}
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return 0
}
