package config

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// Effective writes c as a configuration file, all options and their values,
// secrets masked.
func Effective(w io.Writer, c Serve) error {
	return printOptions(w, c, func(*strings.Builder, option) {})
}

// Sample writes a commented configuration file that holds every option at its
// default.
func Sample(w io.Writer) error {
	const head = `# Configuration of watchpost serve. Use it with --config FILE or WATCHPOST_CONFIG.
#
# Every option stands here at its default; all of them may be left out. Each is
# also an environment variable (WATCHPOST_MAX_POST for max-post) and a flag
# (--max-post). A flag beats the environment, which beats this file.
#
# Sizes are written as 16MiB, 200GB or bytes; times as 90s, 35m, 1h30m or 30d.
# A secret may be put in a file of its own: device-password-file: FILE, or
# device-password: "@FILE".
`
	if _, err := io.WriteString(w, head); err != nil {
		return err
	}
	return printOptions(w, Default(), func(b *strings.Builder, o option) {
		if o.group != "" {
			title := "# --- " + o.group + " "
			fmt.Fprintf(b, "\n%s%s\n", title, strings.Repeat("-", 80-len(title)))
		}
		b.WriteString("\n")
		for _, line := range wrap(o.help, 78) {
			fmt.Fprintf(b, "# %s\n", line)
		}
		if o.name == clocksOption {
			b.WriteString("# For example:\n#   clocks:\n#     - device: 02:00:5e:10:a1:07\n#       zone: Europe/Berlin\n#       date-order: dmy\n")
		}
	})
}

// printOptions writes the options of the file as YAML, each after what before
// writes.
func printOptions(w io.Writer, c Serve, before func(*strings.Builder, option)) error {
	var b strings.Builder
	for _, o := range options() {
		if o.name == configOption {
			continue
		}
		before(&b, o)
		if o.value == nil {
			printClocks(&b, c.Clocks)
			continue
		}
		fmt.Fprintf(&b, "%s: %s\n", o.name, yamlValue(o.value(&c)))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func printClocks(b *strings.Builder, clocks Clocks) {
	if len(clocks) == 0 {
		b.WriteString(clocksOption + ": []\n")
		return
	}
	b.WriteString(clocksOption + ":\n")
	for _, c := range clocks {
		fmt.Fprintf(b, "  - device: %s\n    zone: %s\n    date-order: %s\n", quoted(c.Device), quoted(c.Zone.String()), c.DateOrder)
	}
}

func yamlValue(v value) string {
	switch v := v.(type) {
	case *text, *Secret, *Zone:
		return quoted(v.String())
	case *networksOrNone:
		return yamlValue((*Networks)(v))
	case *Networks:
		words := make([]string, len(v.words))
		for i, word := range v.words {
			words[i] = quoted(word)
		}
		return "[" + strings.Join(words, ", ") + "]"
	}
	return v.String() // numbers, sizes, times and known words
}

// plain are the strings that YAML reads as strings without quotes.
var plain = regexp.MustCompile(`^[A-Za-z./][A-Za-z0-9._/-]*$`)

func quoted(s string) string {
	switch strings.ToLower(s) {
	case "true", "false", "yes", "no", "on", "off", "null", ".nan", ".inf":
	default:
		if plain.MatchString(s) {
			return s
		}
	}
	return strconv.Quote(s)
}

// Usage writes the options of serve for a person.
func Usage(w io.Writer) error {
	var b strings.Builder
	c := Default()
	for _, o := range options() {
		if o.value == nil {
			continue
		}
		if o.group != "" {
			fmt.Fprintf(&b, "\n%s\n", o.group)
		}
		head := "  --" + o.name
		if o.arg != "" {
			head += " " + o.arg
		}
		help := o.help
		if d := o.value(&c).String(); d != "" && o.arg != "" {
			help += " Default: " + d + "."
		}
		if o.secret {
			help += " @FILE, or --" + o.name + fileSuffix + " FILE, reads it from a file."
		}
		printEntry(&b, head, help)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// PrintEntry writes an option's name and, in a column beside or below it, what
// it does, as in the help of every command.
func PrintEntry(w io.Writer, head, help string) error {
	var b strings.Builder
	printEntry(&b, head, help)
	_, err := io.WriteString(w, b.String())
	return err
}

func printEntry(b *strings.Builder, head, help string) {
	const column = 29
	for i, line := range wrap(help, 79-column) {
		switch {
		case i > 0:
			head = ""
		case len(head) > column-2:
			b.WriteString(head + "\n")
			head = ""
		}
		fmt.Fprintf(b, "%-*s%s\n", column, head, line)
	}
}

// wrap breaks text into lines of at most width letters, at spaces.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > width:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}
