package device

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxName is how many characters a person may give a name.
const MaxName = 100

// ErrName is what is wrong with a name that a person cannot give.
var ErrName = errors.New("a name has at most 100 characters, none of them a line break or invisible")

// CheckName returns a name as it is kept; "" means that a person gives none.
func CheckName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if !utf8.ValidString(name) || utf8.RuneCountInString(name) > MaxName {
		return "", ErrName
	}
	for _, c := range name {
		if !unicode.IsPrint(c) && c != '\u200d' { // which joins emoji
			return "", ErrName
		}
	}
	return name, nil
}
