package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// masked stands where a secret is not shown.
const masked = "<secret>"

// Secret is a password or token. However it is printed, logged or encoded it
// shows as "<secret>", or as nothing when it is not set; only Reveal gives it
// away. The zero value is not set.
type Secret struct {
	// Behind a pointer, so that a package that prints a struct holding a
	// Secret in an unexported field, where fmt cannot call methods, shows an
	// address.
	s *string
}

// NewSecret makes a Secret of s; an empty s makes one that is not set.
func NewSecret(s string) Secret {
	if s == "" {
		return Secret{}
	}
	return Secret{s: &s}
}

// Reveal is the secret itself, "" when it is not set.
func (s Secret) Reveal() string {
	if s.s == nil {
		return ""
	}
	return *s.s
}

// IsSet says whether there is a secret.
func (s Secret) IsSet() bool { return s.s != nil }

// String is "<secret>", or "" when s is not set.
func (s Secret) String() string {
	if s.s == nil {
		return ""
	}
	return masked
}

// Format prints String for every verb and flag.
func (s Secret) Format(f fmt.State, verb rune) {
	out := s.String()
	if verb == 'q' || verb == 'v' && f.Flag('#') {
		out = `"` + out + `"`
	}
	io.WriteString(f, out) // a fmt.State keeps its own errors
}

// MarshalText encodes String.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON encodes String.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// LogValue logs String.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Set takes the secret itself. The text that stands for secrets is refused, so
// that a printed configuration is not used as one.
func (s *Secret) Set(text string) error {
	if text == masked {
		return errors.New(`"<secret>" stands where a secret was not printed; write the secret itself, or @ and the file that holds it`)
	}
	*s = NewSecret(text)
	return nil
}
