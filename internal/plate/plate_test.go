package plate_test

import (
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/plate"
)

func TestNormalize(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"as it is", "JP116D", "JP116D"},
		{"lower case, dash and blank", "jp-116 d", "JP116D"},
		{"dots", " b·AB.123 ", "BAB123"},
		{"full width", "ＫＬＭ４８２１", "KLM4821"},
		{"another script", "京A·12345", "京A12345"},
		{"umlauts", "mü-ab 12", "MÜAB12"},
		{"nothing", "", ""},
		{"dashes", "---", ""},
		{"wildcards", "A*?", "A"},
		{"too long", strings.Repeat("A", 100), strings.Repeat("A", plate.MaxText)},
		{"not UTF-8", "A\xff1", "A1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := plate.Normalize(tt.text); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFold(t *testing.T) {
	for _, class := range []string{"O0QD", "I1L", "B8", "S5", "Z2", "G6"} {
		want := plate.Fold(class[:1])
		for _, r := range class {
			if got := plate.Fold(string(r)); got != want {
				t.Errorf("%c: got %q, want %q as for the others of %s", r, got, want, class)
			}
		}
	}
	if got, want := plate.Fold("ACEFHJKMNPRTUVWXY3479"), "ACEFHJKMNPRTUVWXY3479"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMatch(t *testing.T) {
	tests := []struct{ query, text, want string }{
		{"KLM4821", "KLM4821", plate.Exact},
		{"klm-48 21", "KLM4821", plate.Exact},
		{"KLM", "KLM4821", plate.Prefix},
		{"4821", "KLM4821", plate.Substring},
		{"4BZ1", "KLM4821", plate.Substring},
		{"KLM482I", "KLM4821", plate.OCR},
		{"K1M4B21", "KLM4821", plate.OCR},
		{"AO8", "A0B", plate.OCR},
		{"KLM4831", "KLM4821", plate.Close},
		{"KLM821", "KLM4821", plate.Close},
		{"KLX9821", "KLM4821", plate.Close},
		{"K1X9821", "KLM4821", ""}, // a confusion too many
		{"XYZ9999", "KLM4821", ""},
		{"ABC", "ABD1", ""},
		{"K*1", "KLM4821", plate.Exact},
		{"?LM*", "KLM4821", plate.Exact},
		{"K*I", "KLM4821", plate.OCR},
		{"K?1", "KLM4821", ""},
		{"*O*", "A0B", plate.OCR},
		{"k-?m 48*", "KLM4821", plate.Exact},
		{"京A*", "京A12345", plate.Exact},
		{"*", "KLM4821", plate.Exact},
		{"", "KLM4821", ""},
		{"--", "KLM4821", ""},
		{"*", "", ""},
	}
	for _, tt := range tests {
		q := plate.NewQuery(tt.query)
		if got, _ := q.Match(tt.text); got != tt.want {
			t.Errorf("%q in %q: got %q, want %q", tt.query, tt.text, got, tt.want)
		}
	}
}

func TestBetterMatchesScoreHigher(t *testing.T) {
	q := plate.NewQuery("KLM4821")
	last := 2.0
	for _, text := range []string{"KLM4821", "KLM482I", "KLM48219", "XKLM4821", "KLM4831", "KIM4831", "KXM4831"} {
		kind, score := q.Match(text)
		if score <= 0 || score >= last {
			t.Errorf("%s (%s): got %v, want less than %v", text, kind, score, last)
		}
		last = score
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("KLM4821", "KLM4821", "X")
	f.Add("K*?**1", "KLM4821", "")
	f.Add("京A·12345", "ǆß١٢", "ａ")
	f.Fuzz(func(t *testing.T, typed, text, more string) {
		n := plate.Normalize(text)
		if again := plate.Normalize(n); again != n {
			t.Errorf("Normalize makes %q of %q, which it made", again, n)
		}
		if f := plate.Fold(n); plate.Fold(f) != f {
			t.Errorf("Fold changes what it made of %q", n)
		}
		q := plate.NewQuery(typed)
		if kind, score := q.Match(n); (kind == "") != (score == 0) || score < 0 || score > 1 {
			t.Errorf("%q in %q: got %q with %v", typed, n, kind, score)
		}
		if n == "" {
			return
		}
		self := plate.NewQuery(n)
		if kind, score := self.Match(n); kind != plate.Exact || score != 1 {
			t.Errorf("%q does not find itself: %q with %v", n, kind, score)
		}
		if kind, _ := self.Match(plate.Fold(n)); kind != plate.Exact && kind != plate.OCR {
			t.Errorf("%q does not find its own fold: %q", n, kind)
		}
		longer := plate.Normalize(n + more)
		if kind, _ := self.Match(longer); longer != n && kind != plate.Prefix && kind != plate.OCR {
			t.Errorf("%q does not find %q, which begins with it: %q", n, longer, kind)
		}
		any := plate.NewQuery(n + "*")
		if kind, _ := any.Match(n); len([]rune(n)) < plate.MaxText && kind != plate.Exact {
			t.Errorf("%q* does not find %q: %q", n, n, kind)
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	for _, bb := range []struct{ name, text string }{{"far", "ACE7739"}, {"close", "KIM4821"}} {
		b.Run(bb.name, func(b *testing.B) {
			q, folded := plate.NewQuery("KLM4831"), plate.Fold(bb.text)
			for b.Loop() {
				q.MatchFolded(bb.text, folded)
			}
		})
	}
}
