package connlog

import (
	"strings"
	"unicode/utf8"
)

// Bounds of an entry's texts, in bytes.
const (
	maxPath = 200
	maxWord = 100 // method, protocol, content type
	maxText = 400 // detail, advice
)

// own is a copy of e that holds no memory of the request: its texts are those of
// the device's last entry where they are the same, as they nearly always are.
func own(e, last *Entry) Entry {
	c := *e
	c.IP = shared(e.IP, last.IP, maxWord)
	c.DeviceID = shared(e.DeviceID, last.DeviceID, maxWord)
	c.Method = shared(e.Method, last.Method, maxWord)
	c.Path = shared(e.Path, last.Path, maxPath+len("…"))
	c.Proto = shared(e.Proto, last.Proto, maxWord)
	c.ContentType = shared(e.ContentType, last.ContentType, maxWord)
	c.Detail = cut(e.Detail, maxText)
	c.Advice = cut(e.Advice, maxText)
	return c
}

// shared is last when it is the same text, else a copy, cut.
func shared(s, last string, limit int) string {
	if s == last {
		return last
	}
	return strings.Clone(cut(s, limit))
}

// cut cuts a text, between characters, to at most limit bytes and an ellipsis.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit] + "…"
}
