package config

import (
	"errors"
	"strings"
)

// ErrUsage is wrapped by errors of the command line itself: an unknown option,
// a bad value, an argument too many.
var ErrUsage = errors.New("usage")

// Problem is one thing that is wrong with a configuration, in one line.
type Problem struct {
	// Where the value comes from: "watchpost.yaml:12", "WATCHPOST_WEB",
	// "--web"; "" for a default.
	Where string
	// Path is the key: "web", "clocks[1].zone". "" where Where names it.
	Path string
	Text string // what is wrong, and what to do
	// usage says that the command line is wrong.
	usage bool
}

func (p Problem) Error() string {
	s := p.Text
	if p.Path != "" {
		s = p.Path + ": " + s
	}
	if p.Where != "" {
		s = p.Where + ": " + s
	}
	return s
}

// Is makes a problem of the command line an ErrUsage.
func (p Problem) Is(target error) bool { return target == ErrUsage && p.usage }

// Problems are all the things that are wrong with a configuration, a line each.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i := range p {
		lines[i] = p[i].Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the problems one by one.
func (p Problems) Unwrap() []error {
	errs := make([]error, len(p))
	for i := range p {
		errs[i] = p[i]
	}
	return errs
}
