package csvsafe_test

import (
	"encoding/csv"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/csvsafe"
)

func TestS09Formula(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"equals", "=1+1", "'=1+1"},
		{"plus", "+1", "'+1"},
		{"minus", "-1", "'-1"},
		{"at", "@SUM(A1)", "'@SUM(A1)"},
		{"tab", "\t=1", "'\t=1"},
		{"carriage return", "\r=1", "'\n=1"},
		{"line feed", "\n=1", "'\n=1"},
		{"nul", "\x00=1", "'\x00=1"},
		{"quoted equals", `"=1+1"`, `'"=1+1"`},
		{"blank before", "  =1", "'  =1"},
		{"wide equals", "＝1", "'＝1"},
		{"command", "=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
		{"plain", "AB 123", "AB 123"},
		{"inside", "a=b", "a=b"},
		{"apostrophe", "'s Gravenhage", "'s Gravenhage"},
		{"empty", "", ""},
		{"only blanks", "   ", "   "},
		{"not UTF-8", "a\xffb", "a\uFFFDb"},
		{"line breaks", "a\r\nb\rc\nd", "a\nb\nc\nd"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := csvsafe.Text(tt.in).String(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFields(t *testing.T) {
	for _, tt := range []struct {
		name string
		f    csvsafe.Field
		want string
	}{
		{"negative number", csvsafe.Int(-12), "-12"},
		{"small number", csvsafe.Float(-0.000001), "-0.000001"},
		{"whole float", csvsafe.Float(99), "99"},
		{"not a number", csvsafe.Float(math.NaN()), ""},
		{"infinite", csvsafe.Float(math.Inf(-1)), ""},
		{"true", csvsafe.Bool(true), "true"},
		{"time", csvsafe.Time(time.Date(2026, 11, 24, 9, 30, 1, 5000, time.FixedZone("", 3600))), "2026-11-24T08:30:01.000005Z"},
		{"no time", csvsafe.Time(time.Time{}), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.f.String(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWriter(t *testing.T) {
	var b strings.Builder
	w, err := csvsafe.NewWriter(&b, "plate", "reads")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(csvsafe.Text("=A,\"B\"\nC"), csvsafe.Int(-3)); err != nil {
		t.Fatal(err)
	}
	if err := w.Write(csvsafe.Text("one")); err == nil {
		t.Error("a row with a field too few was taken")
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	want := "plate,reads\r\n\"'=A,\"\"B\"\"\r\nC\",-3\r\n"
	if got := b.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

type brokenWriter struct{}

var errBroken = errors.New("pipe broken")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestWriterError(t *testing.T) {
	w, err := csvsafe.NewWriter(brokenWriter{}, "a")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); !errors.Is(err, errBroken) {
		t.Errorf("Flush: got %v, want %v", err, errBroken)
	}
}

// FuzzRoundTrip: what is written reads back as it was defused, no cell begins
// with what a spreadsheet runs, and rows stay rows.
func FuzzRoundTrip(f *testing.F) {
	f.Add("=1", "b")
	f.Add("a,\"b\"\r\nc", "\x00")
	f.Add("\r", "\n\n")
	f.Add(`\.`, " -1")
	f.Add("", "")
	f.Add("\xff=", "＝")
	f.Fuzz(func(t *testing.T, first, second string) {
		var b strings.Builder
		w, err := csvsafe.NewWriter(&b, "x", "y")
		if err != nil {
			t.Fatal(err)
		}
		cells := []csvsafe.Field{csvsafe.Text(first), csvsafe.Text(second)}
		for range 2 {
			if err := w.Write(cells...); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
		if err != nil {
			t.Fatalf("read back %q: %v", b.String(), err)
		}
		if len(rows) != 3 {
			t.Fatalf("got %d rows, want 3", len(rows))
		}
		for _, row := range rows[1:] {
			for i, got := range row {
				if want := cells[i].String(); got != want {
					t.Errorf("cell %d: got %q, want %q", i, got, want)
				}
				if strings.IndexAny(got, "=+-@\t\r\n\x00") == 0 {
					t.Errorf("cell %d runs: %q", i, got)
				}
			}
		}
		for line := range strings.Lines(b.String()) {
			if strings.HasSuffix(line, "\n") && !strings.HasSuffix(line, "\r\n") {
				t.Errorf("line %q does not end with CR LF", line)
			}
		}
	})
}
