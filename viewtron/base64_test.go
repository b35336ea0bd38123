package viewtron_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/viewtron"
)

// TestDecodeIsStandard compares with the standard library, at every length around
// the widths of the fast path and with one byte of every value at every place.
func TestDecodeIsStandard(t *testing.T) {
	r := rand.NewChaCha8([32]byte{7})
	for n := range 300 {
		data := make([]byte, n)
		_, _ = r.Read(data) // never fails
		text := base64.StdEncoding.AppendEncode(nil, data)
		got, err := viewtron.DecodeBase64(nil, text)
		if err != nil || !bytes.Equal(got, data) {
			t.Fatalf("%d bytes: got %x, %v, want %x", n, got, err, data)
		}
	}
	data := make([]byte, 150)
	_, _ = r.Read(data) // never fails
	clean := base64.StdEncoding.AppendEncode(nil, data)
	for at := range clean {
		text := bytes.Clone(clean)
		for c := range 256 {
			text[at] = byte(c)
			checkDecode(t, text)
		}
	}
}

// checkDecode holds the two properties of decoding: what the standard library
// takes comes out the same, and what comes out is what the characters say.
func checkDecode(t *testing.T, text []byte) {
	t.Helper()
	got, err := viewtron.DecodeBase64(nil, text)
	if err != nil && !errors.Is(err, viewtron.ErrBase64) {
		t.Fatalf("%.200q: got error %v, want ErrBase64", text, err)
	}
	if std, stdErr := base64.StdEncoding.DecodeString(string(text)); stdErr == nil && (err != nil || !bytes.Equal(got, std)) {
		t.Fatalf("%.200q: got %x, %v, want %x", text, got, err, std)
	}
	if err != nil {
		return
	}
	if i := bytes.IndexByte(text[:min(len(text), 128)], ','); bytes.HasPrefix(text, []byte("data:")) && i >= 0 {
		text = text[i+1:]
	}
	plain := strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n", "", "-", "+", "_", "/").Replace(string(text))
	raw, rawErr := base64.RawStdEncoding.DecodeString(strings.TrimRight(plain, "="))
	if rawErr != nil || !bytes.Equal(got, raw) {
		t.Fatalf("%.200q: got %x, want %x, %v", text, got, raw, rawErr)
	}
}

func TestDecodeAppends(t *testing.T) {
	img := &viewtron.Image{Data: []byte("QUJD")}
	buf := make([]byte, 2, 64)
	copy(buf, "x:")
	got, err := img.Decode(buf)
	if err != nil || string(got) != "x:ABC" {
		t.Fatalf("got %q, %v, want x:ABC", got, err)
	}
	if &got[0] != &buf[0] {
		t.Error("the capacity was not used")
	}
	for n := range 100 {
		if most := viewtron.DecodedLen(n); most < base64.StdEncoding.DecodedLen(n) {
			t.Errorf("DecodedLen(%d) is %d, less than what comes out", n, most)
		}
	}
}

func TestClean(t *testing.T) {
	data := make([]byte, 20_000)
	_, _ = rand.NewChaCha8([32]byte{9}).Read(data) // never fails
	long := base64.StdEncoding.EncodeToString(data)
	changed := func(i int, c byte) string { return long[:i] + string(c) + long[i+1:] }
	for _, tt := range []struct {
		name, text string
		clean      bool
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
		{"line breaks of a whole length", "////\n\n\n\n", false},
		{"blank", " ///", false},
		{"URL alphabet", "-_-_", false},
		{"one URL character in the middle", changed(12_345, '-'), false},
		{"a blank in the middle", changed(12_345, ' '), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			data, clean, err := viewtron.DecodeClean(nil, []byte(tt.text))
			if clean != tt.clean || clean && base64.StdEncoding.EncodeToString(data) != tt.text {
				t.Errorf("got clean %v (%v), want %v", clean, err, tt.clean)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	for _, text := range []string{"", "QUJD", "QU I=\r\n", "QQ", "-_-_", "data:image/jpeg;base64,QUJD", "Q*==", "QQ==QQ==", "/x==", "//9=", "a\x80=="} {
		f.Add([]byte(text))
		f.Add([]byte(strings.Repeat("QUJDREVG", 12) + text))
		f.Add([]byte(strings.Repeat("QUJD", 2048) + text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		checkDecode(t, text)
		_, clean, _ := viewtron.DecodeClean(nil, text)
		b, err := base64.StdEncoding.DecodeString(string(text))
		want := err == nil && len(text) > 0 && base64.StdEncoding.EncodeToString(b) == string(text)
		if clean != want {
			t.Errorf("%q: got clean %v, want %v", text, clean, want)
		}
	})
}
