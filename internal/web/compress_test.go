package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestSend: a page reads the same however it is asked for, and is shorter where the
// browser takes that.
func TestSend(t *testing.T) {
	page := strings.Repeat("<p>North Gate</p>", 1000)
	for _, tt := range []struct {
		name, method, accepts, page string
		zipped                      bool
	}{
		{"a browser", "GET", "gzip, deflate, br", page, true},
		{"a program", "GET", "", page, false},
		{"little", "GET", "gzip", "<p>", false},
		{"the head alone", "HEAD", "gzip", page, true},
	} {
		r := httptest.NewRequest(tt.method, "/", nil)
		r.Header.Set("Accept-Encoding", tt.accepts)
		w := httptest.NewRecorder()
		send(w, r, http.StatusNotFound, []byte(tt.page))
		if w.Code != http.StatusNotFound || (w.Header().Get("Content-Encoding") == "gzip") != tt.zipped {
			t.Errorf("%s: %d, %v", tt.name, w.Code, w.Header())
		}
		var body io.Reader = w.Body
		switch {
		case tt.method == http.MethodHead:
			if w.Body.Len() > 0 {
				t.Errorf("%s: a body of %d bytes", tt.name, w.Body.Len())
			}
			continue
		case tt.zipped:
			if w.Body.Len() > len(page)/10 {
				t.Errorf("%s: %d bytes of %d", tt.name, w.Body.Len(), len(page))
			}
			z, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			body = z
		}
		if got, err := io.ReadAll(body); err != nil || string(got) != tt.page {
			t.Errorf("%s: %d bytes, %v; want %d", tt.name, len(got), err, len(tt.page))
		}
	}
}
