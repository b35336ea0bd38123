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

func TestCanonical(t *testing.T) {
	for text, canonical := range map[string]bool{
		"QUJD": true, "QUI=": true, "QQ==": true, "++//": true,
		"QUI": false, "QUJ=": false, "--__": false, " QUJDRA=": false, "QUJD\n": false, "": false,
	} {
		data, err := viewtron.DecodeBase64(nil, []byte(text))
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		want(t, text, viewtron.Canonical([]byte(text), len(data)), canonical)
		if again := base64.StdEncoding.EncodeToString(data); canonical && again != text {
			t.Errorf("%q comes back as %q", text, again)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, text := range []string{"", "QUJD", "QU I=\r\n", "QQ", "-_-_", "data:image/jpeg;base64,QUJD", "Q*==", "QQ==QQ=="} {
		f.Add([]byte(text))
		f.Add([]byte(strings.Repeat("QUJDREVG", 12) + text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		checkDecode(t, text)
		data, err := viewtron.DecodeBase64(nil, text)
		if err == nil && viewtron.Canonical(text, len(data)) && base64.StdEncoding.EncodeToString(data) != string(text) {
			t.Errorf("%q is said to be canonical and is not", text)
		}
	})
}
