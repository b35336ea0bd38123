package ingest

import (
	"errors"
	"time"

	"github.com/watchpost/watchpost/internal/commit"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/viewtron"
)

// MaxImages is how many pictures of one event are kept.
const MaxImages = 64

// pictures are the images of one event on their way to the image store.
type pictures struct {
	images []event.Image
	of     []*viewtron.Image // of each image, where it stood in the post
	clean  []bool            // of each image, whether its text is what encoding it gives
	files  []commit.File
	left   int // images beyond MaxImages, not kept
	free   []func()

	width, height int // of the overview, 0 when not known
}

// pool lends buffers for decoded images.
type pool interface {
	// Borrow returns an empty buffer of at least this capacity and what gives
	// it back.
	Borrow(capacity int) ([]byte, func())
}

// picturesOf decodes the images of m, the overview first. A picture whose base64
// is damaged is kept as the text that was sent, one that is no JPEG as the
// bytes it is, both aside: they are never served as pictures.
func picturesOf(m *viewtron.Message, id event.ID, at time.Time, p pool) *pictures {
	ps := new(pictures)
	if v := m.Event.Overview; v != nil {
		ps.add(v, event.ImageSource, "", id, at, p)
		if len(ps.images) > 0 && ps.images[0].Width > 0 {
			ps.width, ps.height = ps.images[0].Width, ps.images[0].Height
		} else {
			ps.width, ps.height = int(v.Width), int(v.Height)
		}
	}
	for i := range m.Event.Targets {
		if t := &m.Event.Targets[i]; t.Image != nil {
			ps.add(t.Image, event.ImageTarget, t.ID, id, at, p)
		}
	}
	return ps
}

func (ps *pictures) add(v *viewtron.Image, kind event.ImageKind, target string, id event.ID, at time.Time, p pool) {
	if len(ps.images) == MaxImages {
		ps.left++
		return
	}
	n := len(ps.images)
	img := event.Image{N: n, Kind: kind, Target: target}
	buf, free := p.Borrow(viewtron.DecodedLen(len(v.Data)))
	data, clean, err := viewtron.DecodeClean(buf, v.Data)
	switch {
	case errors.Is(err, viewtron.ErrBase64):
		free()
		data, free = v.Data, func() {}
		img.Flag = "damaged"
	case len(data) == 0:
		free()
		return
	case !viewtron.IsJPEG(data):
		img.Flag = "not_jpeg"
	default:
		if img.Width, img.Height, err = viewtron.JPEGSize(data); err != nil {
			img.Flag = "not_jpeg"
		}
	}
	ext := "jpg"
	if img.Flag != "" {
		ext = "bin"
	}
	img.Bytes = len(data)
	img.Name = images.Name(at, id.String(), n, ext)
	ps.images = append(ps.images, img)
	ps.of, ps.clean = append(ps.of, v), append(ps.clean, clean)
	ps.files = append(ps.files, commit.File{Name: img.Name, Data: data})
	ps.free = append(ps.free, free)
}

// indexOf is the place of a target's image among the event's; nil when it has
// none.
func (ps *pictures) indexOf(v *viewtron.Image) *int {
	if v != nil {
		for i := range ps.of {
			if ps.of[i] == v {
				return &ps.images[i].N
			}
		}
	}
	return nil
}

// frame is the size of the overview in pixels, 0 and 0 when not known.
func (ps *pictures) frame() (w, h int) { return ps.width, ps.height }

// release gives the buffers back; the files' data must not be used after it.
func (ps *pictures) release() {
	for _, f := range ps.free {
		f()
	}
	ps.free = nil
}
