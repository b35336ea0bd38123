// Package logging makes the log: one valid line a message, whatever a device
// put into it, without secrets and without image data.
package logging

import (
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"regexp"
	"strings"

	"github.com/watchpost/watchpost/internal/safetext"
)

// MaxValue bounds one value of a line, in bytes.
const MaxValue = 2 << 10

// minHidden is the length from which a secret is hidden within other text: a
// shorter one stands in too many words.
const minHidden = 6

// Options say how lines are written.
type Options struct {
	JSON  bool         // one JSON object a line; else key=value
	Level slog.Leveler // the least level that is written; Info when nil
	// Hide are secrets that must not show wherever they turn up, such as a
	// token that is part of a path. Those shorter than six bytes are not
	// looked for.
	Hide []string
}

// NewHandler writes lines to w, one Write a line. Values under keys such as
// "password" are masked, user names and passwords are taken out of URLs, byte
// slices are told by their length, long values are cut, and control characters
// are escaped.
func NewHandler(w io.Writer, o Options) slog.Handler {
	r := redactor{hide: hider(o.Hide)}
	options := &slog.HandlerOptions{Level: o.Level, ReplaceAttr: r.replace}
	w = safetext.EscapeWriter(w)
	if o.JSON {
		return slog.NewJSONHandler(w, options)
	}
	return slog.NewTextHandler(w, options)
}

const masked = "<secret>"

func hider(secrets []string) *strings.Replacer {
	var pairs []string
	for _, s := range secrets {
		if len(s) >= minHidden {
			pairs = append(pairs, s, masked, url.PathEscape(s), masked, url.QueryEscape(s), masked)
		}
	}
	return strings.NewReplacer(pairs...)
}

// redactor rewrites attributes on their way into a line.
type redactor struct{ hide *strings.Replacer }

func (r redactor) replace(_ []string, a slog.Attr) slog.Attr {
	if secretKey(a.Key) {
		return slog.String(a.Key, masked)
	}
	switch a.Value.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(r.text(a.Value.String()))
	case slog.KindAny:
		switch v := a.Value.Any().(type) {
		case []byte:
			a.Value = slog.StringValue(fmt.Sprintf("%d bytes", len(v)))
		case slog.Level:
		case *slog.Source:
		case *url.URL:
			a.Value = slog.StringValue(r.text(v.Redacted()))
		case error, fmt.Stringer:
			a.Value = slog.StringValue(r.text(fmt.Sprint(v))) // Sprint survives a nil pointer
		}
	}
	return a
}

func secretKey(key string) bool {
	switch strings.ToLower(key) {
	case "password", "passwd", "secret", "token", "authorization", "cookie", "set-cookie":
		return true
	}
	return false
}

// userinfo is what may stand before the host of a URL.
var userinfo = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.-]*://)[^/?#\s@]*@`)

func (r redactor) text(s string) string {
	s = r.hide.Replace(s)
	if strings.Contains(s, "://") {
		s = userinfo.ReplaceAllString(s, "$1")
	}
	return safetext.Cut(strings.ToValidUTF8(s, "\ufffd"), MaxValue)
}
