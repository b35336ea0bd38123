package api

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/live"
)

// Bounds and times of streams.
const (
	DefaultMaxStreams = 256

	streamBacklog   = 256              // entries that wait for one stream before it is cut off
	journalPage     = 500              // entries read at once to catch up
	heartbeat       = 15 * time.Second // between signs of life
	writeTimeout    = 30 * time.Second // for a client to take what it is sent
	reconnectMillis = 2000             // when a client comes back, unless it knows better
)

// stream handles GET /api/v1/stream.
func (s *Server) stream(w http.ResponseWriter, r *http.Request) error {
	if err := sameSite(r); err != nil {
		return err
	}
	st := &stream{server: s, w: bufio.NewWriterSize(w, 16<<10), rc: http.NewResponseController(w)}
	q := queryOf(r)
	st.filter = filterOf(q)
	st.topics = words(q, "topics", []journal.Kind{journal.KindEvent, journal.KindAlarm, journal.KindDevice, journal.KindTrack, journal.KindIncident, kindPositions})
	asked := lastEventID(q, r.Header.Get("Last-Event-ID"))
	cameras := q.list("live")
	if q.err != nil {
		return q.err
	}
	var err error
	if st.positions, err = s.positionsOf(r.Context(), cameras); err != nil {
		return err
	}
	select {
	case s.slots <- struct{}{}:
	default:
		return problem(codeTooManyStreams, fmt.Sprintf("%d streams are open, and no more are served", s.MaxStreams))
	}
	defer func() { <-s.slots }()
	defer s.Metrics.streaming()()

	// Subscribe first: what is stored from now on comes over the bus, what was
	// stored before is in the journal, and what is in both is known by its Seq.
	st.sub = s.Live.Subscribe(streamBacklog)
	defer func() { st.sub.Close() }()
	ctx, cancel := s.whilePermitted(r.Context())
	defer cancel()
	missing, err := st.begin(ctx, asked)
	if err != nil {
		return fmt.Errorf("begin stream: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return nil
	}
	return st.run(ctx, missing)
}

// sameSite refuses a stream to a page of another site, as if it were a change: a
// stream holds one of few places.
func sameSite(r *http.Request) error {
	change := *r
	change.Method = http.MethodPost
	if err := new(http.CrossOriginProtection).Check(&change); err != nil {
		return problem(codeCrossOrigin, "streams are not given to pages of other sites")
	}
	return nil
}

// lastEventID returns the id that a client has seen last, -1 when it tells none.
// The header is newer than the query when a browser reconnects.
func lastEventID(q *query, header string) int64 {
	if header != "" {
		q = &query{values: map[string][]string{"last_event_id": {header}}, err: q.err}
	}
	return q.number("last_event_id", -1, 0, 1<<62)
}

// stream is one client of the event stream.
type stream struct {
	server    *Server
	w         *bufio.Writer
	rc        *http.ResponseController
	filter    filter
	topics    []journal.Kind // empty is all
	positions *positions
	sub       *live.Subscription
	last      int64 // Seq up to which the client was told everything
}

// gapJSON tells that entries which a client asked for are not there any more.
type gapJSON struct {
	After  int64 `json:"after"`            // the id it asked to go on from
	Oldest int64 `json:"oldest,omitempty"` // the oldest entry there is
}

// begin sets where the stream starts: behind the id asked for, or now when that
// is negative. missing is not nil when what came behind it is not all there.
func (st *stream) begin(ctx context.Context, asked int64) (missing *gapJSON, err error) {
	oldest, newest, err := st.server.Store.Bounds(ctx)
	if err != nil {
		return nil, err
	}
	switch {
	case asked < 0:
		st.last = newest
	case asked > newest:
		// Of another journal: the data were restored, or removed.
		st.last = newest
		missing = &gapJSON{After: asked, Oldest: oldest}
	case asked+1 < oldest:
		st.last = oldest - 1
		missing = &gapJSON{After: asked, Oldest: oldest}
	default:
		st.last = asked
	}
	return missing, nil
}

// run sends until the client leaves, is too slow, or ctx ends.
func (st *stream) run(ctx context.Context, missing *gapJSON) error {
	if err := st.greet(missing); err != nil {
		return nil // the client has left
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	if err := st.catchUp(ctx, beat.C); err != nil {
		return st.end(ctx, err)
	}
	look := st.positions.start()
	defer st.positions.stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-beat.C:
			if err := st.beat(); err != nil {
				return nil
			}
		case <-look:
			if err := st.tellPositions(); err != nil {
				return st.end(ctx, err)
			}
		case e, ok := <-st.sub.C:
			var err error
			switch {
			case !ok: // too slow for the bus; the journal has what it missed
				st.server.Metrics.fellBehind()
				st.sub = st.server.Live.Subscribe(streamBacklog)
				err = st.catchUp(ctx, beat.C)
			case e.Seq <= st.last:
			case e.Seq == st.last+1:
				err = st.send(ctx, &e)
			default: // something between is not, or not yet, on the bus
				err = st.catchUp(ctx, beat.C)
			}
			if err == nil && len(st.sub.C) == 0 {
				err = st.flush()
			}
			if err != nil {
				return st.end(ctx, err)
			}
		}
	}
}

// lost is an error of writing to the client.
type lost struct{ error }

// end is how a stream ends by an error: with nothing to tell when the client is
// gone. When the journal could not be read, the connection is cut and the
// client comes back for the rest.
func (st *stream) end(ctx context.Context, err error) error {
	if _, ok := err.(lost); ok || ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("stream: %w", err)
}

// greet tells a client when to come back and where it stands.
func (st *stream) greet(missing *gapJSON) error {
	b := fmt.Appendf(nil, "retry: %d\n", reconnectMillis)
	if missing == nil {
		b = fmt.Appendf(b, "id: %d\n\n", st.last)
	} else {
		gap, err := encodeFrame("gap", st.last, missing)
		if err != nil {
			return err
		}
		b = append(b, gap...)
	}
	if err := st.write(b); err != nil {
		return err
	}
	return st.flush()
}

// beat is a comment, and the place reached: a client that is sent little by its
// filter does not have to be caught up over all the rest.
func (st *stream) beat() error {
	if err := st.write(fmt.Appendf(nil, ":\nid: %d\n\n", st.last)); err != nil {
		return err
	}
	return st.flush()
}

// catchUp sends what the journal has after the last entry told.
func (st *stream) catchUp(ctx context.Context, beat <-chan time.Time) error {
	for {
		entries, err := st.server.Store.Journal(ctx, st.last, journalPage)
		if err != nil {
			return fmt.Errorf("read the journal after %d: %w", st.last, err)
		}
		for i := range entries {
			if err := st.send(ctx, &entries[i]); err != nil {
				return err
			}
		}
		if err := st.flush(); err != nil {
			return err
		}
		if len(entries) < journalPage {
			return nil
		}
		select {
		case <-beat:
			if err := st.beat(); err != nil {
				return err
			}
		default:
		}
	}
}

// send writes an entry if the client wants it, and notes that it was told.
func (st *stream) send(ctx context.Context, e *journal.Entry) error {
	seen := e.Within(access.ScopeOf(ctx))
	e = &seen
	if (len(st.topics) == 0 || slices.Contains(st.topics, e.Kind)) && st.filter.match(e) {
		b, err := st.server.frame(ctx, e)
		if err != nil {
			return err
		}
		if err := st.write(b); err != nil {
			return err
		}
	}
	st.last = e.Seq
	return nil
}

// tellPositions sends where targets are, if that changed.
func (st *stream) tellPositions() error {
	b, err := st.positions.news()
	if err != nil || len(b) == 0 {
		return err
	}
	if err := st.write(b); err != nil {
		return err
	}
	return st.flush()
}

// write and flush give the client writeTimeout to take what it is sent.
func (st *stream) write(b []byte) error {
	if err := st.deadline(); err != nil {
		return err
	}
	if _, err := st.w.Write(b); err != nil {
		return lost{err}
	}
	return nil
}

func (st *stream) flush() error {
	if err := st.deadline(); err != nil {
		return err
	}
	if err := st.w.Flush(); err != nil {
		return lost{err}
	}
	if err := st.rc.Flush(); err != nil {
		return lost{err}
	}
	return nil
}

func (st *stream) deadline() error {
	// By the clock of the connection, not the server's.
	if err := st.rc.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return lost{err}
	}
	return nil
}
