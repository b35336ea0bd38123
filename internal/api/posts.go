package api

import (
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/ingest/capture"
	"github.com/watchpost/watchpost/internal/webproxy"
)

// postJSON is a raw post that is kept for a while.
type postJSON struct {
	At          timestamp `json:"at"`
	IP          string    `json:"ip"`
	Method      string    `json:"method"`
	Path        string    `json:"path"`
	ContentType string    `json:"content_type,omitempty"`
	Bytes       int       `json:"bytes"`
}

type postList struct {
	Posts []postJSON `json:"posts"`
	URL   string     `json:"url,omitempty"` // of all of them in one file, where there are any
}

// postsOf returns the device that the path names and its raw posts.
func (s *Server) postsOf(r *http.Request) (device.Device, []capture.Summary, error) {
	d, err := s.Devices.Device(r.Context(), r.PathValue("id"))
	if err != nil || s.Posts == nil {
		return d, nil, err
	}
	return d, s.Posts.List(d.ID), nil
}

// posts handles GET /api/v1/devices/{id}/posts.
func (s *Server) posts(w http.ResponseWriter, r *http.Request) error {
	d, kept, err := s.postsOf(r)
	if err != nil {
		return err
	}
	out := postList{Posts: make([]postJSON, len(kept))}
	for i, p := range kept {
		out.Posts[i] = postJSON{
			At: timestamp(p.At), IP: p.RemoteIP, Method: p.Method, Path: p.Target, ContentType: p.ContentType, Bytes: p.Bytes,
		}
	}
	if len(kept) > 0 {
		out.URL = webproxy.Of(r.Context()).Base + "/api/v1/devices/" + url.PathEscape(d.ID) + "/posts/download"
	}
	return writeJSON(w, out)
}

// downloadPosts handles GET /api/v1/devices/{id}/posts/download: HTTP requests one
// after the other, for replay.
func (s *Server) downloadPosts(w http.ResponseWriter, r *http.Request) error {
	d, kept, err := s.postsOf(r)
	if err != nil {
		return err
	}
	if len(kept) == 0 {
		return problem(codeNoPost, "no raw posts of this device are kept now")
	}
	h := w.Header()
	sandbox(h)
	h.Set("Content-Type", capture.ContentType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": d.ID + ".http"}))
	if r.Method == http.MethodHead {
		return nil
	}
	open := func(ctx context.Context, name string) (io.ReadCloser, error) {
		f, _, err := s.Images.Open(ctx, name)
		return f, err
	}
	if err := s.Posts.WriteTo(r.Context(), w, d.ID, open); err != nil {
		return fmt.Errorf("write the posts of device %s: %w", d.ID, err)
	}
	return nil
}
