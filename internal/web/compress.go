package web

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// smallest is what is not worth compressing, in bytes.
const smallest = 1 << 10

// takesGzip says whether a browser takes what is compressed.
func takesGzip(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
}

var zippers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is one that there is
	return z
}}

// send writes a page that is made for one reader, compressed where that is taken: a
// page of cards is a tenth of its length then. A client that is gone needs no answer.
func send(w http.ResponseWriter, r *http.Request, status int, page []byte) {
	h := w.Header()
	zip := len(page) >= smallest && takesGzip(r)
	if zip {
		h.Set("Content-Encoding", "gzip")
	}
	if status != 0 {
		w.WriteHeader(status)
	}
	switch {
	case r.Method == http.MethodHead:
	case zip:
		z := zippers.Get().(*gzip.Writer)
		defer zippers.Put(z)
		z.Reset(w)
		_, _ = z.Write(page)
		_ = z.Close()
	default:
		_, _ = w.Write(page)
	}
}
