package evidence_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/evidence"
)

const id = "01KAXW3V1S8Z6Q4J7T2M9B5C0D"

var at = time.Date(2026, 11, 24, 8, 30, 1, 0, time.UTC)

// made is a pack of one event with two pictures, one of which is gone.
func made(t *testing.T, key *evidence.Key) string {
	t.Helper()
	var b bytes.Buffer
	w := evidence.NewWriter(&b, key, at, "Ann")
	picture := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("\xff\xd8\xff picture")), nil }
	gone := func() (io.ReadCloser, error) { return nil, errors.New("gone") }
	err := w.Add(evidence.Event{ID: id, At: at, What: "<script>alert(1)</script>", Camera: "Front door", JSON: []byte(`{"id":"x"}`), XML: []byte("<config/>")},
		[]evidence.Picture{{N: 0, Open: picture}, {N: 1, Open: gone}})
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "pack.zip")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func newKey(t *testing.T) *evidence.Key {
	t.Helper()
	key, err := evidence.LoadKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestKeyStays(t *testing.T) {
	dir := t.TempDir()
	one, err := evidence.LoadKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	two, err := evidence.LoadKey(dir)
	if err != nil || one.Public() != two.Public() || one.Fingerprint() == newKey(t).Fingerprint() {
		t.Errorf("got %s and %s, %v", one.Fingerprint(), two.Fingerprint(), err)
	}
	if info, err := os.Stat(filepath.Join(dir, evidence.KeyName)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info, err)
	}
	if err := os.WriteFile(filepath.Join(dir, evidence.KeyName), []byte("broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := evidence.LoadKey(dir); err == nil {
		t.Error("a broken key was replaced; want an error")
	}
}

// rewrite makes a ZIP of another's files, each as change gives it; nil leaves it out.
func rewrite(t *testing.T, from string, change func(name string, b []byte) (string, []byte), more ...string) string {
	t.Helper()
	z, err := zip.OpenReader(from)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	add := func(name string, b []byte) {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write(b)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if name, b := change(f.Name, b); b != nil {
			add(name, b)
		}
	}
	for _, name := range more {
		add(name, []byte("more"))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "pack.zip")
	if err := os.WriteFile(name, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// said is all that a report complains of.
func said(r *evidence.Report) string {
	out := strings.Join(r.Problems, "\n")
	for _, f := range r.Files {
		if f.Problem != "" {
			out += "\n" + f.Path + ": " + f.Problem
		}
	}
	return strings.TrimSpace(out)
}

func TestVerify(t *testing.T) {
	key, other := newKey(t), newKey(t)
	whole := made(t, key)
	same := func(name string, b []byte) (string, []byte) { return name, b }
	only := func(which string, f func([]byte) []byte) func(string, []byte) (string, []byte) {
		return func(name string, b []byte) (string, []byte) {
			if name == which {
				return name, f(b)
			}
			return name, b
		}
	}
	gone := func([]byte) []byte { return nil }
	flip := func(b []byte) []byte { return append(b[:len(b)-1:len(b)-1], b[len(b)-1]^1) }
	const picture = "events/" + id + "/0.jpg"
	for _, tt := range []struct {
		name, pack, key, want string
	}{
		{"as it was", whole, "", ""},
		{"with its key", whole, key.Public(), ""},
		{"with its fingerprint", whole, key.Fingerprint(), ""},
		{"packed anew", rewrite(t, whole, same), "", ""},
		{"with another key", whole, other.Public(), "another key"},
		{"a changed picture", rewrite(t, whole, only(picture, flip)), "", picture + ": changed"},
		{"a longer picture", rewrite(t, whole, only(picture, func(b []byte) []byte { return append(b, make([]byte, 1<<20)...) })), "", picture + ": changed"},
		{"a missing picture", rewrite(t, whole, only(picture, gone)), "", picture + ": missing"},
		{"one more file", rewrite(t, whole, same, "events/"+id+"/2.jpg"), "", "2.jpg: not of this pack"},
		{"one outside", rewrite(t, whole, same, "../outside"), "", "do not unpack it"},
		{"an absolute one", rewrite(t, whole, same, "/etc/passwd"), "", "do not unpack it"},
		{"one of Windows", rewrite(t, whole, same, `..\outside`), "", "do not unpack it"},
		{"the same twice", rewrite(t, whole, same, picture), "", "two files"},
		{"a changed manifest", rewrite(t, whole, only("manifest.json", func(b []byte) []byte { return bytes.Replace(b, []byte(`"Ann"`), []byte(`"Eve"`), 1) })), "", "signature does not fit"},
		{"no manifest", rewrite(t, whole, only("manifest.json", gone)), "", "it is missing"},
		{"a manifest of something else", rewrite(t, whole, only("manifest.json", func([]byte) []byte { return []byte("{}") })), "", "not that of a pack"},
		{"a huge manifest", rewrite(t, whole, only("manifest.json", func([]byte) []byte { return make([]byte, 17<<20) })), "", "longer than"},
		{"no signature", rewrite(t, whole, only("manifest.sig", gone)), "", "manifest.sig: it is missing"},
		{"another's key inside", rewrite(t, whole, only("public-key.txt", func([]byte) []byte { return []byte(other.Public()) })), "", "signature does not fit"},
		{"another's key inside, its own asked for", rewrite(t, whole, only("public-key.txt", func([]byte) []byte { return []byte(other.Public()) })), key.Fingerprint(), "another key"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := evidence.Verify(tt.pack, tt.key)
			if err != nil {
				t.Fatal(err)
			}
			if got := said(r); r.OK() != (tt.want == "") || !strings.Contains(got, tt.want) {
				t.Errorf("got %v: %s\nwant %q", r.OK(), got, tt.want)
			}
		})
	}
	if _, err := evidence.Verify(filepath.Join(t.TempDir(), "none"), ""); err == nil {
		t.Error("verified what is not there")
	}
	half := filepath.Join(t.TempDir(), "half.zip")
	b, err := os.ReadFile(whole)
	if err == nil {
		err = os.WriteFile(half, b[:len(b)/2], 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := evidence.Verify(half, ""); err == nil {
		t.Error("verified half a pack")
	}
}

func TestVerifyFolder(t *testing.T) {
	z, err := zip.OpenReader(made(t, newKey(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	dir := filepath.Join(t.TempDir(), "pack")
	if err := os.CopyFS(dir, z); err != nil {
		t.Fatal(err)
	}
	if r, err := evidence.Verify(dir, ""); err != nil || !r.OK() || len(r.Files) != 5 {
		t.Errorf("unpacked: got %+v, %v", r, err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil || bytes.Contains(page, []byte("<script>")) || !bytes.Contains(page, []byte("picture 1")) {
		t.Errorf("the page: %s, %v", page, err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "events", "link")); err != nil {
		t.Fatal(err)
	}
	if r, err := evidence.Verify(dir, ""); err != nil || r.OK() || !strings.Contains(said(r), "no plain file") {
		t.Errorf("with a link: got %+v, %v", r, err)
	}
}
