package connlog

import "time"

// Entry is one request to the device listener, or a run of tracking posts of
// one device that were answered alike.
type Entry struct {
	ID          int64 // running number since the start, given by Add
	At          time.Time
	IP          string // of the TCP peer
	DeviceID    string // "" when the request was refused before its body was read, or did not tell
	Method      string
	Path        string // escaped, cut to 200 bytes; a secret token in it is replaced by "…"
	Proto       string // "HTTP/1.1"
	ContentType string
	Bytes       int64  // of the body, as received
	Kind        string // "keepalive", "alarm_status", "event", "tracking", "unknown", "not_xml", "check" (GET, HEAD), "refused", "broken" (cut, too slow, too large)
	Detail      string // what of that kind: the event's type, the reason
	Status      int    // as answered, 0 when nothing was
	Duration    time.Duration
	Advice      string    // one sentence where something was wrong, else ""
	Count       int       // 1, or how many tracking posts the entry stands for
	Until       time.Time // of the last of them
}
