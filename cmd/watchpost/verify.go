package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/watchpost/watchpost/internal/evidence"
)

func verifyCommand() command {
	return command{
		name:    "verify",
		args:    "PACK... [--key KEY]",
		summary: "Says whether packs of evidence are as they were made.",
		help:    verifyHelp,
		run:     runVerify,
	}
}

func verifyOptions(key *string) *options {
	f := newOptions("verify")
	f.text(key, "key", "KEY", "Public key or fingerprint that a pack must be signed with, as its server tells it at /api/v1/evidence/key. Without it, the key in the pack is believed.")
	return f
}

// errNotWhole means that a pack is not as it was made. What is wrong has been said.
var errNotWhole = errors.New("not as it was made")

func runVerify(c call) error {
	var key string
	packs, err := verifyOptions(&key).parse(c.args)
	if err != nil {
		return err
	}
	if len(packs) == 0 {
		return wrongUsage("say which pack: watchpost verify evidence.zip")
	}
	var failed error
	for _, name := range packs {
		r, err := evidence.Verify(name, key)
		switch {
		case err != nil:
			failed = errors.Join(failed, fmt.Errorf("verify: %w", err))
			continue
		case !r.OK():
			failed = errors.Join(failed, fmt.Errorf("%s: %w", name, errNotWhole))
		}
		if err := printReport(c.out, name, r, key != ""); err != nil {
			return err
		}
	}
	return failed
}

// printReport tells file by file. What a pack says is quoted.
func printReport(w io.Writer, name string, r *evidence.Report, asked bool) error {
	_, err := fmt.Fprintf(w, "%s\n", name)
	for _, f := range r.Files {
		said := "ok"
		if f.Problem != "" {
			said = f.Problem
		}
		_, e := fmt.Fprintf(w, "  %q: %s\n", f.Path, said)
		err = errors.Join(err, e)
	}
	for _, p := range r.Problems {
		_, e := fmt.Fprintf(w, "  %s\n", p)
		err = errors.Join(err, e)
	}
	if !r.OK() {
		_, e := fmt.Fprintf(w, "  It is NOT as it was made.\n")
		return errors.Join(err, e)
	}
	_, e := fmt.Fprintf(w, "  All %d files are as they were on %s. Signed with %s\n", len(r.Files), r.MadeAt, r.Key)
	if !asked {
		_, more := fmt.Fprintf(w, "  That this is the key of the server is for you to see: compare it, or give it with --key.\n")
		e = errors.Join(e, more)
	}
	return errors.Join(err, e)
}

func verifyHelp(w io.Writer) error {
	if _, err := fmt.Fprint(w, `
PACK is a pack of evidence as a server makes it, or the folder that one was
unpacked to. A line is printed for each file: whether it is as it was, changed,
missing, or not of the pack. It ends with 0 when all is as it was, and else with 1.

Options
`); err != nil {
		return err
	}
	return verifyOptions(new(string)).print(w)
}
