package main

import (
	"fmt"
	"io"

	"github.com/watchpost/watchpost/internal/app"
	"github.com/watchpost/watchpost/internal/config"
)

func serveCommand() command {
	return command{
		name:    "serve",
		args:    "[options]",
		summary: "Receives posts, keeps them, shows them. The main job.",
		help:    serveHelp,
		run:     serve,
	}
}

func serve(c call) error {
	cfg, err := config.Load(c.args, c.env, nil)
	if err != nil {
		return err
	}
	ctx, stop := interruptible()
	defer stop()
	return app.Run(ctx, cfg, c.out, c.err)
}

func serveHelp(w io.Writer) error {
	if _, err := fmt.Fprint(w, `
On start it prints what to type into a device's HTTP POST page, then a line for
every event as it arrives. Ctrl-C, or SIGTERM, stops it after the posts at hand
are stored; a second one stops it at once.

Every option is also an environment variable, WATCHPOST_MAX_POST for --max-post,
and a key of the file that --config names, max-post. A flag beats the
environment, which beats the file. "watchpost check" shows what comes of it.

Sizes are written as 16MiB, 200GB or bytes; times as 90s, 35m, 1h30m or 30d.
`); err != nil {
		return err
	}
	return config.Usage(w)
}
