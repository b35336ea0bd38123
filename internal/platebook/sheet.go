package platebook

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/watchpost/watchpost/internal/csvsafe"
)

// Bounds of a file that is imported.
const (
	MaxFile  = 1 << 20 // bytes
	MaxLines = 5000    // without the first
)

// The columns of a file, in the order of an export. names are what they may be called
// in the first line, in English or German, whatever the case.
var columns = []string{"plate", "group", "owner", "note"}

func names(column string) []string {
	return map[string][]string{
		"plate": {"plate", "license plate", "licence plate", "number plate", "registration", "kennzeichen", "nummernschild"},
		"group": {"group", "plate group", "gruppe"},
		"owner": {"owner", "halter", "besitzer", "inhaber", "eigentümer"},
		"note":  {"note", "notes", "remark", "comment", "notiz", "notizen", "bemerkung", "kommentar"},
	}[column]
}

// sheet is a file of plates as it was read.
type sheet struct {
	rows    []row
	has     map[string]bool // columns
	ignored []string        // columns that nobody knows, as they are called
}

// row is a line of a file.
type row struct {
	line  int // in the file, the first is 1
	cells map[string]string
	err   error
}

// readSheet reads CSV as RFC 4180 has it, in UTF-8, with or without a byte order
// mark, of fields that commas, semicolons or tabs part.
func readSheet(data []byte) (*sheet, error) {
	if len(data) > MaxFile {
		return nil, InvalidError{Field: "file", Reason: TooLarge, Most: MaxFile}
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return nil, InvalidError{Field: "file", Reason: NotText}
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma, r.FieldsPerRecord = separator(data), -1
	first, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, InvalidError{Field: "file", Reason: NoHeader}
	}
	if err != nil {
		return nil, quotes(err)
	}
	s := &sheet{has: make(map[string]bool)}
	at, err := s.header(first)
	if err != nil {
		return nil, err
	}
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err != nil {
			return nil, quotes(err)
		}
		if !slices.ContainsFunc(fields, func(f string) bool { return strings.TrimSpace(f) != "" }) {
			continue // spreadsheets write empty rows as separators
		}
		if len(s.rows) == MaxLines {
			return nil, InvalidError{Field: "lines", Reason: TooMany, Most: MaxLines}
		}
		line, _ := r.FieldPos(0)
		one := row{line: line, cells: make(map[string]string)}
		if len(fields) != len(first) {
			one.err = InvalidError{Field: "line", Reason: Columns}
		}
		for i, f := range fields {
			if i < len(at) && at[i] != "" {
				one.cells[at[i]] = csvsafe.Restore(f)
			}
		}
		s.rows = append(s.rows, one)
	}
}

// header reads the first line: the column of each field, "" for one to ignore.
func (s *sheet) header(fields []string) (at []string, err error) {
	for _, f := range fields {
		name := strings.ToLower(strings.Join(strings.FieldsFunc(csvsafe.Restore(f), func(r rune) bool { return r == ' ' || r == '_' || r == '-' }), " "))
		i := slices.IndexFunc(columns, func(c string) bool { return slices.Contains(names(c), name) })
		switch {
		case i < 0:
			at = append(at, "")
			if name != "" {
				s.ignored = append(s.ignored, f)
			}
		case s.has[columns[i]]:
			return nil, InvalidError{Field: columns[i], Reason: ColumnTwice}
		default:
			at, s.has[columns[i]] = append(at, columns[i]), true
		}
	}
	if !s.has["plate"] {
		return nil, InvalidError{Field: "file", Reason: NoHeader}
	}
	return at, nil
}

// quotes is an error of the CSV itself, after which no line can be trusted.
func quotes(err error) error {
	var p *csv.ParseError
	line := 0
	if errors.As(err, &p) {
		line = p.Line
	}
	return InvalidError{Field: "file", Reason: Quotes, Line: line}
}

// separator is what parts the fields of the first line.
func separator(data []byte) rune {
	best, most, quoted := ',', 0, false
	counts := make(map[rune]int)
	for _, r := range string(data[:min(len(data), 4096)]) {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '\n' || r == '\r':
			return best
		case r == ',' || r == ';' || r == '\t':
			if counts[r]++; counts[r] > most {
				best, most = r, counts[r]
			}
		}
	}
	return best
}
