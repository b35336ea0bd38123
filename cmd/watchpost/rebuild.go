package main

import (
	"flag"
	"fmt"
	"io"
	"slices"

	"github.com/watchpost/watchpost/internal/app"
	"github.com/watchpost/watchpost/internal/config"
)

func rebuildCommand() command {
	return command{
		name:    "rebuild",
		args:    "counts [options]",
		summary: "Makes anew what a server has derived from what it keeps.",
		help:    rebuildHelp,
		run:     rebuild,
		below:   []command{rebuildCountsCommand()},
	}
}

// rebuild is called when nothing is named that can be made anew.
func rebuild(c call) error {
	switch {
	case len(c.args) == 0:
		return wrongUsage("say what to make anew: counts")
	case slices.Contains([]string{"-h", "-help", "--help"}, c.args[0]):
		return flag.ErrHelp
	}
	return wrongUsage("%s", unknownWord(c.args[0], "thing that can be made anew", []string{"counts"}))
}

func rebuildHelp(w io.Writer) error {
	counts := rebuildCountsCommand()
	if _, err := fmt.Fprintln(w, "\nWhat"); err != nil {
		return err
	}
	return config.PrintEntry(w, "  counts", counts.summary)
}

func rebuildCountsCommand() command {
	return command{
		name:    "rebuild counts",
		args:    "[options of serve]",
		summary: "Makes the counts of events, crossings and stays anew, while no server runs.",
		help:    rebuildCountsHelp,
		run:     rebuildCounts,
	}
}

func rebuildCounts(c call) error {
	cfg, err := config.Load(c.args, c.env, nil)
	if err != nil {
		return err
	}
	ctx, stop := interruptible()
	defer stop()
	return app.RebuildCounts(ctx, cfg, c.out)
}

func rebuildCountsHelp(w io.Writer) error {
	_, err := fmt.Fprint(w, `
Counts are kept up to date with every event; this is for counts that are in doubt.
It takes the options, environment and file of serve to find the data folder, in
most cases --data alone, and counts the events and passages that are kept there.
What was counted of events that are kept no longer stays as it is. Stopped half way,
it changes nothing.
`)
	return err
}
