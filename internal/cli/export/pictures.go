package export

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"

	"github.com/watchpost/watchpost/client"
)

// pictures puts the JPEGs of events into a folder.
type pictures struct {
	source Source
	folder *os.Root
}

// fetched counts pictures.
type fetched struct {
	images int
	bytes  int64
	gone   int // that the server no longer had
}

func openPictures(dir string, source Source) (*pictures, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("folder of the images: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("folder of the images: %w", err)
	}
	return &pictures{source: source, folder: root}, nil
}

func (p *pictures) close() error { return p.folder.Close() }

// idForm is what the id of an event looks like: it becomes a file's name.
var idForm = regexp.MustCompile(`^[0-9A-Za-z]{26}$`)

// fetch writes the pictures of e that are not there yet.
func (p *pictures) fetch(ctx context.Context, e *client.Event) (got fetched, err error) {
	if !idForm.MatchString(e.ID) {
		return got, fmt.Errorf("the server sent %.40q for an event's id", e.ID)
	}
	day := e.ReceivedAt.UTC().Format("2006-01-02")
	for _, img := range e.Images {
		if img.Flag != "" { // there is no JPEG
			continue
		}
		name := fmt.Sprintf("%s/%s-%d.jpg", day, e.ID, img.N)
		if info, err := p.folder.Stat(name); err == nil && info.Size() == int64(img.Bytes) {
			got.images++
			got.bytes += info.Size()
			continue
		}
		data, err := p.source.Image(ctx, e.ID, img.N)
		if client.IsNotFound(err) {
			got.gone++ // removed by retention since the page was read
			continue
		}
		if err != nil {
			return got, fmt.Errorf("image %d of event %s: %w", img.N, e.ID, hinted(err))
		}
		if err := p.write(day, name, data); err != nil {
			return got, err
		}
		got.images++
		got.bytes += int64(len(data))
	}
	return got, nil
}

// write makes a file that has its name only once it is complete.
func (p *pictures) write(day, name string, data []byte) error {
	if err := p.folder.Mkdir(day, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := p.folder.WriteFile(name+partSuffix, data, 0o666); err != nil {
		return err
	}
	return p.folder.Rename(name+partSuffix, name)
}
