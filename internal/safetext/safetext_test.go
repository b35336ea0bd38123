package safetext_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/watchpost/watchpost/internal/safetext"
)

func TestLine(t *testing.T) {
	tests := []struct {
		name, in string
		columns  int
		want     string
	}{
		{"plain", "Front door", 20, "Front door"},
		{"just fits", "Front door", 10, "Front door"},
		{"cut", "Front door", 9, "Front do…"},
		{"cut before a space", "Front door", 6, "Front…"},
		{"line breaks and tabs", "Front\r\n\tdoor\n", 20, "Front door"},
		{"escape sequence", "a\x1b[2Jb", 20, "a\ufffd[2Jb"},
		{"C1 control", "a\u009b2Jb", 20, "a\ufffd2Jb"},
		{"delete", "a\x7fb", 20, "a\ufffdb"},
		{"invalid bytes", "a\xffb", 20, "a\ufffdb"},
		{"direction overrides", "a\u202eb\u2066c\u200fd", 20, "abcd"},
		{"line separator", "a\u2028b", 20, "a b"},
		{"wide characters", "大门口", 5, "大门…"},
		{"wide character that half fits", "a大", 2, "a…"},
		{"nothing", "", 5, ""},
		{"only space", " \n ", 5, ""},
		{"no room", "abc", 0, "…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := safetext.Line(tt.in, tt.columns); got != tt.want {
				t.Errorf("Line(%q, %d) = %q, want %q", tt.in, tt.columns, got, tt.want)
			}
		})
	}
}

func FuzzLine(f *testing.F) {
	f.Add("Front\ndoor \x1b[31m大\u202e", 7)
	f.Fuzz(func(t *testing.T, s string, columns int) {
		columns = min(max(columns, 1), 200)
		got := safetext.Line(s, columns)
		if !utf8.ValidString(got) {
			t.Fatalf("Line(%q, %d) = %q, not valid UTF-8", s, columns, got)
		}
		used := 0
		for _, r := range got {
			used += safetext.Columns(r)
			if !unicode.IsPrint(r) {
				t.Fatalf("Line(%q, %d) = %q holds %U", s, columns, got, r)
			}
		}
		if used > columns {
			t.Fatalf("Line(%q, %d) = %q is %d columns wide", s, columns, got, used)
		}
	})
}

func TestPad(t *testing.T) {
	for in, want := range map[string]string{"ab": "ab  ", "大a": "大a ", "abcdef": "abcdef"} {
		if got := safetext.Pad(in, 4); got != want {
			t.Errorf("Pad(%q, 4) = %q, want %q", in, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	for in, want := range map[string]string{"abcd": "abcd", "abcde": "abcd…", "abc大": "abc…", "大大": "大…"} {
		if got := safetext.Cut(in, 4); got != want {
			t.Errorf("Cut(%q, 4) = %q, want %q", in, got, want)
		}
	}
}

func TestEscapeWriter(t *testing.T) {
	const hostile = "a\x1b[2J\x7f\u0085\u009b\u202e\U000e0001大 \ufffd \n"
	in, err := json.Marshal(hostile)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if n, err := safetext.EscapeWriter(&out).Write(in); n != len(in) || err != nil {
		t.Fatalf("Write = %d, %v, want %d", n, err, len(in))
	}
	if i := strings.IndexFunc(out.String(), func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
		t.Errorf("%q holds a character that is not printable", out.String())
	}
	var back string
	if err := json.Unmarshal(out.Bytes(), &back); err != nil || back != hostile {
		t.Errorf("reads back as %q, %v, want %q", back, err, hostile)
	}
}
