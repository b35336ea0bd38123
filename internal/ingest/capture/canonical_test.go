package capture_test

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/ingest/capture"
)

func random(n int) []byte {
	r := rand.New(rand.NewPCG(7, 11))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func TestCanonical(t *testing.T) {
	long := base64.StdEncoding.EncodeToString(random(20_000))
	changed := func(i int, c byte) string { return long[:i] + string(c) + long[i+1:] }
	tests := []struct {
		name, text string
		want       bool
	}{
		{"one byte", "/w==", true},
		{"two bytes", "//8=", true},
		{"three bytes", "////", true},
		{"long", long, true},
		{"empty", "", false},
		{"stray bits after one byte", "/x==", false},
		{"stray bits after two bytes", "//9=", false},
		{"no padding", "/w", false},
		{"line breaks", "////\r\n////\r\n", false},
		{"a line break that leaves a whole length", "////\n///", false},
		{"blank", " ///", false},
		{"URL alphabet", "-_-_", false},
		{"one URL character in the middle", changed(12_345, '-'), false},
		{"a blank in the middle", changed(12_345, ' '), false},
		{"padding in the middle", "/w==////", false},
		{"padding at the end of a piece", strings.Repeat("////", 2047) + "/w==" + "////", false},
		{"only padding", "====", false},
		{"no base64", "<a/>", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := capture.Canonical([]byte(tt.text)); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
	for n := 1; n < 300; n++ {
		if !capture.Canonical([]byte(base64.StdEncoding.EncodeToString(random(n)))) {
			t.Errorf("%d bytes: what was encoded is not canonical", n)
		}
	}
}

// FuzzCanonical holds Canonical to what it means, by the standard library.
func FuzzCanonical(f *testing.F) {
	for _, s := range []string{"/w==", "//8=", "////", "/x==", "-_-_", "//\n//", "/w==////", "=", "a\x80=="} {
		f.Add([]byte(s))
		f.Add([]byte(strings.Repeat("QUJD", 2048) + s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := base64.StdEncoding.DecodeString(string(text))
		want := err == nil && len(text) > 0 && base64.StdEncoding.EncodeToString(b) == string(text)
		if got := capture.Canonical(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	})
}

func BenchmarkCanonical(b *testing.B) {
	text := []byte(base64.StdEncoding.EncodeToString(random(390_000)))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if !capture.Canonical(text) {
			b.Fatal("not canonical")
		}
	}
}

// BenchmarkSegments cuts two pictures out of a post of half a megabyte.
func BenchmarkSegments(b *testing.B) {
	text := base64.StdEncoding.EncodeToString(random(190_000))
	body := []byte(strings.Repeat("<tag>", 300) + text + "<tag>" + text + strings.Repeat("</tag>", 100))
	first := bytes.Index(body, []byte(text))
	refs := []capture.ImageRef{
		{Offset: first, Length: len(text), Name: "one.jpg"},
		{Offset: first + len(text) + 5, Length: len(text), Name: "two.jpg"},
	}
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if s := capture.Segments(body, refs); len(s) != 5 {
			b.Fatalf("got %d segments", len(s))
		}
	}
}
