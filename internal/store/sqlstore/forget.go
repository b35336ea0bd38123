package sqlstore

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/plate"
)

// forgetReads removes reads of plates whose events are gone, by text, and brings
// the summaries of the plates in line with what is left. gone is how many plates
// went.
func forgetReads(tx *transaction, reads map[string][]int64) (gone int, err error) {
	for _, text := range slices.Sorted(maps.Keys(reads)) {
		went, err := forgetPlate(tx, text, reads[text])
		if err != nil {
			return 0, fmt.Errorf("plate %q: %w", text, err)
		}
		if went {
			gone++
		}
	}
	return gone, nil
}

// forgetPlate removes reads of one plate.
func forgetPlate(tx *transaction, text string, seqs []int64) (gone bool, err error) {
	reads := 0
	for part := range slices.Chunk(seqs, deleteAtOnce) {
		args := append([]any{text}, flat(part)...)
		var n int
		err := tx.QueryRow(number("SELECT count(*) FROM plate_reads WHERE misread = 0 AND text = ? AND "+in("seq", part)), args...).Scan(&n)
		if err != nil {
			return false, err
		}
		reads += n
		if _, err := tx.Exec(number("DELETE FROM plate_reads WHERE text = ? AND "+in("seq", part)), args...); err != nil {
			return false, err
		}
	}
	var oldest, newest sql.NullInt64
	err = tx.QueryRow(`SELECT (SELECT min(seq) FROM plate_reads WHERE text = $1 AND misread = 0), (SELECT max(seq) FROM plate_reads WHERE text = $1 AND misread = 0)`, text).Scan(&oldest, &newest)
	if err != nil {
		return false, err
	}
	if !oldest.Valid {
		return recount(tx, text)
	}
	_, err = tx.Exec(`UPDATE plates SET reads = reads - $2, first_us = coalesce((SELECT received_us FROM events WHERE seq = $3), first_us)
		WHERE text = $1`, text, reads, oldest.Int64)
	if err != nil || slices.Max(seqs) < newest.Int64 {
		return false, err
	}
	return false, lastRead(tx, text, newest.Int64)
}

// lastRead makes an event the last that read a plate.
func lastRead(tx *transaction, text string, seq int64) error {
	var received int64
	var id, column, said []byte
	var camera string
	err := tx.QueryRow(`SELECT e.received_us, e.id, c.id, e.targets, m.body FROM events e JOIN cameras c ON c.key = e.camera
		LEFT JOIN remarks m ON m.seq = e.seq WHERE e.seq = $1`, seq).Scan(&received, &id, &camera, &column, &said)
	if err != nil {
		return err
	}
	var targets []event.Target
	if err := readTargets(column, said, &targets); err != nil {
		return err
	}
	var read event.Plate
	for i := range targets {
		if p := targets[i].Plate; p != nil && plate.Normalize(p.Text) == text {
			read = *p
			break
		}
	}
	_, err = tx.Exec(`UPDATE plates SET last_us = $2, last_event = $3, last_camera = $4, grp = $5, grp_fold = $6, owner = $7 WHERE text = $1`,
		text, received, id, camera, read.Group, strings.ToLower(read.Group), read.Owner)
	return err
}
