package capture_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/ingest/capture"
)

// BenchmarkSegments cuts two pictures out of a post of half a megabyte.
func BenchmarkSegments(b *testing.B) {
	text := strings.Repeat("QUJD", 63_000)
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
