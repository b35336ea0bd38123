package api_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/images/thumb"
)

const imagePath = "/api/v1/events/" + eventID + "/images/"

func TestImage(t *testing.T) {
	w := newWorld()
	h := w.server().Handler()
	rec := call(h, "GET", imagePath+"0")
	if want := w.files["2026/11/24/08/"+eventID+"-0.jpg"]; rec.Code != 200 || !bytes.Equal(rec.Body.Bytes(), want) {
		t.Errorf("got %d, %d bytes, want 200, %d", rec.Code, rec.Body.Len(), len(want))
	}
	for name, want := range map[string]string{
		"Content-Type":            "image/jpeg",
		"Cache-Control":           "private, max-age=31536000, immutable",
		"Etag":                    `"` + eventID + `-0"`,
		"X-Content-Type-Options":  "nosniff",
		"Content-Security-Policy": "default-src 'none'; sandbox",
		"Content-Disposition":     `inline; filename="` + eventID + `-0.jpg"`,
		"Content-Length":          "300",
		"Accept-Ranges":           "bytes",
		"Last-Modified":           "Tue, 24 Nov 2026 08:30:01 GMT",
	} {
		if got := rec.Header().Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if rec := call(h, "GET", imagePath+"0", header("Range", "bytes=1-2")); rec.Code != 206 || rec.Body.String() != "\xd8\xff" {
		t.Errorf("range: got %d %q", rec.Code, rec.Body)
	}
	if rec := call(h, "GET", imagePath+"0", header("If-None-Match", `"`+eventID+`-0"`)); rec.Code != 304 || rec.Body.Len() != 0 {
		t.Errorf("known: got %d %q", rec.Code, rec.Body)
	}
	if rec := call(h, "HEAD", imagePath+"0"); rec.Code != 200 || rec.Header().Get("Content-Length") != "300" {
		t.Errorf("HEAD: got %d %v", rec.Code, rec.Header())
	}
}

// TestB13NotAnImage: what is no good JPEG is never sent as one, nor at all.
func TestB13NotAnImage(t *testing.T) {
	for _, tt := range []struct{ name, target, code string }{
		{"not a JPEG", "/api/v1/events/" + plateID + "/images/0", "image_not_jpeg"},
		{"damaged on the way", "/api/v1/events/" + plateID + "/images/1", "image_damaged"},
		{"never kept", "/api/v1/events/" + plateID + "/images/2", "image_missing"},
		{"file is gone", "/api/v1/events/" + plateID + "/images/4", "image_missing"},
		{"F11 file is another", "/api/v1/events/" + plateID + "/images/5", "image_damaged"},
		{"no such number", "/api/v1/events/" + plateID + "/images/6", "image_not_found"},
		{"no such event", "/api/v1/events/" + goneID + "/images/0", "event_not_found"},
		{"thumbnail of no JPEG", "/api/v1/events/" + plateID + "/images/0?width=320", "image_not_jpeg"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rec := call(newWorld().server().Handler(), "GET", tt.target)
			wantProblem(t, rec, tt.code)
			if got := rec.Header().Get("Cache-Control"); got != "no-store" {
				t.Errorf("Cache-Control: got %q", got)
			}
		})
	}
	t.Run("F11 start of the file was overwritten", func(t *testing.T) {
		w := newWorld()
		w.files["2026/11/24/08/"+eventID+"-0.jpg"][0] = '<'
		wantProblem(t, call(w.server().Handler(), "GET", imagePath+"0"), "image_damaged")
	})
}

func TestS08Quarantine(t *testing.T) {
	rec := call(newWorld().server().Handler(), "GET", "/api/v1/quarantine/"+postID+"/body")
	if rec.Code != 200 || !strings.HasPrefix(rec.Body.String(), "<html>") {
		t.Errorf("got %d %q", rec.Code, rec.Body)
	}
	for name, want := range map[string]string{
		"Content-Type":            "application/octet-stream",
		"Content-Disposition":     `attachment; filename="` + postID + `.bin"`,
		"X-Content-Type-Options":  "nosniff",
		"Content-Security-Policy": "default-src 'none'; sandbox",
	} {
		if got := rec.Header().Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestRaw(t *testing.T) {
	h := newWorld().server().Handler()
	rec := call(h, "GET", "/api/v1/events/"+eventID+"/raw")
	if rec.Code != 200 || rec.Body.String() != `<?xml version="1.0"?><config/>` || rec.Header().Get("Content-Type") != "application/xml" {
		t.Errorf("got %d %q %q", rec.Code, rec.Header().Get("Content-Type"), rec.Body)
	}
	if got := rec.Header().Get("Content-Security-Policy"); got != "default-src 'none'; sandbox" {
		t.Errorf("Content-Security-Policy: got %q", got)
	}
	wantProblem(t, call(h, "GET", "/api/v1/events/"+plateID+"/raw"), "raw_not_kept")
	wantProblem(t, call(h, "GET", "/api/v1/events/"+goneID+"/raw"), "event_not_found")
}

func TestThumbnail(t *testing.T) {
	picture := fmt.Errorf("decode: %w", thumb.ErrPicture)
	for _, tt := range []struct {
		name  string
		err   error
		code  string // of a problem
		cache string
		tag   string
	}{
		{"made", nil, "", "private, max-age=31536000, immutable", `"` + eventID + `-0-320"`},
		{"B12 must not be decoded", picture, "", "no-store", ""},
		{"file is gone", fmt.Errorf("open: %w", images.ErrNotFound), "image_missing", "no-store", ""},
		{"disk is broken", errDisk, "internal", "no-store", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld()
			asked := ""
			w.thumb = func(name string, width int) ([]byte, error) {
				asked = fmt.Sprintf("%s %d", name, width)
				return []byte("small"), tt.err
			}
			rec := call(w.server().Handler(), "GET", imagePath+"0?width=320")
			if want := "2026/11/24/08/" + eventID + "-0.jpg 320"; asked != want {
				t.Errorf("asked for %q, want %q", asked, want)
			}
			if tt.code != "" {
				wantProblem(t, rec, tt.code)
			} else if rec.Code != 200 || rec.Body.String() != "small" || rec.Header().Get("Content-Type") != "image/jpeg" {
				t.Errorf("got %d %q %q", rec.Code, rec.Header().Get("Content-Type"), rec.Body)
			}
			if cache, tag := rec.Header().Get("Cache-Control"), rec.Header().Get("Etag"); cache != tt.cache || tag != tt.tag {
				t.Errorf("Cache-Control %q, ETag %q; want %q, %q", cache, tag, tt.cache, tt.tag)
			}
		})
	}
}
