package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/cli/export"
	"github.com/watchpost/watchpost/internal/config"
	"github.com/watchpost/watchpost/internal/console"
)

func exportCommand() command {
	return command{
		name:    "export",
		args:    "[options]",
		summary: "Copies events out of a running server, as CSV or NDJSON, with their images.",
		help:    exportHelp,
		run:     runExport,
	}
}

// exportOptions declares the options of export, which fill o and server.
func exportOptions(o *export.Options, server, tokenFile *string) *options {
	f := newOptions("export")
	q := &o.Query
	f.text(server, "server", "URL", "Web address of the server. Default: http://127.0.0.1:8080.")
	f.text(tokenFile, "token-file", "FILE", "File whose first line is a token of the server, where it asks for one; - is the standard input. WATCHPOST_TOKEN_FILE names it too.")
	f.add((*formatFlag)(&o.Format), "format", "FORMAT", "csv (the default), or ndjson: one JSON object a line, as the API has it.")
	f.text(&o.File, "o", "FILE", "Where to write. It has its name only once it is complete. Default: the standard output.")
	f.text(&o.Images, "images", "DIR", "Also write the images, as DIR/DATE/EVENT-N.jpg by the UTC date of arrival. Those that are there already are kept.")
	f.add((*timeFlag)(&q.After), "after", "TIME", "Events that arrived at or after this: 2026-11-24, \"2026-11-24 08:30\" (local time), RFC 3339, or how long ago: 7d.")
	f.add((*timeFlag)(&q.Before), "before", "TIME", "Events that arrived before this.")
	f.list(&q.Cameras, "camera", "Ids of cameras. Lists have commas between their values, which are alternatives.")
	f.list(&q.Devices, "device", "Ids of devices.")
	f.list(&q.Types, "type", "Types of events, such as region_intrusion or license_plate.")
	f.list(&q.Categories, "category", "Categories, such as intrusion or plate.")
	f.list(&q.Targets, "target", "Types of targets, such as person or car.")
	f.text(&q.Plate, "plate", "TEXT", "Plate, exact but for case, blanks and dashes.")
	f.text(&q.Fuzzy, "q", "TEXT", "Plate, allowing for what cameras misread.")
	f.list(&q.Groups, "group", "Lists or groups of the plate.")
	f.list(&q.Has, "has", "image, plate, face: all of those given.")
	f.text(&q.Cursor, "cursor", "CURSOR", "Go on where an export was stopped; it says so. A CSV then gets no header.")
	return f
}

func runExport(c call) error {
	o := export.Options{Format: export.CSV, Out: c.out, Progress: c.err, Rewrite: console.IsTerminal(c.err) && !console.IsTerminal(c.out)}
	server, tokenFile := "http://127.0.0.1:8080", fromEnv(c.env, "TOKEN_FILE")
	operands, err := exportOptions(&o, &server, &tokenFile).parse(c.args)
	if err == nil {
		err = noOperands(operands)
	}
	if err != nil {
		return err
	}
	token := ""
	if tokenFile != "" {
		if token, err = readSecret(c, tokenFile); err != nil {
			return fmt.Errorf("--token-file: %w", err)
		}
	}
	source, err := client.New(server, client.Options{Token: token})
	if err != nil {
		return wrongUsage("--server: %v", err)
	}
	o.Source = source
	ctx, stop := interruptible()
	defer stop()
	return export.Run(ctx, o)
}

func exportHelp(w io.Writer) error {
	if _, err := fmt.Fprint(w, `
Newest first, page by page, whatever the number. An export that is stopped says
how to go on.

  watchpost export --after 7d --type license_plate -o plates.csv
  watchpost export --format ndjson --images pictures -o events.ndjson

Options
`); err != nil {
		return err
	}
	if err := exportOptions(&export.Options{}, new(string), new(string)).print(w); err != nil {
		return err
	}
	if _, err := fmt.Fprint(w, "\nColumns of the CSV, which spreadsheets open without running it (RFC 4180; text\nthat could be a formula gets an apostrophe in front)\n"); err != nil {
		return err
	}
	for _, line := range export.Columns() {
		if _, err := fmt.Fprintf(w, "  %s\n", line); err != nil {
			return err
		}
	}
	return nil
}

type formatFlag export.Format

func (f *formatFlag) Set(text string) error {
	switch v := export.Format(text); v {
	case export.CSV, export.NDJSON:
		*f = formatFlag(v)
		return nil
	}
	return errors.New("neither csv nor ndjson")
}

func (f *formatFlag) String() string { return string(*f) }

// timeFlag is a time as people write it.
type timeFlag time.Time

func (t *timeFlag) Set(text string) error {
	for _, form := range []string{time.RFC3339Nano, "2006-01-02", "2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if v, err := time.ParseInLocation(form, text, time.Local); err == nil {
			*t = timeFlag(v)
			return nil
		}
	}
	var ago config.Duration
	if ago.Set(text) != nil {
		return errors.New(`not a time; write 2026-11-24, "2026-11-24 08:30", RFC 3339, or how long ago: 7d`)
	}
	*t = timeFlag(time.Now().Add(-time.Duration(ago)))
	return nil
}

func (t *timeFlag) String() string { return time.Time(*t).Format(time.RFC3339) }
