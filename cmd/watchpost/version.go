package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"

	"github.com/watchpost/watchpost/internal/version"
)

func versionCommand() command {
	return command{
		name:    "version",
		args:    "[--json]",
		summary: "Says which version this is, and what it was built from.",
		help:    versionHelp,
		run:     printVersion,
	}
}

func versionOptions(asJSON *bool) *options {
	f := newOptions("version")
	f.toggle(asJSON, "json", "One JSON object: version, commit, go, platform.")
	return f
}

func printVersion(c call) error {
	var asJSON bool
	operands, err := versionOptions(&asJSON).parse(c.args)
	if err == nil {
		err = noOperands(operands)
	}
	if err != nil {
		return err
	}
	i, platform := version.Read(), runtime.GOOS+"/"+runtime.GOARCH
	if asJSON {
		return json.NewEncoder(c.out).Encode(struct {
			Version  string `json:"version"`
			Commit   string `json:"commit,omitempty"`
			Go       string `json:"go"`
			Platform string `json:"platform"`
		}{i.Version, i.Commit, i.Go, platform})
	}
	commit := i.Commit
	if commit == "" {
		commit = "not known"
	}
	_, err = fmt.Fprintf(c.out, "watchpost %s\ncommit    %s\nbuilt by  %s for %s\n", i.Version, commit, i.Go, platform)
	return err
}

func versionHelp(w io.Writer) error {
	if _, err := fmt.Fprint(w, "\nOptions\n"); err != nil {
		return err
	}
	return versionOptions(new(bool)).print(w)
}
