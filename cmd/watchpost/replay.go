package main

import (
	"fmt"
	"io"
	"net/url"
	"strconv"

	"github.com/watchpost/watchpost/internal/cli/replay"
)

func replayCommand() command {
	return command{
		name:    "replay",
		args:    "FILE... --to URL [options]",
		summary: "Posts captured posts again, to this or another receiver.",
		help:    replayHelp,
		run:     runReplay,
	}
}

// replayOptions declares the options of replay, which fill o and to.
func replayOptions(o *replay.Options, to *string) *options {
	f := newOptions("replay")
	f.text(to, "to", "URL", "Receiver, for example http://127.0.0.1:5002. A path in it replaces those of the posts.")
	f.add((*speedFlag)(&o.Speed), "speed", "N", "How many times faster than they were captured posts are sent. 0, the default, sends each as soon as the last was answered.")
	f.text(&o.User, "user", "NAME", "User name, for a receiver that asks for one (Basic or Digest).")
	f.text(&o.Password, "password", "SECRET", "Password that goes with it.")
	f.toggle(&o.Insecure, "insecure", "Accept any certificate of the receiver.")
	return f
}

func runReplay(c call) error {
	o := replay.Options{Out: c.out, In: c.in}
	var to string
	files, err := replayOptions(&o, &to).parse(c.args)
	if err != nil {
		return err
	}
	if len(files) == 0 || to == "" {
		return wrongUsage("say which files to post, and where: watchpost replay FILE... --to http://127.0.0.1:5002")
	}
	if o.To, err = url.Parse(to); err != nil {
		return wrongUsage("--to: %.100q is not a URL", to)
	}
	o.Files = files
	ctx, stop := interruptible()
	defer stop()
	return replay.Run(ctx, o)
}

func replayHelp(w io.Writer) error {
	if _, err := fmt.Fprint(w, `
FILE is a capture as it is downloaded from a server, the body of one post, a
folder of such files, or - for the standard input. A line is printed for each
post and how it was answered.

Options
`); err != nil {
		return err
	}
	return replayOptions(&replay.Options{}, new(string)).print(w)
}

// speedFlag is a number that is not negative.
type speedFlag float64

func (s *speedFlag) Set(text string) error {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= 0 && v <= 1e6) {
		return fmt.Errorf("not a number from 0 to 1000000")
	}
	*s = speedFlag(v)
	return nil
}

func (s *speedFlag) String() string { return strconv.FormatFloat(float64(*s), 'g', -1, 64) }
