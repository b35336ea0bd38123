package viewtron_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/viewtron"
)

// unwritable are the reasons for which a post that was read cannot be written
// again. Each is something that no device does: a text or a name that XML cannot
// hold, image data that is no text of an image, and posts that say a thing in two
// layouts at once.
var unwritable = []string{
	"is not the name of an element",
	"is not of an image's text",
	"bytes with references",
	"with what else is in the post tells",
	"is not four numbers",
	"nothing tells a recorder's post from a camera's",
}

// FuzzRoundTrip holds that what was read, written and read again is the same.
func FuzzRoundTrip(f *testing.F) {
	for _, body := range seeds(f) {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := viewtron.Parse(body)
		if err != nil || m.Kind == viewtron.KindUnknown {
			return
		}
		out, err := viewtron.Encode(m)
		if err != nil {
			if mayFail(err) {
				return
			}
			t.Fatalf("encode: %v\nmessage: %s", err, describe(t, m))
		}
		again, err := viewtron.Parse(out)
		if err != nil {
			t.Fatalf("parse of what was written: %v\n%s", err, out)
		}
		if !m.Equal(again) {
			t.Errorf("read, written and read again:\n got %s\nwant %s\nwritten:\n%s", describe(t, again), describe(t, m), out)
		}
		mustBeXML(t, out)
	})
}

func mayFail(err error) bool {
	bad, ok := errors.AsType[*viewtron.EncodeError](err)
	if !ok {
		return false
	}
	for _, reason := range unwritable {
		if strings.Contains(bad.Reason, reason) {
			return true
		}
	}
	return false
}

// seeds are all posts at hand: of this package's tests, and published captures
// where there is a folder of them.
func seeds(t testing.TB) [][]byte {
	t.Helper()
	var out [][]byte
	for _, pattern := range []string{"testdata/posts/*.xml", "testdata/quirks/*.xml", "testdata/encode/*.xml", "../../shared/samples/*/*.xml"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			body, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, body)
		}
	}
	return out
}
