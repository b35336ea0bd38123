package evidence

import (
	"archive/zip"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// Bounds of what is read of a pack, which may be made to wear us out.
const (
	maxFiles    = 20_000
	maxManifest = 16 << 20
	maxOne      = 256 << 20 // of one file
	maxAll      = 64 << 30  // of all
)

// Report says how a pack was found.
type Report struct {
	Key      string // fingerprint of the key that it says it is signed with
	MadeAt   string
	Files    []Checked
	Problems []string // of the pack as a whole
}

// Checked is a file of a pack. Problem is "" when it is as it was.
type Checked struct{ Path, Problem string }

// OK says whether everything is as it was.
func (r *Report) OK() bool {
	return len(r.Problems) == 0 && !slices.ContainsFunc(r.Files, func(c Checked) bool { return c.Problem != "" })
}

func (r *Report) problem(format string, args ...any) {
	r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
}

// pack is what is verified: a ZIP, or the folder that one was unpacked to.
type pack struct {
	names []string
	open  func(name string) (io.ReadCloser, error)
}

// Verify looks at a pack. key is the public key or the fingerprint that it must be
// signed with; with "" it is the one that it holds. An error means that there is
// nothing to look at.
func Verify(name, key string) (*Report, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	r := new(Report)
	if info.IsDir() {
		root, err := os.OpenRoot(name)
		if err != nil {
			return nil, err
		}
		defer root.Close()
		p, err := r.folder(root)
		if err != nil {
			return nil, err
		}
		r.verify(p, key)
		return r, nil
	}
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, fmt.Errorf("%s is no ZIP file, or not all of one: %w", name, err)
	}
	defer z.Close()
	r.verify(r.archive(&z.Reader), key)
	return r, nil
}

// proper says whether a path is one that packs have.
func proper(name string) bool {
	return fs.ValidPath(name) && name != "." && path.Clean(name) == name && !strings.ContainsAny(name, "\\:\x00")
}

func (r *Report) archive(z *zip.Reader) pack {
	byName := make(map[string]*zip.File)
	p := pack{open: func(name string) (io.ReadCloser, error) { return byName[name].Open() }}
	if len(z.File) > maxFiles {
		r.problem("it has %d files, more than a pack ever has", len(z.File))
		return p
	}
	for _, f := range z.File {
		switch {
		case !proper(f.Name) || !f.Mode().IsRegular():
			r.problem("it has a file by the name %.80q, which no pack has; do not unpack it", f.Name)
		case byName[f.Name] != nil:
			r.problem("it has two files by the name %.80q", f.Name)
		default:
			byName[f.Name] = f
			p.names = append(p.names, f.Name)
		}
	}
	return p
}

func (r *Report) folder(root *os.Root) (pack, error) {
	p := pack{open: func(name string) (io.ReadCloser, error) { return root.Open(name) }}
	err := fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
		case !d.Type().IsRegular() || !proper(name):
			r.problem("%.80q is no plain file", name)
		case len(p.names) == maxFiles:
			r.problem("it has more files than a pack ever has")
			return fs.SkipAll
		default:
			p.names = append(p.names, name)
		}
		return nil
	})
	return p, err
}

// read reads a short file of a pack.
func (p *pack) read(name string, most int64) ([]byte, error) {
	if !slices.Contains(p.names, name) {
		return nil, errors.New("it is missing")
	}
	f, err := p.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(b)) > most {
		err = errors.New("it is longer than that of any pack")
	}
	return b, err
}

func (r *Report) verify(p pack, key string) {
	text, err := p.read(manifestName, maxManifest)
	if err != nil {
		r.problem("%s: %v; nothing can be said of the rest", manifestName, err)
		return
	}
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil || m.Format != format {
		r.problem("%s is not that of a pack of this kind; nothing can be said of the rest", manifestName)
		return
	}
	r.MadeAt = m.MadeAt.UTC().Format("2006-01-02 15:04:05 UTC")
	r.signed(p, text, key)
	r.files(p, m.Files)
}

// signed looks at the signature.
func (r *Report) signed(p pack, text []byte, key string) {
	b, err := p.read(keyName, 1<<10)
	if err != nil {
		r.problem("%s: %v", keyName, err)
		return
	}
	line, _, _ := strings.Cut(string(b), "\n")
	public, err := base64.StdEncoding.DecodeString(strings.TrimSpace(line))
	if err != nil || len(public) != ed25519.PublicKeySize {
		r.problem("%s holds no key", keyName)
		return
	}
	r.Key = fingerprint(public)
	if key = strings.TrimSpace(key); key != "" && key != r.Key && key != base64.StdEncoding.EncodeToString(public) {
		r.problem("it is signed with another key than was asked for: with %s", r.Key)
	}
	b, err = p.read(signatureName, 1<<10)
	if err != nil {
		r.problem("%s: %v", signatureName, err)
		return
	}
	signature, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || !ed25519.Verify(public, text, signature) {
		r.problem("the signature does not fit: %s is not what was signed with this key", manifestName)
	}
}

// files looks at every file that is listed, and for such as are not.
func (r *Report) files(p pack, all []listed) {
	known := map[string]bool{manifestName: true, signatureName: true}
	left := int64(maxAll)
	for _, l := range all {
		c := Checked{Path: l.Path}
		switch {
		case !proper(l.Path) || known[l.Path]:
			c.Problem = "listed by a name that no file of a pack has, or twice"
		case !slices.Contains(p.names, l.Path):
			c.Problem = "missing"
		case l.Bytes < 0 || l.Bytes > maxOne || l.Bytes > left:
			c.Problem = "listed as larger than any file of a pack"
		default:
			left -= l.Bytes
			c.Problem = p.check(l)
		}
		known[l.Path] = true
		r.Files = append(r.Files, c)
	}
	for _, name := range p.names {
		if !known[name] {
			r.Files = append(r.Files, Checked{name, "not of this pack: it was added"})
		}
	}
}

// check says what is wrong with a file. No more is read of it than there should be.
func (p *pack) check(l listed) string {
	f, err := p.open(l.Path)
	if err != nil {
		return "cannot be read: " + err.Error()
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, io.LimitReader(f, l.Bytes+1))
	switch {
	case err != nil:
		return "cannot be read: " + err.Error()
	case n != l.Bytes || hex.EncodeToString(sum.Sum(nil)) != l.SHA256:
		return "changed"
	}
	return ""
}
