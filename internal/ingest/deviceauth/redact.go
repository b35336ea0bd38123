package deviceauth

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"unicode/utf8"
)

// maxPath is how much of a path is shown, in bytes.
const maxPath = 200

// Redact is a path to be shown: without the token, and cut.
func (p *Policy) Redact(path string) string {
	path = p.Hide(path)
	if len(path) <= maxPath {
		return path
	}
	end := maxPath
	for end > 0 && !utf8.RuneStart(path[end]) {
		end--
	}
	return path[:end] + "…"
}

// Hide is a path, or the target of a request, with "…" in place of each part
// that has the token in it, however it is escaped.
func (p *Policy) Hide(target string) string {
	if p.Token == "" {
		return target
	}
	var b strings.Builder
	for rest := target; ; {
		end := strings.IndexAny(rest, "/?&#")
		part := rest
		if end >= 0 {
			part = rest[:end]
		}
		plain, err := url.PathUnescape(part)
		if err != nil {
			plain = part
		}
		if strings.Contains(plain, p.Token) {
			part = "…"
		}
		b.WriteString(part)
		if end < 0 {
			return b.String()
		}
		b.WriteByte(rest[end])
		rest = rest[end+1:]
	}
}

// String describes the policy without its secrets.
func (p *Policy) String() string {
	return fmt.Sprintf("networks %v, credentials %v, token %v", p.Allow, p.User != "" || p.Password != "", p.Token != "")
}

// Format keeps the secrets from every verb, as from %+v of what holds a policy.
func (p *Policy) Format(f fmt.State, _ rune) { fmt.Fprint(f, p.String()) }

// LogValue keeps the secrets from logs.
func (p *Policy) LogValue() slog.Value { return slog.StringValue(p.String()) }
