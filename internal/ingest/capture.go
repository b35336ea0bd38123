package ingest

import (
	"github.com/watchpost/watchpost/internal/ingest/capture"
	"github.com/watchpost/watchpost/internal/ingest/slowbody"
	"github.com/watchpost/watchpost/internal/registry"
	"github.com/watchpost/watchpost/viewtron"
)

// capture keeps the raw post for a while. Good pictures become references to
// their files; a text that would not come out the same is kept as it is.
func (s *Server) capture(q *request, e *registry.Entry, body *slowbody.Body, pics *pictures) {
	if s.Capture == nil {
		return
	}
	b := body.Bytes()
	var refs []capture.ImageRef
	if pics != nil {
		for i := range pics.images {
			text := pics.of[i].Data
			if !viewtron.Canonical(text, pics.images[i].Bytes) {
				continue
			}
			if at, ok := viewtron.Offset(b, text); ok {
				refs = append(refs, capture.ImageRef{Offset: at, Length: len(text), Name: pics.images[i].Name})
			}
		}
	}
	s.Capture.Add(e.ID(), capture.Post{
		At: q.start, RemoteIP: q.log.IP, Method: q.Method, Target: s.Auth.Redact(q.RequestURI), Proto: q.Proto,
		Header: capture.KeepHeader(q.Header), Body: capture.Segments(b, refs),
	})
}
