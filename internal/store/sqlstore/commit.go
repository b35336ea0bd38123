package sqlstore

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/jsontext"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/zone"
)

// dedupWindow is how long a post that is sent again is known.
const dedupWindow = 48 * time.Hour

// spanSeconds is the length of a row in spans.
const spanSeconds = 600

// batch is a commit at work: what it changes in memory is taken over only when
// the transaction has been committed.
type batch struct {
	s       *Store
	ctx     context.Context
	tx      *transaction
	seq     int64
	at      time.Time
	entries []journal.Entry
	cameras map[string]cameraKey // that are new
	added   newKeys
	counts  rollup
	settled bool // all counts were written
	known   knownPosts
	stored  int  // events
	filed   bool // all events were filed
	spans   map[int64][2]int64
	open    map[alarmKey]alarm.Alarm
	zones   map[zone.ID]zoneKey // where the batch has zones
	passed  passed
	buf     []byte
}

// scratch are maps that batches use one after the other. Store.mu guards them.
type scratch struct {
	counts rollup
	known  knownPosts
	spans  map[int64][2]int64
}

func newScratch() scratch {
	return scratch{make(rollup), make(knownPosts), make(map[int64][2]int64)}
}

func (s *scratch) clear() {
	clear(s.counts)
	clear(s.known)
	clear(s.spans)
}

// Commit is Write and Sync.
func (s *Store) Commit(ctx context.Context, b *store.Batch) ([]journal.Entry, error) {
	entries, err := s.Write(ctx, b)
	if err == nil {
		err = s.Sync(ctx)
	}
	return entries, err
}

// Write writes b in one transaction.
func (s *Store) Write(ctx context.Context, b *store.Batch) ([]journal.Entry, error) {
	if err := s.mu.lock(ctx); err != nil {
		return nil, fmt.Errorf("store batch: %w", err)
	}
	defer s.mu.Unlock()
	w := &batch{
		// What has begun is ended; and a context that can be cancelled would cost a
		// goroutine for each statement.
		s: s, ctx: context.WithoutCancel(ctx), seq: s.seq, at: b.At, entries: make([]journal.Entry, 0, len(b.Events)+4),
		counts: s.scratch.counts, known: s.scratch.known, spans: s.scratch.spans,
	}
	defer s.scratch.clear()
	err := s.transact(ctx, func(tx *transaction) error {
		w.tx = tx
		if err := w.all(b); err != nil {
			return err
		}
		s.keys.add(w.added)
		return nil
	})
	if err != nil {
		s.keys.remove(w.added)
		for _, e := range b.Events {
			e.Seq, e.Duplicate = 0, false
		}
		return nil, fmt.Errorf("store batch: %w", err)
	}
	s.seq = w.seq
	if w.settled {
		s.pending.clear(s.now())
	} else {
		s.pending.addAll(w.counts)
	}
	if w.filed {
		s.unfiled.clear(s.now())
	} else {
		s.unfiled.add(w.known, w.stored)
	}
	if w.open != nil {
		s.open = w.open
	}
	if w.zones != nil {
		s.zones = w.zones
	}
	return w.entries, nil
}

func (w *batch) all(b *store.Batch) error {
	if err := w.devices(b.Devices); err != nil {
		return err
	}
	for i := range b.Changes {
		if err := w.change(&b.Changes[i]); err != nil {
			return err
		}
	}
	for _, e := range b.Events {
		if err := w.event(e); err != nil {
			return fmt.Errorf("event %s: %w", e.ID, err)
		}
	}
	if err := w.alarms(b.Alarms, b.Ends); err != nil {
		return err
	}
	if err := w.quarantined(b.Quarantined); err != nil {
		return err
	}
	if err := w.tracks(b.Tracks); err != nil {
		return err
	}
	if err := w.writeZones(b.Zones); err != nil {
		return err
	}
	if err := w.passages(b.Passages); err != nil {
		return err
	}
	if err := w.evaluated(b.Evaluated); err != nil {
		return err
	}
	for i := range b.Reviews {
		if err := w.review(&b.Reviews[i]); err != nil {
			return err
		}
	}
	if err := w.follow(&b.Follow); err != nil {
		return err
	}
	return w.sums()
}

// exec runs a statement in the transaction. The writer has one connection, on
// which the statement was prepared and the transaction runs.
func (w *batch) exec(stmt *statement, args ...any) (driver.Result, error) {
	return stmt.run(w.ctx, args...)
}

func (w *batch) event(n *store.NewEvent) error {
	if n.Duplicate = w.known.has(n) || w.s.unfiled.known.has(n); n.Duplicate {
		return nil
	}
	ev := n.Event
	camera, err := w.camera(ev.CameraID)
	if err != nil {
		return err
	}
	typ, err := w.typ(ev.Type)
	if err != nil {
		return err
	}
	mask, bytes := maskOf(ev)
	zones, targets, images, flags := w.columns(ev)
	key, chk := hashHalves(n.Dedup)
	res, err := w.exec(w.s.stmts.event, w.seq+1, ev.ID[:], ev.ReceivedAt.UnixMicro(), ev.OccurredAt.UnixMicro(), w.s.words.of(string(ev.Clock)),
		ev.DeviceTime, camera.key, w.s.words.of(string(ev.Source)), w.s.words.of(ev.Format), w.s.words.of(ev.ConfigVersion), typ,
		w.s.words.of(ev.SmartType), w.s.words.of(ev.State), ev.EventID,
		zones, targets, images, flags, ev.Plate, ev.Group, foldGroup(ev.Group), mask, bytes,
		key, chk, key, chk, ev.ReceivedAt.Unix(), seconds(dedupWindow))
	if err != nil {
		return err
	}
	switch rows, err := res.RowsAffected(); {
	case err != nil:
		return err
	case rows == 0:
		n.Duplicate = true
		return nil
	}
	w.seq++
	ev.Seq = w.seq
	w.known[n.Dedup] = ev.ReceivedAt.Unix()
	w.stored++
	if n.Raw != nil {
		xml, err := w.s.deflater.deflate(n.Raw)
		if err == nil {
			_, err = w.exec(w.s.stmts.raw, ev.Seq, xml)
		}
		if err != nil {
			return fmt.Errorf("raw: %w", err)
		}
	}
	if err := w.plateReads(ev); err != nil {
		return err
	}
	w.counts.event(ev, camera.key)
	w.span(ev)
	w.entries = append(w.entries, journal.Entry{Seq: ev.Seq, At: ev.ReceivedAt, Kind: journal.KindEvent, Event: ev})
	return nil
}

// columns are the JSON columns of an event, nil where there is nothing to write.
// They are written into one buffer and are parts of one string.
func (w *batch) columns(ev *event.Event) (zones, targets, images, flags any) {
	b := w.buf[:0]
	var ends [4]int
	if len(ev.Zones) > 0 {
		b = appendZones(b, ev.Zones)
	}
	ends[0] = len(b)
	if len(ev.Targets) > 0 {
		b = appendTargets(b, ev.Targets)
	}
	ends[1] = len(b)
	if len(ev.Images) > 0 {
		b = appendImages(b, ev.Images)
	}
	ends[2] = len(b)
	if len(ev.Flags) > 0 {
		b = jsontext.AppendStrings(b, ev.Flags)
	}
	ends[3] = len(b)
	w.buf = b
	all, from := string(b), 0
	var out [4]any
	for i, end := range ends {
		if end > from {
			out[i] = all[from:end]
		}
		from = end
	}
	return out[0], out[1], out[2], out[3]
}

func maskOf(ev *event.Event) (mask, bytes int64) {
	for i := range ev.Targets {
		t := &ev.Targets[i]
		mask |= targetBit(t.Type)
		if t.Plate != nil {
			mask |= maskPlate
		}
		if t.Face != nil || t.Type == event.TargetFace {
			mask |= maskFace
		}
	}
	for i := range ev.Images {
		bytes += int64(ev.Images[i].Bytes)
		if ev.Images[i].Flag == "" {
			mask |= maskImage
		}
	}
	return mask, bytes
}

// foldGroup is how groups are compared; nil for none.
func foldGroup(group string) any {
	if group == "" {
		return nil
	}
	return strings.ToLower(group)
}

func (w *batch) plateReads(ev *event.Event) error {
	for i := range ev.Targets {
		p := ev.Targets[i].Plate
		if p == nil {
			continue
		}
		text := plate.Normalize(p.Text)
		if text == "" {
			continue
		}
		res, err := w.exec(w.s.stmts.plateRead, text, ev.Seq)
		if err != nil {
			return fmt.Errorf("plate read: %w", err)
		}
		if rows, err := res.RowsAffected(); err != nil || rows == 0 {
			continue // the same text twice in one event
		}
		if _, err := w.exec(w.s.stmts.plate, text, ev.ReceivedAt.UnixMicro(), ev.ReceivedAt.UnixMicro(), ev.ID[:], ev.CameraID,
			p.Group, strings.ToLower(p.Group), p.Owner); err != nil {
			return fmt.Errorf("plate: %w", err)
		}
	}
	return nil
}

func (w *batch) span(ev *event.Event) {
	start := ev.ReceivedAt.Unix() / spanSeconds * spanSeconds
	s, ok := w.spans[start]
	if !ok {
		s = [2]int64{ev.Seq, ev.Seq}
	}
	w.spans[start] = [2]int64{min(s[0], ev.Seq), max(s[1], ev.Seq)}
}

// sums writes what is written once a batch, or less often.
func (w *batch) sums() error {
	if err := w.passed.write(w.tx); err != nil {
		return err
	}
	now := w.s.now()
	if len(w.counts) > 0 && w.s.pending.due(now) {
		all := maps.Clone(w.s.pending.rollup)
		all.addAll(w.counts)
		if err := w.s.writeCounts(w.ctx, all, w.seq); err != nil {
			return err
		}
		w.settled = true
	}
	if w.s.unfiled.due(w.s.unfiled.n+w.stored, w.s.most, now) {
		if err := w.s.file(w.ctx, w.seq); err != nil {
			return err
		}
		w.filed = true
	}
	for _, start := range slices.Sorted(maps.Keys(w.spans)) {
		if _, err := w.exec(w.s.stmts.span, start, w.spans[start][0], w.spans[start][1]); err != nil {
			return fmt.Errorf("span: %w", err)
		}
	}
	return nil
}

// change writes a journal entry about a device.
func (w *batch) change(c *journal.DeviceChange) error {
	at := c.LastSeen
	if c.Change != journal.FirstContact || at.IsZero() {
		at = w.at
	}
	return w.entry(journal.Entry{At: at.UTC().Truncate(time.Microsecond), Kind: journal.KindDevice, Device: c}, c)
}

// entry writes what happened that is no event.
func (w *batch) entry(e journal.Entry, body any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	w.seq++
	e.Seq = w.seq
	if _, err := w.exec(w.s.stmts.journal, e.Seq, e.At.UnixMicro(), string(e.Kind), string(b)); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	w.entries = append(w.entries, e)
	return nil
}
