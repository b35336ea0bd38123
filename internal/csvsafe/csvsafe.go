// Package csvsafe writes CSV that spreadsheets open without running it. Text from
// devices and people that a spreadsheet would take for a formula gets an
// apostrophe in front; numbers and times of our own are written as they are.
package csvsafe

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// Field is one cell. The zero value is empty.
type Field struct{ cell string }

// Text is a cell of text from anywhere. Line breaks become one newline each, and
// what is not UTF-8 becomes U+FFFD.
func Text(s string) Field { return Field{defuse(s)} }

// Int is a cell of a whole number.
func Int(n int64) Field { return Field{strconv.FormatInt(n, 10)} }

// Float is a cell of a number in its shortest form; one that is not finite is an
// empty cell.
func Float(f float64) Field {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Field{}
	}
	return Field{strconv.FormatFloat(f, 'f', -1, 64)}
}

// Bool is a cell of true or false.
func Bool(b bool) Field { return Field{strconv.FormatBool(b)} }

// Time is a cell of a time: RFC 3339 in UTC with microseconds, empty when zero.
func Time(t time.Time) Field {
	if t.IsZero() {
		return Field{}
	}
	return Field{t.UTC().Format("2006-01-02T15:04:05.000000Z")}
}

// String is the cell's content, before CSV quoting.
func (f Field) String() string { return f.cell }

// triggers are what a formula, or a command of an old spreadsheet, begins with:
// also in the wide forms that East Asian input makes, which are taken for the same.
const triggers = "=+-@\t\r\n\x00＝＋－＠"

// defuse makes s harmless. Blanks and quotes before a trigger do not hide it: some
// programs drop them.
func defuse(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	// A text that looks defused already gets one more, so that Restore finds it.
	harmful := strings.IndexAny(strings.TrimLeft(strings.TrimLeft(s, "'"), ` "`), triggers) == 0
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	if harmful {
		return "'" + s
	}
	return s
}

// Restore is the text of a cell that Text may have written. A cell that some other
// program has written stays, unless it looks like one that was defused.
func Restore(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && defuse(rest) == cell {
		return rest
	}
	return cell
}

// Writer writes rows as RFC 4180 has them, each ended by CR LF.
type Writer struct {
	csv     *csv.Writer
	columns int
	row     []string
}

// NewWriter returns a Writer whose first row are the names of the columns. It is
// buffered: call Flush at the end.
func NewWriter(w io.Writer, columns ...string) (*Writer, error) {
	out := &Writer{csv: csv.NewWriter(w), columns: len(columns)}
	out.csv.UseCRLF = true
	header := make([]Field, len(columns))
	for i, c := range columns {
		header[i] = Text(c)
	}
	return out, out.Write(header...)
}

// Write writes a row, which must have a field for each column.
func (w *Writer) Write(fields ...Field) error {
	if len(fields) != w.columns {
		return fmt.Errorf("write CSV: %d fields for %d columns", len(fields), w.columns)
	}
	w.row = w.row[:0]
	for _, f := range fields {
		w.row = append(w.row, f.cell)
	}
	if err := w.csv.Write(w.row); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// Flush writes what is buffered, and returns the first error of any write.
func (w *Writer) Flush() error {
	w.csv.Flush()
	if err := w.csv.Error(); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}
