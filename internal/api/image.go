package api

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/images/thumb"
)

// Bounds of the width of thumbnails, in pixels.
const (
	minThumbnail = 16
	maxThumbnail = 1920
)

// forEver is how long a picture may be kept: it never changes. Not by proxies
// that many share.
const forEver = "private, max-age=31536000, immutable"

// image handles GET /api/v1/events/{id}/images/{n}.
func (s *Server) image(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	width := int(q.number("width", 0, minThumbnail, maxThumbnail))
	if q.err != nil {
		return q.err
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 0 {
		return badParameter("n", "%.40q is not the number of an image", r.PathValue("n"))
	}
	e, err := s.findEvent(r)
	if err != nil {
		return err
	}
	return s.picture(w, r, e, n, width, forEver)
}

// picture answers with picture n of an event, at a width or as it was sent, which may
// be kept as told.
func (s *Server) picture(w http.ResponseWriter, r *http.Request, e *event.Event, n, width int, keep string) error {
	img, err := imageOf(e, n)
	if err != nil {
		return err
	}
	h := w.Header()
	sandbox(h)
	h.Set("Content-Type", "image/jpeg")
	if width != 0 {
		return s.thumbnail(w, r, e, img, width, keep)
	}
	file, info, err := s.Images.Open(r.Context(), img.Name)
	if err != nil {
		return fmt.Errorf("open image %d of event %s: %w", n, e.ID, gone(err))
	}
	defer file.Close()
	var start [3]byte
	if _, err := file.ReadAt(start[:], 0); err != nil || start != [3]byte{0xff, 0xd8, 0xff} || info.Size != int64(img.Bytes) {
		return problem(codeImageDamaged, "the file is not what was stored")
	}
	h.Set("Cache-Control", keep)
	h.Set("ETag", fmt.Sprintf(`"%s-%d"`, e.ID, n))
	h.Set("Content-Disposition", fmt.Sprintf(`inline; filename="%s-%d.jpg"`, e.ID, n))
	http.ServeContent(w, r, "", e.ReceivedAt, file)
	return nil
}

// imageOf returns picture n of an event if it may be shown.
func imageOf(e *event.Event, n int) (event.Image, error) {
	for _, img := range e.Images {
		switch {
		case img.N != n:
			continue
		case img.Flag == "not_jpeg":
			return img, problem(codeNotJPEG, "it is kept aside, and not shown")
		case img.Flag == "damaged":
			return img, problem(codeImageDamaged, "it was damaged when it arrived")
		case img.Flag != "" || img.Name == "":
			return img, problem(codeImageMissing, "it could not be kept when it arrived")
		}
		return img, nil
	}
	return event.Image{}, problem(codeNoImage, fmt.Sprintf("the event has %d images", len(e.Images)))
}

// gone is the error of opening a kept file, with a problem where it is not there.
func gone(err error) error {
	return absent(err, images.ErrNotFound, codeImageMissing, "its file is not there any more")
}

// thumbnail answers with a smaller picture, or with the placeholder where none
// can be made.
func (s *Server) thumbnail(w http.ResponseWriter, r *http.Request, e *event.Event, img event.Image, width int, keep string) error {
	small, err := s.Thumbnails.Thumbnail(r.Context(), img.Name, width)
	if errors.Is(err, thumb.ErrPicture) {
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(small)) // not to be kept
		return nil
	}
	if err != nil {
		return fmt.Errorf("make a thumbnail of image %d of event %s: %w", img.N, e.ID, gone(err))
	}
	h := w.Header()
	h.Set("Cache-Control", keep)
	h.Set("ETag", fmt.Sprintf(`"%s-%d-%d"`, e.ID, img.N, width))
	http.ServeContent(w, r, "", e.ReceivedAt, bytes.NewReader(small))
	return nil
}
