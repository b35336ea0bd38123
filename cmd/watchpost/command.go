package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/watchpost/watchpost/internal/config"
	"github.com/watchpost/watchpost/internal/suggest"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// command is one of watchpost's commands.
type command struct {
	name    string
	args    string // for the usage line
	summary string // for the list of commands
	// help writes what comes after the usage line and the summary.
	help func(io.Writer) error
	// run does it. Its error is printed; flag.ErrHelp prints the help, an
	// error that wraps config.ErrUsage exits with 2.
	run func(call) error
	// below are the commands that it is divided into, named with it in front.
	below []command
}

// call is one call of a command.
type call struct {
	args     []string // after the command
	env      []string // as os.Environ
	in       io.Reader
	out, err io.Writer
}

func commands() []command {
	return []command{serveCommand(), checkCommand(), replayCommand(), exportCommand(), verifyCommand(), rebuildCommand(), simulateCommand(), userCommand(), tokenCommand(), versionCommand()}
}

// run runs the command that args name, and returns the exit code.
func run(args, env []string, in io.Reader, out, errOut io.Writer) int {
	if len(args) == 0 {
		usage(errOut)
		return exitUsage
	}
	name, rest := args[0], args[1:]
	switch name {
	case "-h", "-help", "--help":
		usage(out)
		return exitOK
	case "-version", "--version":
		name = "version"
	}
	help := false
	if name == "help" {
		if len(rest) == 0 {
			usage(out)
			return exitOK
		}
		name, rest, help = rest[0], rest[1:], true
	}
	for _, c := range commands() {
		if c.name != name {
			continue
		}
		c, rest = c.divide(rest)
		if help {
			rest = []string{"--help"}
		}
		return c.call(call{args: rest, env: env, in: in, out: out, err: errOut})
	}
	fmt.Fprintf(errOut, "watchpost: %.60q is not a command%s\n", name, meant(name))
	return exitUsage
}

// divide is the command below cmd that args begin with, and what follows it; cmd
// and args if they do not.
func (cmd command) divide(args []string) (command, []string) {
	if len(args) > 0 {
		for _, c := range cmd.below {
			if c.name == cmd.name+" "+args[0] {
				return c, args[1:]
			}
		}
	}
	return cmd, args
}

func meant(name string) string {
	var known []string
	for _, c := range commands() {
		known = append(known, c.name)
	}
	if near := suggest.Closest(name, known); near != "" {
		return "; did you mean " + near + "?"
	}
	return "; watchpost --help lists them"
}

// call runs the command and says what went wrong.
func (cmd command) call(c call) int {
	err := cmd.run(c)
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, flag.ErrHelp):
		cmd.printHelp(c.out)
		return exitOK
	}
	prefix := "watchpost: "
	if _, ok := errors.AsType[config.Problems](err); ok {
		prefix = "" // each line begins with the file, variable or option
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintf(c.err, "%s%s\n", prefix, line)
	}
	if errors.Is(err, config.ErrUsage) {
		fmt.Fprintf(c.err, "Run watchpost %s --help for what it takes.\n", cmd.name)
		return exitUsage
	}
	return exitFailed
}

func (cmd command) printHelp(w io.Writer) {
	fmt.Fprintf(w, "Usage: %s\n\n%s\n", strings.TrimSpace("watchpost "+cmd.name+" "+cmd.args), cmd.summary)
	if err := cmd.help(w); err != nil {
		return // the reader of the help is gone
	}
}

func usage(w io.Writer) {
	fmt.Fprint(w, `Watchpost receives what cameras and recorders post, keeps it, and shows it.

Usage: watchpost COMMAND [options]

Commands
`)
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-9s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, `
watchpost COMMAND --help explains a command and its options.

To begin: run "watchpost serve", and type what it prints into a device.
It ends with 0 when all went well, 1 when something failed, 2 when the command
line was wrong.
`)
}
