package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/watchpost/watchpost/internal/config"
)

// options is the command line of a command other than serve, whose options are
// those of package config.
type options struct {
	flags *flag.FlagSet
	lines []optionLine // for the help
}

type optionLine struct{ head, help string }

func newOptions(command string) *options {
	o := &options{flags: flag.NewFlagSet(command, flag.ContinueOnError)}
	o.flags.SetOutput(io.Discard)
	return o
}

// add declares an option. arg names its value in the help, "" for one that is
// on or off.
func (o *options) add(v flag.Value, name, arg, help string) {
	o.flags.Var(v, name, help)
	head := "  " + dashed(name)
	if arg != "" {
		head += " " + arg
	}
	o.lines = append(o.lines, optionLine{head, help})
}

func (o *options) text(p *string, name, arg, help string) { o.add((*textFlag)(p), name, arg, help) }
func (o *options) list(p *[]string, name, help string)    { o.add((*listFlag)(p), name, "LIST", help) }
func (o *options) toggle(p *bool, name, help string)      { o.add((*boolFlag)(p), name, "", help) }

// print writes the options for a person.
func (o *options) print(w io.Writer) error {
	for _, l := range o.lines {
		if err := config.PrintEntry(w, l.head, l.help); err != nil {
			return err
		}
	}
	return nil
}

// parse reads args; what is no option comes back. Options may stand anywhere
// before a "--".
func (o *options) parse(args []string) (operands []string, err error) {
	var rest []string
	if i := slices.Index(args, "--"); i >= 0 {
		args, rest = args[:i], args[i+1:]
	}
	for len(args) > 0 {
		if err := o.flags.Parse(args); err != nil {
			return nil, o.problem(err)
		}
		if args = o.flags.Args(); len(args) > 0 {
			operands = append(operands, args[0])
			args = args[1:]
		}
	}
	return append(operands, rest...), nil
}

// dashed is the name of an option as it is written.
func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// invalid is how package flag says that a value is refused.
var invalid = regexp.MustCompile(`(?s)^invalid (?:boolean )?value (".*") for (?:flag )?-([^ :]+): (.*)$`)

// problem says in our words what package flag found wrong.
func (o *options) problem(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return flag.ErrHelp
	}
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: -"); ok {
		var known []string
		o.flags.VisitAll(func(f *flag.Flag) { known = append(known, f.Name) })
		text = config.UnknownFlag(name, known)
	}
	if name, ok := strings.CutPrefix(text, "flag needs an argument: -"); ok {
		text = dashed(name) + " needs a value"
	}
	if m := invalid.FindStringSubmatch(text); m != nil {
		text = fmt.Sprintf("%s: %.60s is %s", dashed(m[2]), m[1], m[3])
	}
	return wrongUsage("%s", text)
}

// usageError is an error of the command line.
type usageError struct{ error }

func (usageError) Is(target error) bool { return target == config.ErrUsage }

func wrongUsage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// noOperands refuses arguments that are no options.
func noOperands(operands []string) error {
	if len(operands) == 0 {
		return nil
	}
	return wrongUsage("%.60q is not expected: options are written --name value", operands[0])
}

type textFlag string

func (t *textFlag) Set(s string) error { *t = textFlag(s); return nil }
func (t *textFlag) String() string     { return string(*t) }

// listFlag takes values with commas between, and may be given again for more.
type listFlag []string

func (l *listFlag) Set(s string) error {
	for v := range strings.SplitSeq(s, ",") {
		if v = strings.TrimSpace(v); v != "" {
			*l = append(*l, v)
		}
	}
	return nil
}

func (l *listFlag) String() string { return strings.Join(*l, ",") }

type boolFlag bool

func (b *boolFlag) Set(s string) error {
	switch strings.ToLower(s) {
	case "true", "yes", "on", "1":
		*b = true
	case "false", "no", "off", "0":
		*b = false
	default:
		return errors.New("neither true nor false")
	}
	return nil
}

func (b *boolFlag) String() string   { return fmt.Sprint(bool(*b)) }
func (b *boolFlag) IsBoolFlag() bool { return true }
