package plate_test

import (
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/plate"
)

func TestNormalize(t *testing.T) {
	for in, want := range map[string]string{
		"JP116D": "JP116D", "jp-116 d": "JP116D", " b·AB 123 ": "BAB123", "ＫＬＭ４８２１": "KLM4821",
		"京A·12345": "京A12345", "": "", "---": "", strings.Repeat("A", 100): strings.Repeat("A", plate.MaxText),
	} {
		if got := plate.Normalize(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestMatch(t *testing.T) {
	tests := []struct{ query, text, want string }{
		{"KLM4821", "KLM4821", plate.Exact},
		{"klm-48 21", "KLM4821", plate.Exact},
		{"KLM", "KLM4821", plate.Prefix},
		{"4821", "KLM4821", plate.Substring},
		{"KLM482I", "KLM4821", plate.OCR},
		{"K1M4B21", "KLM4821", plate.OCR},
		{"AO8", "A0B", plate.OCR},
		{"KLM4831", "KLM4821", plate.Close},
		{"KLM821", "KLM4821", plate.Close},
		{"KLX9821", "KLM4821", plate.Close},
		{"XYZ9999", "KLM4821", ""},
		{"ABC", "ABD1", ""},
		{"K*1", "KLM4821", plate.Wildcard},
		{"?LM*", "KLM4821", plate.Wildcard},
		{"K?1", "KLM4821", ""},
		{"*O*", "A0B", plate.Wildcard},
		{"", "KLM4821", ""},
	}
	for _, tt := range tests {
		if got, _ := plate.NewQuery(tt.query).Match(tt.text); got != tt.want {
			t.Errorf("%q in %q: got %q, want %q", tt.query, tt.text, got, tt.want)
		}
	}
}

func TestBetterMatchesScoreHigher(t *testing.T) {
	order := []string{"KLM4821", "KLM482I", "KLM48219", "XKLM4821", "KLM4831", "KXM4831"}
	last := 2.0
	for _, text := range order {
		kind, score := plate.NewQuery("KLM4821").Match(text)
		if score <= 0 || score >= last {
			t.Errorf("%s (%s): got %v, want less than %v", text, kind, score, last)
		}
		last = score
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("KLM4821", "KLM4821")
	f.Add("K*?**1", "KLM4821")
	f.Fuzz(func(t *testing.T, query, text string) {
		n := plate.Normalize(text)
		if plate.Normalize(n) != n {
			t.Errorf("Normalize is not stable on %q", text)
		}
		if f := plate.Fold(n); plate.Fold(f) != f {
			t.Errorf("Fold is not stable on %q", n)
		}
		if kind, score := plate.NewQuery(query).Match(n); (kind == "") != (score == 0) || score < 0 || score > 1 {
			t.Errorf("got %q with %v", kind, score)
		}
		if n != "" {
			if kind, _ := plate.NewQuery(n).Match(n); kind != plate.Exact {
				t.Errorf("%q does not find itself: %q", n, kind)
			}
		}
	})
}

func BenchmarkMatchClose(b *testing.B) {
	q := plate.NewQuery("KLM4831")
	for b.Loop() {
		q.MatchFolded("KLM4821", "K1M4821")
	}
}
