package api

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/watchpost/watchpost/internal/store"
)

// Bounds of what a query may hold.
const (
	maxValues     = 100
	maxValueBytes = 200
	maxLimit      = 500
	defaultLimit  = 50
)

// knownParams refuses a query that is malformed or has a parameter not listed.
func knownParams(r *http.Request, known []string) error {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return problem(codeBadParameter, "the query is malformed: a % must be written %25, a ; must be written %3B")
	}
	for name := range values {
		if slices.Contains(known, name) {
			continue
		}
		detail := "there are no parameters here"
		if len(known) > 0 {
			detail = "the parameters here are " + strings.Join(known, ", ")
		}
		p := problem(codeUnknownParameter, detail)
		p.Parameter = strings.ToValidUTF8(name[:min(len(name), maxValueBytes)], "\uFFFD")
		return p
	}
	return nil
}

// query reads parameters. The first that is wrong is kept in err; reading goes on.
type query struct {
	values url.Values
	err    error
}

func queryOf(r *http.Request) *query { return &query{values: r.URL.Query()} }

func (q *query) bad(name, format string, args ...any) {
	if q.err == nil {
		q.err = badParameter(name, format, args...)
	}
}

// list returns the values of a parameter, given several times, separated by
// commas, or both. Empty ones do not count.
func (q *query) list(name string) []string {
	var out []string
	for _, v := range q.values[name] {
		for one := range strings.SplitSeq(v, ",") {
			if one = strings.TrimSpace(one); one == "" {
				continue
			}
			if len(out) == maxValues {
				q.bad(name, "more than %d values", maxValues)
				return nil
			}
			if !q.plain(name, one) {
				return nil
			}
			if !slices.Contains(out, one) {
				out = append(out, one)
			}
		}
	}
	return out
}

// one returns the value of a parameter that may be given once, "" without it.
func (q *query) one(name string) string {
	values := q.values[name]
	if len(values) > 1 {
		q.bad(name, "given more than once")
		return ""
	}
	if len(values) == 0 {
		return ""
	}
	v := strings.TrimSpace(values[0])
	if !q.plain(name, v) {
		return ""
	}
	return v
}

// plain says whether a value is short text without control characters.
func (q *query) plain(name, v string) bool {
	switch {
	case len(v) > maxValueBytes:
		q.bad(name, "longer than %d bytes", maxValueBytes)
	case !utf8.ValidString(v):
		q.bad(name, "not UTF-8")
	case strings.ContainsFunc(v, unicode.IsControl):
		q.bad(name, "has a control character")
	default:
		return true
	}
	return false
}

// words returns the values of a parameter that takes only certain words.
func words[T ~string](q *query, name string, valid []T) []T {
	var out []T
	for _, v := range q.list(name) {
		if !slices.Contains(valid, T(v)) {
			q.bad(name, "%q is none of %s", v, join(valid))
			return nil
		}
		out = append(out, T(v))
	}
	return out
}

func join[T ~string](words []T) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(w))
	}
	return b.String()
}

// time returns a time, zero without the parameter.
func (q *query) time(name string) time.Time {
	v := q.one(name)
	if v == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, v)
	if err != nil {
		hint := ""
		if strings.Contains(v, " ") {
			hint = " (a + must be written %2B)"
		}
		q.bad(name, "%q is not a time such as 2026-11-24T08:30:00Z%s", v, hint)
		return time.Time{}
	}
	return t.UTC().Truncate(time.Microsecond)
}

// between returns the range of times that after and before give.
func (q *query) between() (after, before time.Time) {
	after, before = q.time("after"), q.time("before")
	if !after.IsZero() && !before.IsZero() && !after.Before(before) {
		q.bad("before", "not later than after")
	}
	return after, before
}

// number returns a whole number of a range, def without the parameter.
func (q *query) number(name string, def, low, high int64) int64 {
	v := q.one(name)
	if v == "" {
		return def
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n < low || n > high {
		q.bad(name, "%q is not a whole number of %d to %d", v, low, high)
		return def
	}
	return n
}

// page returns where a list goes on and how much of it is wanted.
func (q *query) page() store.Page {
	cursor := ""
	if v := q.values["cursor"]; len(v) == 1 && len(v[0]) <= 4<<10 && utf8.ValidString(v[0]) {
		cursor = v[0]
	} else if len(v) > 0 && q.err == nil {
		q.err = store.ErrCursor
	}
	return store.Page{Cursor: cursor, Limit: int(q.number("limit", defaultLimit, 1, maxLimit))}
}
