package platebook

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Reason is why something is not taken: a word that pages have a sentence for.
type Reason string

// The reasons.
const (
	Missing      Reason = "missing"       // there must be something
	Nothing      Reason = "nothing"       // only a plate, of which nothing is told
	TooLong      Reason = "too_long"      // more characters than Most
	Unseen       Reason = "unseen"        // holds characters that cannot be seen
	UnknownColor Reason = "unknown_color" // none of plate.Colors
	NoPlate      Reason = "no_plate"      // has no letter or digit, or more than a plate can have
	Twice        Reason = "twice"         // an earlier line of the file, Line, has the same plate
	Columns      Reason = "columns"       // another number of fields than the first line
	Quotes       Reason = "quotes"        // the quotes of CSV do not fit
	NotText      Reason = "not_text"      // not UTF-8
	TooLarge     Reason = "too_large"     // more bytes than Most
	TooMany      Reason = "too_many"      // more lines, groups or plates than Most
	NoHeader     Reason = "no_header"     // no column is called "plate"
	ColumnTwice  Reason = "column_twice"  // two columns have the same name
)

// InvalidError says what of a change, or of a line of a file, is not taken.
type InvalidError struct {
	Field  string
	Reason Reason
	Most   int
	Line   int
}

func (e InvalidError) Error() string {
	text := map[Reason]string{
		Missing: "is missing", Nothing: "says nothing of its plate", TooLong: fmt.Sprintf("may have %d characters at most", e.Most), Unseen: "holds characters that cannot be seen",
		UnknownColor: "is no color that there is", NoPlate: "is no plate: 1 to 32 letters and digits", Twice: fmt.Sprintf("stands in line %d already", e.Line),
		Columns: "has another number of fields than the first line", Quotes: "has quotes that do not fit", NotText: "is not UTF-8",
		TooLarge: fmt.Sprintf("may have %d bytes at most", e.Most), TooMany: fmt.Sprintf("are more than %d", e.Most),
		NoHeader: `has no column "plate" in its first line`, ColumnTwice: "is there twice",
	}[e.Reason]
	if e.Line > 0 && e.Reason != Twice {
		return fmt.Sprintf("line %d: %s %s", e.Line, e.Field, text)
	}
	return e.Field + " " + text
}

// text is what a person typed as it is kept: without blanks around, in the composed
// form, with plain line breaks where it may have any.
func text(field, typed string, most int, lines bool) (string, error) {
	if !utf8.ValidString(typed) {
		return "", InvalidError{Field: field, Reason: Unseen}
	}
	s := strings.ReplaceAll(strings.ReplaceAll(typed, "\r\n", "\n"), "\r", "\n")
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Zs, r) {
			return ' ' // spreadsheets write others
		}
		return r
	}, s)
	s = norm.NFC.String(strings.TrimSpace(s))
	if utf8.RuneCountInString(s) > most {
		return "", InvalidError{Field: field, Reason: TooLong, Most: most}
	}
	bad := strings.ContainsFunc(s, func(r rune) bool {
		// Emoji of several parts are joined by a zero-width joiner.
		return !unicode.IsPrint(r) && r != '\u200d' && !(lines && (r == '\n' || r == '\t'))
	})
	if bad {
		return "", InvalidError{Field: field, Reason: Unseen}
	}
	return s, nil
}
