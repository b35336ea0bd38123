package evidence

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"html/template"
	"io"
	"path"
	"strings"
	"time"
)

// Names of the files of a pack that are not of an event.
const (
	manifestName  = "manifest.json"
	signatureName = "manifest.sig"
	keyName       = "public-key.txt"
	indexName     = "index.html"
)

// format names what a manifest says, and how.
const format = "watchpost-evidence-1"

// manifest lists what is in a pack.
type manifest struct {
	Format string    `json:"format"`
	MadeAt time.Time `json:"made_at"`
	MadeBy string    `json:"made_by,omitempty"`
	Key    string    `json:"key"` // fingerprint
	Files  []listed  `json:"files"`
}

// listed is a file as the manifest tells of it.
type listed struct {
	Path   string `json:"path"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Event is an event as people read of it.
type Event struct {
	ID       string
	At       time.Time // when it arrived
	What     string
	Camera   string
	Plate    string
	JSON     []byte   // as the API tells it
	XML      []byte   // as the device sent it, without its pictures; nil when it was not kept
	Pictures []string // paths; Add fills it
	Missing  []string // what of it is not there any more
}

// Picture is one of its pictures, read when it is its turn.
type Picture struct {
	N    int
	Open func() (io.ReadCloser, error)
}

// Writer writes a pack: one file after the other, and none of them whole in memory.
type Writer struct {
	zip      *zip.Writer
	key      *Key
	manifest manifest
	events   []Event // for the page; without what is in their files
}

// NewWriter begins a pack. Close must be called, unless the pack is given up.
func NewWriter(w io.Writer, key *Key, at time.Time, by string) *Writer {
	return &Writer{zip: zip.NewWriter(w), key: key, manifest: manifest{
		Format: format, MadeAt: at.UTC().Truncate(time.Microsecond), MadeBy: by, Key: key.Fingerprint(), Files: []listed{},
	}}
}

// Add adds an event with its pictures. A picture that cannot be opened is named as
// missing; one that breaks off makes the pack fail.
func (w *Writer) Add(e Event, pictures []Picture) error {
	dir := path.Join("events", e.ID)
	if err := w.file(path.Join(dir, "event.json"), zip.Deflate, bytes.NewReader(e.JSON)); err != nil {
		return err
	}
	if e.XML != nil {
		if err := w.file(path.Join(dir, "post.xml"), zip.Deflate, bytes.NewReader(e.XML)); err != nil {
			return err
		}
	}
	for _, p := range pictures {
		name := path.Join(dir, fmt.Sprintf("%d.jpg", p.N))
		f, err := p.Open()
		if err != nil {
			e.Missing = append(e.Missing, fmt.Sprintf("picture %d", p.N))
			continue
		}
		err = w.file(name, zip.Store, f)
		f.Close()
		if err != nil {
			return err
		}
		e.Pictures = append(e.Pictures, name)
	}
	e.JSON, e.XML = nil, nil
	w.events = append(w.events, e)
	return nil
}

// file writes a file, and lists it.
func (w *Writer) file(name string, method uint16, from io.Reader) error {
	f, err := w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: w.manifest.MadeAt})
	if err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	var sum hash.Hash = sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), from)
	if err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	w.manifest.Files = append(w.manifest.Files, listed{name, n, hex.EncodeToString(sum.Sum(nil))})
	return nil
}

// Close writes the page, the manifest and the signature.
func (w *Writer) Close() error {
	var page bytes.Buffer
	if err := index.Execute(&page, struct {
		manifest
		Events []Event
	}{w.manifest, w.events}); err != nil {
		return fmt.Errorf("write the page of a pack: %w", err)
	}
	if err := w.file(indexName, zip.Deflate, &page); err != nil {
		return err
	}
	if err := w.file(keyName, zip.Deflate, strings.NewReader(w.key.Public()+"\n"+w.key.Fingerprint()+"\n")); err != nil {
		return err
	}
	text, err := json.MarshalIndent(w.manifest, "", "  ")
	if err != nil {
		return err
	}
	signature := base64.StdEncoding.EncodeToString(ed25519.Sign(w.key.private, text)) + "\n"
	for _, f := range []struct{ name, text string }{{manifestName, string(text)}, {signatureName, signature}} {
		to, err := w.zip.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: w.manifest.MadeAt})
		if err == nil {
			_, err = io.WriteString(to, f.text)
		}
		if err != nil {
			return fmt.Errorf("pack %s: %w", f.name, err)
		}
	}
	return w.zip.Close()
}

// index is the page that people open. It is whole without anything else.
var index = template.Must(template.New("index").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Evidence, {{len .Events}} events</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b2027;background:#fff}img{max-width:100%;max-height:24rem;border-radius:6px;margin:0 .5rem .5rem 0}article{border-top:1px solid #ccd;padding:1rem 0;break-inside:avoid}code{overflow-wrap:anywhere}</style></head>
<body><h1>Evidence</h1><p>{{len .Events}} events, put together {{.MadeAt.Format "2006-01-02 15:04:05"}} UTC{{with .MadeBy}} by {{.}}{{end}}. <code>watchpost verify</code> says whether every file is as it was; the key is <code>{{.Key}}</code>.</p>
{{range .Events}}<article id="{{.ID}}"><h2>{{.What}}{{with .Plate}} · {{.}}{{end}}</h2><p>{{.Camera}}, received {{.At.Format "2006-01-02 15:04:05.000"}} UTC<br><code>{{.ID}}</code> · <a href="events/{{.ID}}/event.json">JSON</a></p>
{{range .Pictures}}<a href="{{.}}"><img src="{{.}}" alt="{{.}}"></a>{{end}}{{range .Missing}}<p>Not there any more: {{.}}.</p>{{end}}</article>{{end}}</body></html>
`))
