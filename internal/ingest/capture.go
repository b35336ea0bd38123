package ingest

import (
	"github.com/watchpost/watchpost/internal/ingest/capture"
	"github.com/watchpost/watchpost/internal/ingest/slowbody"
	"github.com/watchpost/watchpost/internal/registry"
	"github.com/watchpost/watchpost/viewtron"
)

// capture keeps the raw post for a while. Good pictures become references to
// their files, where their text comes out the same again.
func (s *Server) capture(q *request, e *registry.Entry, body *slowbody.Body, pics *pictures) {
	if s.Capture == nil {
		return
	}
	b := body.Bytes()
	var refs []capture.ImageRef
	if pics != nil {
		for i := range pics.images {
			text := pics.of[i].Data
			if pics.images[i].Flag != "" || !pics.clean[i] {
				continue
			}
			if at, ok := viewtron.Offset(b, text); ok {
				refs = append(refs, capture.ImageRef{Offset: at, Length: len(text), Name: pics.images[i].Name})
			}
		}
	}
	s.Capture.Add(e.ID(), capture.Post{
		At: q.start, RemoteIP: q.log.IP, Method: q.Method, Target: s.Auth.Hide(q.RequestURI), Proto: q.Proto,
		Header: s.Capture.Header(e.ID(), q.Header, q.Host), Body: capture.Segments(b, refs),
	})
}
