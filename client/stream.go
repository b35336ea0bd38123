package client

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Times of a stream that is interrupted. The server gives a sign of life every
// 15 seconds.
const (
	silenceLimit = 45 * time.Second
	firstBackoff = 500 * time.Millisecond
	maxBackoff   = 30 * time.Second
)

// StreamOptions say what of the live stream is wanted. The zero value is all,
// from now on.
type StreamOptions struct {
	Filter // what it sets and only events and incidents have leaves out all else
	// Topics are the names of frames wanted: "event", "alarm", "device", "track",
	// "incident", "live"; none is all of them.
	Topics []string
	// Live are cameras whose targets' positions are wanted too, by id.
	Live []string
	// After goes on behind the frame with this ID, 0 being the beginning of
	// the server's journal; nil is from now on.
	After *int64
}

// Frame tells one thing that happened. One of its pointers is set, by Topic; none
// is for a topic that this package does not know.
type Frame struct {
	Topic string // "event", "alarm", "device", "track", "incident", "gap", "live"
	ID    int64  // place in the journal, -1 of "live", which has none
	Data  json.RawMessage

	Event  *Event
	Alarm  *Alarm
	Device *DeviceChange
	Track  *Track // has come into view, or left
	Gap    *Gap
	// Incident tells what became of an incident.
	Incident *IncidentChange
	Live     *LivePositions
}

// DeviceChange tells that a device was heard first, came back or fell silent.
type DeviceChange struct {
	Seq      int64     `json:"seq"`
	At       time.Time `json:"at"`
	Change   string    `json:"change"` // "first_contact", "online", "offline", "too_many_devices"
	Device   DeviceRef `json:"device"`
	LastSeen time.Time `json:"last_seen,omitzero"` // as of then
}

// Gap tells that frames after After are not there any more; the stream goes on
// with the oldest that is.
type Gap struct {
	After  int64 `json:"after"`
	Oldest int64 `json:"oldest,omitempty"` // 0 when there is none
}

// Stream follows what happens, until ctx ends or the loop is left. When the
// connection breaks it is made again, after a while that grows, and the stream
// goes on behind the last frame, without gap or duplicate: each frame is told
// once, in order. The last pair has the error that ended the stream: that of
// ctx, or one that trying again would not change, such as an *Error of status 4xx.
func (c *Client) Stream(ctx context.Context, o StreamOptions) iter.Seq2[Frame, error] {
	return func(yield func(Frame, error) bool) {
		f := follower{client: c, options: o, last: -1}
		if o.After != nil {
			f.last = *o.After
		}
		failures := 0
		for {
			told, err := f.connect(ctx, func(fr Frame) bool { return yield(fr, nil) })
			switch {
			case errors.Is(err, errLeft):
				return
			case ctx.Err() != nil:
				yield(Frame{}, ctx.Err())
				return
			case permanent(err):
				yield(Frame{}, err)
				return
			}
			if told {
				failures = 0
			}
			select {
			case <-time.After(backoff(failures, f.retry)):
			case <-ctx.Done():
			}
			failures++
		}
	}
}

// errLeft means that the loop over the stream was left.
var errLeft = errors.New("loop left")

// permanent says whether the next try would end the same.
func permanent(err error) bool {
	var e *Error
	if errors.As(err, &e) {
		return e.Status/100 == 4 && e.Status != http.StatusRequestTimeout && e.Status != http.StatusTooManyRequests
	}
	return errors.Is(err, errProtocol)
}

// backoff is how long to wait before try n, give or take a fifth, so that many
// clients do not come at once. The server may ask for more than the first.
func backoff(n int, asked time.Duration) time.Duration {
	d := max(firstBackoff, min(asked, maxBackoff)) << min(n, 6)
	d = min(d, maxBackoff)
	return d - d/5 + rand.N(2*d/5)
}

// follower is a stream over its connections.
type follower struct {
	client  *Client
	options StreamOptions
	last    int64 // ID reached, -1 before the first
	retry   time.Duration
}

// errProtocol means that the server is not one, or of another time.
var errProtocol = errors.New("the answer is not understood")

// connect follows one connection to its end. told says whether anything came.
func (f *follower) connect(ctx context.Context, yield func(Frame) bool) (told bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	silence := time.AfterFunc(silenceLimit, cancel)
	defer silence.Stop()

	p := params{}
	f.options.Filter.params(p)
	p.list("topics", f.options.Topics)
	p.list("live", f.options.Live)
	header := http.Header{"Accept": {"text/event-stream"}}
	if f.last >= 0 {
		header.Set("Last-Event-ID", strconv.FormatInt(f.last, 10))
	}
	resp, err := f.client.do(ctx, http.MethodGet, "/api/v1/stream", url.Values(p), header, nil)
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	if t, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); t != "text/event-stream" {
		return false, fmt.Errorf("%w: %q is not a stream", errProtocol, resp.Header.Get("Content-Type"))
	}
	r := &sseReader{r: bufio.NewReaderSize(resp.Body, 64<<10), alive: func() { silence.Reset(silenceLimit) }}
	for {
		m, err := r.next()
		f.retry = r.retry
		if err != nil {
			return told, err
		}
		told = true
		if m.data != nil {
			fr, err := frameOf(m)
			if err != nil {
				return told, err
			}
			// The loop's body may take its time; that is not the server's silence.
			silence.Stop()
			if !yield(fr) {
				return told, errLeft
			}
			silence.Reset(silenceLimit)
		}
		if m.id >= 0 {
			f.last = m.id
		}
	}
}

func frameOf(m message) (Frame, error) {
	fr := Frame{Topic: m.name, ID: m.id, Data: m.data}
	var v any
	switch m.name {
	case "event":
		fr.Event = new(Event)
		v = fr.Event
	case "alarm":
		fr.Alarm = new(Alarm)
		v = fr.Alarm
	case "device":
		fr.Device = new(DeviceChange)
		v = fr.Device
	case "track":
		fr.Track = new(Track)
		v = fr.Track
	case "live":
		fr.Live = new(LivePositions)
		v = fr.Live
	case "incident":
		fr.Incident = new(IncidentChange)
		v = fr.Incident
	case "gap":
		fr.Gap = new(Gap)
		v = fr.Gap
	default:
		return fr, nil
	}
	if err := json.Unmarshal(m.data, v); err != nil {
		return Frame{}, fmt.Errorf("%w: frame %d: %v", errProtocol, m.id, err)
	}
	return fr, nil
}
