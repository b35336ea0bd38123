package ingest

import (
	"net/http"
	"strconv"
)

// success is what a device expects of every post that was taken.
const success = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
	`<config version="1.0" xmlns="http://www.ipc.com/ver10"><status>success</status></config>` + "\n"

// Header values that never change, so that an answer allocates nothing for them.
var (
	successBody   = []byte(success)
	successLength = []string{strconv.Itoa(len(success))}
	xmlType       = []string{"application/xml"}
	textType      = []string{"text/plain; charset=utf-8"}
)

func answerSuccess(w http.ResponseWriter) {
	h := w.Header()
	h["Content-Type"] = xmlType
	h["Content-Length"] = successLength
	w.Write(successBody) // a client that is gone has been logged by then
}

// answerText answers with a line for a person. What is not a success ends the
// connection when the rest of the body was not read.
func answerText(w http.ResponseWriter, status int, text string) {
	h := w.Header()
	h["Content-Type"] = textType
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Length", strconv.Itoa(len(text)+1))
	w.WriteHeader(status)
	w.Write([]byte(text + "\n"))
}

// retryAfter is what a device is told when its post could not be stored.
const retryAfter = "10"

func answerUnavailable(w http.ResponseWriter, text string) {
	w.Header().Set("Retry-After", retryAfter)
	answerText(w, http.StatusServiceUnavailable, text)
}
