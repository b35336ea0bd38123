package capture_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/ingest/capture"
)

func TestReaderTakesFilesMadeByHand(t *testing.T) {
	got := messages(t, "\r\n\nPOST /API HTTP/1.1\nContent-Length: 2\n\nhi\n\n\nPOST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nyo\r\n0\r\n\r\n")
	if len(got) != 2 || string(got[0].Body) != "hi" || string(got[1].Body) != "yo" || !got[0].At.IsZero() || got[1].Target != "/b" {
		t.Errorf("got %+v", got)
	}
}

func TestReaderSaysWhichRequestIsBroken(t *testing.T) {
	const good = "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi"
	tests := []struct {
		name, file, want string
	}{
		{"cut in the body", good + "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhi", "request 2: unexpected EOF"},
		{"cut in the header", good + "POST / HTTP/1.1\r\nContent-Length: 9\r\n", "request 2: unexpected EOF"},
		{"no request", good + "<config/>", "request 2: "},
		{"no time", "POST / HTTP/1.1\r\nX-Captured-At: noon\r\n\r\n", "request 1: X-Captured-At: "},
		{"too large", "POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\nhi", "request 1: unexpected EOF"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := capture.NewReader(strings.NewReader(tt.file))
			var err error
			for err == nil {
				_, err = in.Next()
			}
			if errors.Is(err, io.EOF) || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestIsCapture(t *testing.T) {
	for start, want := range map[string]bool{
		"POST /API HTTP/1.1\r\n": true, "POST http://192.0.2.53/API HTTP/1.0\r\nX": true, "\r\nGET / HTTP/1.1\n": true,
		"<?xml version=\"1.0\"?>": false, "": false, "POST": false, "post / HTTP/1.1\r\n": false,
		"<a>\nPOST / HTTP/1.1\r\n": false, "\xef\xbb\xbf<a/>": false,
	} {
		if got := capture.IsCapture([]byte(start)); got != want {
			t.Errorf("%q: got %v, want %v", start, got, want)
		}
	}
}
