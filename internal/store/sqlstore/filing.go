package sqlstore

import (
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/watchpost/watchpost/internal/store"
)

// A commit writes an event into one table, events. What finds it by a filter
// (facets, with an index for each) and what knows it when it is sent again (dedup)
// lie all over the database; they are filed from events many at a time, in the
// transaction of a commit, and the table of counters says up to which number.
// Events above it are unfiled: lists look at them one by one, and what makes
// duplicates of them is in memory.
//
// A list asks for that number once, before it reads. The number only rises, and a
// filed event stays in events, so that a list which has seen an older number still
// finds each event in exactly one of the two.

const (
	// mostUnfiled bounds what a list has to look at one by one, and how long the
	// commit that files them takes.
	mostUnfiled = 1000
	// fileEvery is how often events are filed when fewer come.
	fileEvery = time.Second
)

// unfiled are the events that have not been filed. Store.mu guards them.
type unfiled struct {
	known knownPosts
	n     int
	filed time.Time // when events were filed last
}

// due says whether n events are to be filed now.
func (u *unfiled) due(n, most int, now time.Time) bool {
	d := now.Sub(u.filed)
	return n >= most || n > 0 && (d >= fileEvery || d < 0) // the clock was set back
}

// add takes note of events that a commit has stored.
func (u *unfiled) add(posts knownPosts, n int) {
	for hash, at := range posts {
		u.known[hash] = at
	}
	u.n += n
}

// clear notes that everything has been filed.
func (u *unfiled) clear(now time.Time) {
	clear(u.known)
	u.n, u.filed = 0, now
}

// knownPosts are the hashes of posts, with when they came, in seconds.
type knownPosts map[[16]byte]int64

// has says whether the same post came within the window.
func (k knownPosts) has(n *store.NewEvent) bool {
	at, ok := k[n.Dedup]
	d := n.ReceivedAt.Unix() - at
	return ok && max(d, -d) < seconds(dedupWindow)
}

// hashHalves are a hash as it stands in the tables.
func hashHalves(hash [16]byte) (key, chk int64) {
	return int64(binary.BigEndian.Uint64(hash[:8])), int64(binary.BigEndian.Uint64(hash[8:]))
}

// loadUnfiled reads what an earlier run left unfiled. The first commit files it.
func (s *Store) loadUnfiled(ctx context.Context) error {
	s.unfiled.known = make(knownPosts)
	err := eachRow(ctx, s.conn, `SELECT dedup_key, dedup_chk, received_us / 1000000 FROM events
		WHERE seq > (SELECT filed FROM counter WHERE one = 1) ORDER BY seq`, func(rows *sql.Rows) error {
		var key, chk, at int64
		if err := rows.Scan(&key, &chk, &at); err != nil {
			return err
		}
		var hash [16]byte
		binary.BigEndian.PutUint64(hash[:8], uint64(key))
		binary.BigEndian.PutUint64(hash[8:], uint64(chk))
		s.unfiled.known[hash] = at
		s.unfiled.n++
		return nil
	})
	if err != nil {
		return fmt.Errorf("read what was not filed: %w", err)
	}
	if s.unfiled.n == 0 {
		s.unfiled.filed = s.now()
	}
	return nil
}

// file files the events up to a number, in the transaction at hand.
func (s *Store) file(ctx context.Context, upTo int64) error {
	for _, stmt := range []*statement{s.stmts.fileFacets, s.stmts.fileStates, s.stmts.fileDedup, s.stmts.filed} {
		if _, err := stmt.run(ctx, upTo); err != nil {
			return fmt.Errorf("file events: %w", err)
		}
	}
	return nil
}
