package viewtron

import (
	"strconv"
	"time"
)

// NewTimestamp is a numeric time as cameras and recorders write it today:
// microseconds since 1970.
func NewTimestamp(t time.Time) Timestamp {
	return parseTimestamp(strconv.FormatInt(t.UnixMicro(), 10))
}

// NewLocalTimestamp is the wall clock of t in t's own zone as cameras write it in
// alarm status posts: "2026-05-12 11:33:33", or with monthFirst, which firmware
// 5.3.1 was seen to use, "05-12-2026 11:33:33 AM".
func NewLocalTimestamp(t time.Time, monthFirst bool) Timestamp {
	if monthFirst {
		return parseTimestamp(t.Format("01-02-2006 03:04:05 PM"))
	}
	return parseTimestamp(t.Format(time.DateTime))
}

func (t Timestamp) equal(o Timestamp) bool {
	return t.Raw == o.Raw && t.UTC.Equal(o.UTC) && t.Local == o.Local
}
