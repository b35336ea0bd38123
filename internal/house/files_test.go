package house_test

import (
	"bytes"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// longest is how many lines a Go file may have without a reason.
const longest = 600

// reasons returns why some files are longer.
func reasons() map[string]string {
	return map[string]string{}
}

func TestFilesStayShort(t *testing.T) {
	why := reasons()
	walk(t, func(name string) {
		if path.Ext(name) != ".go" {
			return
		}
		lines := strings.Count(read(t, name), "\n")
		reason, excused := why[name]
		delete(why, name)
		switch {
		case lines > longest && reason == "":
			t.Errorf("%s has %d lines, want at most %d, or a reason here", name, lines, longest)
		case lines <= longest && excused:
			t.Errorf("%s has %d lines and needs no reason any more", name, lines)
		}
	})
	for name := range why {
		t.Errorf("%s, which has a reason to be long, does not exist", name)
	}
}

// note is a note to self. With a number it refers to something that is written
// down elsewhere.
var note = regexp.MustCompile(`\b(?:TO` + `DO|FIX` + `ME)\b(.*)`)

var numbered = regexp.MustCompile(`^ ?\(?#\d+`)

func TestNotesHaveNumbers(t *testing.T) {
	walk(t, func(name string) {
		text := read(t, name)
		if !utf8.ValidString(text) || bytes.IndexByte([]byte(text), 0) >= 0 {
			return // a picture
		}
		for i, line := range strings.Split(text, "\n") {
			if m := note.FindStringSubmatch(line); m != nil && !numbered.MatchString(m[1]) {
				t.Errorf("%s:%d: a note without a number: %.80s", name, i+1, strings.TrimSpace(line))
			}
		}
	})
}
