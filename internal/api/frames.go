package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/webproxy"
)

// heldFrames is how many of the newest frames are kept for all streams.
const heldFrames = 512

// frames holds the newest frames of the stream, so that an entry is encoded
// once, however many streams it goes to. The zero value is ready.
type frames struct {
	mu    sync.Mutex
	slots [heldFrames]*frame // by Seq modulo heldFrames
}

// frame is an entry as it goes over the wire.
type frame struct {
	seq  int64
	once sync.Once
	data []byte
	err  error
}

// of returns the frame of an entry, made by encode unless it is held.
func (f *frames) of(e *journal.Entry, encode func(*journal.Entry) ([]byte, error)) ([]byte, error) {
	fr := f.slot(e.Seq)
	if fr == nil {
		return encode(e)
	}
	fr.once.Do(func() { fr.data, fr.err = encode(e) })
	return fr.data, fr.err
}

// slot is nil for an entry that is too old to be held.
func (f *frames) slot(seq int64) *frame {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := &f.slots[seq%heldFrames]
	switch {
	case *p == nil || (*p).seq < seq:
		*p = &frame{seq: seq}
	case (*p).seq > seq:
		return nil
	}
	return *p
}

// deviceChangeJSON is what a device frame tells.
type deviceChangeJSON struct {
	Seq      int64     `json:"seq"`
	At       timestamp `json:"at"`
	Change   string    `json:"change"`
	Device   deviceRef `json:"device"`
	LastSeen timestamp `json:"last_seen,omitzero"`
}

// frame returns the frame of an entry, shared: it must not be changed.
func (s *Server) frame(ctx context.Context, e *journal.Entry) ([]byte, error) {
	// The frame is for all whose stream has the entry.
	ctx = access.WithScope(context.WithoutCancel(ctx), access.Scope{})
	ctx = webproxy.With(ctx, webproxy.Origin{Base: s.Proxies.BasePath})
	return s.frames.of(e, func(e *journal.Entry) ([]byte, error) {
		return encodeFrame(string(e.Kind), e.Seq, s.entryJSON(ctx, e))
	})
}

func (s *Server) entryJSON(ctx context.Context, e *journal.Entry) any {
	j := s.joiner(ctx)
	switch {
	case e.Event != nil:
		ev := j.event(e.Event)
		ev.Seq = e.Seq
		return ev
	case e.Alarm != nil:
		return j.alarm(e.Alarm)
	case e.Incident != nil:
		return incidentChangeJSON{e.Seq, e.Incident.What, e.Incident.Into, j.incident(e.Incident.Incident)}
	case e.Track != nil:
		return j.track(&e.Track.Track)
	}
	d := e.Device
	ref := j.device(d.DeviceID)
	ref.Name, ref.Kind, ref.IP = d.Name, d.Kind, d.IP // as of then
	return deviceChangeJSON{Seq: e.Seq, At: timestamp(e.At), Change: string(d.Change), Device: ref, LastSeen: timestamp(d.LastSeen)}
}

// encodeFrame writes a frame. JSON has no line breaks, so that one data line does.
func encodeFrame(name string, id int64, v any) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "event: %s\nid: %d\ndata: ", name, id)
	if err := json.NewEncoder(&b).Encode(v); err != nil {
		return nil, fmt.Errorf("encode entry %d: %w", id, err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}
