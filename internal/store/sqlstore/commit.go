package sqlstore

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/store"
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
	tx      *sql.Tx
	seq     int64
	at      time.Time
	entries []journal.Entry
	counts  map[countKey]*counted
	spans   map[int64][2]int64
	keys    map[string]cameraKey // cameras that are new
	open    map[alarmKey]openAlarm
	plates  []string // texts that are new
	buf     []byte
}

// Commit writes b in one transaction.
func (s *Store) Commit(ctx context.Context, b *store.Batch) ([]journal.Entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("store batch: %w", err)
	}
	// What has begun is ended. A context that can be cancelled would also cost a
	// goroutine for each statement.
	ctx = context.WithoutCancel(ctx)
	w := &batch{
		s: s, ctx: ctx, seq: s.seq, at: b.At, entries: make([]journal.Entry, 0, len(b.Events)+4),
		counts: make(map[countKey]*counted), spans: make(map[int64][2]int64),
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		w.tx = tx
		return w.all(b)
	})
	if err != nil {
		for _, e := range b.Events {
			e.Seq, e.Duplicate = 0, false
		}
		return nil, fmt.Errorf("store batch: %w", err)
	}
	s.seq = w.seq
	if w.open != nil {
		s.open = w.open
	}
	s.keys.add(w.keys)
	s.plates.add(w.plates)
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
	return w.sums()
}

// exec runs a prepared statement in the transaction. The writer has one
// connection, on which the statement was prepared and the transaction runs.
func (w *batch) exec(stmt *sql.Stmt, args ...any) (sql.Result, error) {
	return stmt.ExecContext(w.ctx, args...)
}

func (w *batch) event(n *store.NewEvent) error {
	again, err := w.duplicate(n)
	if err != nil || again {
		n.Duplicate = again
		return err
	}
	ev := n.Event
	camera, err := w.camera(ev.CameraID)
	if err != nil {
		return err
	}
	w.seq++
	ev.Seq = w.seq
	mask, bytes := maskOf(ev)
	w.buf = w.buf[:0]
	zones := w.column(len(ev.Zones) > 0, func(b []byte) []byte { return appendZones(b, ev.Zones) })
	targets := w.column(len(ev.Targets) > 0, func(b []byte) []byte { return appendTargets(b, ev.Targets) })
	images := w.column(len(ev.Images) > 0, func(b []byte) []byte { return appendImages(b, ev.Images) })
	flags := w.column(len(ev.Flags) > 0, func(b []byte) []byte { return appendStrings(b, ev.Flags) })
	if _, err := w.exec(w.s.stmts.event, ev.Seq, ev.ID[:], ev.ReceivedAt.UnixMicro(), ev.OccurredAt.UnixMicro(), string(ev.Clock),
		ev.DeviceTime, camera.key, string(ev.Source), ev.Format, ev.ConfigVersion, string(ev.Type), ev.SmartType, ev.State, ev.EventID,
		zones, targets, images, flags, ev.Plate, ev.Group, foldGroup(ev.Group), mask, bytes); err != nil {
		return err
	}
	if n.Raw != nil {
		if _, err := w.exec(w.s.stmts.raw, ev.Seq, deflate(n.Raw)); err != nil {
			return fmt.Errorf("raw: %w", err)
		}
	}
	if err := w.plateReads(ev); err != nil {
		return err
	}
	w.count(ev, camera.key)
	w.span(ev)
	w.entries = append(w.entries, journal.Entry{Seq: ev.Seq, At: ev.ReceivedAt, Kind: journal.KindEvent, Event: ev})
	return nil
}

// column writes a JSON column into the batch's buffer; nil when there is nothing
// to write. SQLite copies it before the next event reuses the buffer.
func (w *batch) column(some bool, write func([]byte) []byte) any {
	if !some {
		return nil
	}
	from := len(w.buf)
	w.buf = write(w.buf)
	return string(w.buf[from:])
}

// duplicate says whether the same post was stored within the window.
func (w *batch) duplicate(n *store.NewEvent) (bool, error) {
	key := int64(binary.LittleEndian.Uint64(n.Dedup[:8]))
	chk := int64(binary.LittleEndian.Uint64(n.Dedup[8:]))
	at := n.ReceivedAt.Unix()
	res, err := w.exec(w.s.stmts.dedup, key, chk, at)
	if err != nil {
		return false, fmt.Errorf("dedup: %w", err)
	}
	if rows, err := res.RowsAffected(); err != nil || rows > 0 {
		return false, err
	}
	// The key is taken: by the same post, by one of long ago, or by another that
	// shares half of its hash. Only the first is a duplicate.
	res, err = w.exec(w.s.stmts.dedupAgain, key, chk, at, at-int64(dedupWindow/time.Second))
	if err != nil {
		return false, fmt.Errorf("dedup: %w", err)
	}
	rows, err := res.RowsAffected()
	return rows == 0, err
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
		if _, err := w.exec(w.s.stmts.plate, text, plate.Fold(text), ev.ReceivedAt.UnixMicro(), ev.ID[:], ev.CameraID,
			p.Group, strings.ToLower(p.Group), p.Owner); err != nil {
			return fmt.Errorf("plate: %w", err)
		}
		w.plates = append(w.plates, text)
	}
	return nil
}

// countKey is a row of counts, but for its resolution.
type countKey struct {
	minute int64
	camera int64
	typ    event.Type
	target event.TargetType
}

type counted struct{ events, targets int64 }

func (w *batch) count(ev *event.Event, camera int64) {
	k := countKey{ev.ReceivedAt.Unix() / 60 * 60, camera, ev.Type, ""}
	w.add(k, 1, 0)
	var seen int64
	for i := range ev.Targets {
		t := ev.Targets[i].Type
		k.target = t
		first := int64(0)
		if bit := targetBit(t); seen&bit == 0 {
			seen |= bit
			first = 1
		}
		w.add(k, first, 1)
	}
}

func (w *batch) add(k countKey, events, targets int64) {
	c := w.counts[k]
	if c == nil {
		c = new(counted)
		w.counts[k] = c
	}
	c.events += events
	c.targets += targets
}

func (w *batch) span(ev *event.Event) {
	start := ev.ReceivedAt.Unix() / spanSeconds * spanSeconds
	s, ok := w.spans[start]
	if !ok {
		s = [2]int64{ev.Seq, ev.Seq}
	}
	w.spans[start] = [2]int64{min(s[0], ev.Seq), max(s[1], ev.Seq)}
}

// sums writes what is written once a batch.
func (w *batch) sums() error {
	hours := make(map[countKey]*counted)
	for k, c := range w.counts {
		h := k
		h.minute = k.minute / 3600 * 3600
		if hours[h] == nil {
			hours[h] = new(counted)
		}
		hours[h].events += c.events
		hours[h].targets += c.targets
	}
	for _, r := range []struct {
		seconds int64
		rows    map[countKey]*counted
	}{{60, w.counts}, {3600, hours}} {
		for k, c := range r.rows {
			if _, err := w.exec(w.s.stmts.count, r.seconds, k.minute, k.camera, string(k.typ), string(k.target), c.events, c.targets); err != nil {
				return fmt.Errorf("count: %w", err)
			}
		}
	}
	for _, start := range slices.Sorted(maps.Keys(w.spans)) {
		if _, err := w.exec(w.s.stmts.span, start, w.spans[start][0], w.spans[start][1]); err != nil {
			return fmt.Errorf("span: %w", err)
		}
	}
	if w.seq != w.s.seq {
		if _, err := w.exec(w.s.stmts.counter, w.seq); err != nil {
			return fmt.Errorf("counter: %w", err)
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
