// Package console is what watchpost serve prints for the person in front of
// it: what to type into a device, and then a line for everything that happens,
// as it happens. For machines it prints the same as JSON, one object a line.
package console

import (
	"io"
	"os"
	"runtime"
)

// UseColor says whether colours may be written to w: only to a terminal, and
// not where NO_COLOR is set. getenv is os.Getenv.
func UseColor(w io.Writer, getenv func(string) string) bool {
	if getenv("NO_COLOR") != "" || getenv("TERM") == "dumb" || !IsTerminal(w) {
		return false
	}
	return runtime.GOOS != "windows" || getenv("WT_SESSION") != "" || getenv("TERM") != ""
}

// IsTerminal says whether what is written to w is looked at by a person.
func IsTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// style is a way to write text on a terminal; the zero value is as it is.
type style string

// The styles, as parameters of the escape sequence that selects them.
const (
	plain  style = ""
	bold   style = "1"
	dim    style = "2"
	red    style = "31"
	green  style = "32"
	yellow style = "33"
	cyan   style = "36"
)

// paint is s in a style, or as it is without color.
func paint(color bool, st style, s string) string {
	if !color || st == plain || s == "" {
		return s
	}
	return "\x1b[" + string(st) + "m" + s + "\x1b[0m"
}
