package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// timestamp is a time as the API writes it: RFC 3339, UTC, always six decimals.
type timestamp time.Time

// IsZero is for omitzero.
func (t timestamp) IsZero() bool { return time.Time(t).IsZero() }

// MarshalJSON writes t in quotes.
func (t timestamp) MarshalJSON() ([]byte, error) {
	return time.Time(t).UTC().AppendFormat(nil, `"2006-01-02T15:04:05.000000Z"`), nil
}

// writeJSON answers with v.
func writeJSON(w http.ResponseWriter, v any) error { return writeJSONAs(w, http.StatusOK, v) }

// writeJSONAs answers with a status and v. Nothing is written before v is encoded
// whole.
func writeJSONAs(w http.ResponseWriter, status int, v any) error {
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(v); err != nil {
		return fmt.Errorf("encode the answer: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	w.Write(b.Bytes()) // an error means that nobody reads it
	return nil
}
