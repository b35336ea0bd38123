package ingest

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/cespare/xxhash/v2"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/viewtron"
)

// dedupKey is equal for a post that a device sends again: same camera, smart
// type, event id, targets and device time. A post that lacks the time, or names
// nothing that could tell it from the next, is only the same when its whole
// body is.
func dedupKey(ev *event.Event, t viewtron.Timestamp, body []byte) (key [16]byte) {
	buf := make([]byte, 0, 512)
	add := func(s string) {
		buf = binary.AppendUvarint(buf, uint64(len(s)))
		buf = append(buf, s...)
	}
	add(ev.CameraID)
	add(ev.SmartType)
	add(ev.EventID)
	add(t.Raw)
	named := ev.EventID != ""
	for i := range ev.Targets {
		tg := &ev.Targets[i]
		add(tg.ID)
		add(string(tg.Type))
		add(tg.EventID)
		if tg.Rect != nil {
			for _, v := range tg.Rect {
				buf = binary.AppendVarint(buf, int64(v))
			}
		}
		if tg.Plate != nil {
			add(tg.Plate.Text)
		}
		named = named || tg.ID != "" || tg.Plate != nil && tg.Plate.Text != ""
	}
	if t.UTC.IsZero() || !named {
		buf = binary.LittleEndian.AppendUint64(buf, xxhash.Sum64(body))
	}
	sum := sha256.Sum256(buf)
	copy(key[:], sum[:])
	if !t.UTC.IsZero() {
		// Posts of one moment are neighbours in the store, which so has few pages
		// to change.
		binary.BigEndian.PutUint32(key[:], uint32(t.UTC.Unix()))
	}
	return key
}
