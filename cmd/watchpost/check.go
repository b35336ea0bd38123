package main

import (
	"fmt"
	"io"

	"github.com/watchpost/watchpost/internal/config"
)

func checkCommand() command {
	return command{
		name:    "check",
		args:    "[options of serve]",
		summary: "Says whether serve would accept its configuration, and shows it.",
		help:    checkHelp,
		run:     check,
	}
}

func check(c call) error {
	cfg, err := config.Load(c.args, c.env, nil)
	if err != nil {
		return err
	}
	return config.Effective(c.out, cfg)
}

func checkHelp(w io.Writer) error {
	_, err := fmt.Fprint(w, `
It takes the same options, environment and file as serve, starts nothing, and
prints every option with its value as a configuration file, secrets masked. What
is wrong is said all at once, with the file and line of each; it then ends with
1, or 2 when the command line is wrong.

watchpost serve --help lists the options.
`)
	return err
}
