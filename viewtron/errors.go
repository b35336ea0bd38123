package viewtron

import (
	"errors"
	"fmt"
)

// ErrNotXML means that a body does not begin like XML, or has no element in it.
var ErrNotXML = errors.New("not XML")

// SyntaxError is XML that cannot be read: it is malformed or cut short, goes
// beyond a limit, names an entity that does not exist, or declares a document
// type, which no device does.
type SyntaxError struct {
	Offset int // in bytes from the beginning of the body
	Line   int // from 1
	Msg    string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, byte %d: %s", e.Line, e.Offset, e.Msg)
}
