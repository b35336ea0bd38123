package commit_test

import (
	"errors"
	"testing"
	"testing/synctest"

	"github.com/watchpost/watchpost/internal/store"
)

// One transaction runs while the one before it reaches the disk, and what comes
// then waits to be one group.
func TestWritingGoesOnWhileRowsAreSynced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.rows.disk = make(chan error)
		r.Start()
		var all []*outcome
		for _, name := range []string{"a", "b", "c", "d"} {
			all = append(all, r.submit(t, name, 0))
			synctest.Wait()
		}
		if got := len(r.rows.groups); got != 2 {
			t.Errorf("%d groups were written while the first is being synced, want 2", got)
		}
		for i, o := range all {
			if o.done != 0 {
				t.Errorf("job %d is done before its rows are durable", i)
			}
		}
		if len(r.published) != 0 {
			t.Errorf("%d entries were published before they are durable", len(r.published))
		}
		r.rows.disk <- nil
		synctest.Wait()
		if all[0].done != 1 || all[1].done != 0 {
			t.Errorf("after the first sync: %d and %d are done, want only what had been written before it began", all[0].done, all[1].done)
		}
		if got := len(r.rows.groups); got != 3 || len(r.rows.groups[2]) != 2 {
			t.Errorf("the groups are %v, want the two that waited in one", r.rows.groups)
		}
		r.rows.disk <- nil
		r.rows.disk <- nil
		synctest.Wait()
		for i, o := range all {
			if o.done != 1 || o.err != nil {
				t.Errorf("job %d: done %d times with %v", i, o.done, o.err)
			}
		}
		if err := r.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestF03FailedSyncOfRowsEndsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.rows.disk = make(chan error)
		r.Start()
		a, b := r.submit(t, "a", 1), r.submit(t, "b", 0)
		synctest.Wait()
		c := r.submit(t, "c", 1)
		synctest.Wait()
		r.rows.disk <- store.ErrDamaged
		synctest.Wait()
		for name, o := range map[string]*outcome{"a": a, "b": b, "c": c} {
			if o.done != 1 || !errors.Is(o.err, store.ErrDamaged) {
				t.Errorf("%s: done %d times with %v, want once with ErrDamaged", name, o.done, o.err)
			}
		}
		if len(r.damaged) != 1 || len(r.published) != 0 {
			t.Errorf("told %d times of the damage and published %d, want once and nothing", len(r.damaged), len(r.published))
		}
		if len(r.files.written) == 0 {
			t.Error("files were removed although rows may name them")
		}
		if err := r.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
