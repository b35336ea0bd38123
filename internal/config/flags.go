package config

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/watchpost/watchpost/internal/suggest"
)

// parseFlags reads the arguments, and leaves the values for apply to judge.
func parseFlags(args []string) ([]setting, error) {
	var out []setting
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	for _, name := range names(func(o option) bool { return o.value != nil }) {
		o, asFile, _ := find(name)
		flags.Var(&recorder{setting{option: o, asFile: asFile, where: "--" + name, usage: true}, &out}, name, "")
	}
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, flag.ErrHelp
		}
		return nil, Problems{{Text: flagProblem(err), usage: true}}
	}
	if flags.NArg() > 0 {
		return nil, Problems{{Text: fmt.Sprintf("%.60q is not expected: options are written --name value", flags.Arg(0)), usage: true}}
	}
	return out, nil
}

// flagProblem says what package flag found wrong in our words.
func flagProblem(err error) string {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: -"); ok {
		return UnknownFlag(name, names(func(o option) bool { return o.value != nil }))
	}
	if name, ok := strings.CutPrefix(text, "flag needs an argument: -"); ok {
		return fmt.Sprintf("--%s needs a value", name)
	}
	return text
}

// UnknownFlag says that an option is not known, and which one may have been
// meant.
func UnknownFlag(name string, known []string) string {
	if near := suggest.Closest(name, known); near != "" {
		return fmt.Sprintf("--%s: unknown option; did you mean --%s?", name, near)
	}
	return fmt.Sprintf("--%s: unknown option; --help lists them", name)
}

// recorder is a flag that notes what it is set to.
type recorder struct {
	setting
	out *[]setting
}

func (r *recorder) Set(text string) error {
	s := r.setting
	s.text = text
	*r.out = append(*r.out, s)
	return nil
}

func (r *recorder) String() string { return "" }

// IsBoolFlag lets --open stand for --open=true.
func (r *recorder) IsBoolFlag() bool {
	_, ok := r.option.valueOf(&Serve{}).(*toggle)
	return ok
}

// valueOf is the option's place in c, nil for clocks.
func (o option) valueOf(c *Serve) value {
	if o.value == nil {
		return nil
	}
	return o.value(c)
}
