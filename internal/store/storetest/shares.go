package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
)

func shares(t *testing.T, r *rig) {
	ctx := t.Context()
	one, two := r.make(nil), r.make(func(ev *event.Event) { ev.DeviceID, ev.CameraID = "dev_b", camID("b", 1) })
	r.commit(one, two)
	at := t0.UTC().Truncate(time.Microsecond)
	keep := func(id string, of event.ID, hours int) access.Share {
		t.Helper()
		s := access.Share{ID: id, Event: of, CreatedBy: "Ann", UserID: "u", CreatedAt: at, ExpiresAt: at.Add(time.Duration(hours) * time.Hour)}
		if err := r.KeepShare(ctx, access.KeptShare{Share: s, Digest: "digest " + id}); err != nil {
			t.Fatal(err)
		}
		return s
	}
	short, long, other := keep("a", one.ID, 1), keep("b", one.ID, 5), keep("c", two.ID, 5)
	if got, err := r.Shares(ctx, one.ID, at); err != nil || len(got) != 2 || got[0] != long || got[1] != short {
		t.Errorf("links: got %+v, %v", got, err)
	}
	later := at.Add(time.Hour)
	if got, err := r.Shares(ctx, one.ID, later); err != nil || len(got) != 1 || got[0] != long {
		t.Errorf("links an hour later: got %+v, %v", got, err)
	}
	if got, err := r.ShareOf(ctx, "digest c", later); err != nil || got != other {
		t.Errorf("by digest: got %+v, %v", got, err)
	}
	for _, digest := range []string{"digest a", "digest", ""} {
		if _, err := r.ShareOf(ctx, digest, later); !errors.Is(err, access.ErrNoShare) {
			t.Errorf("%q: got %v, want ErrNoShare", digest, err)
		}
	}
	limited := access.WithScope(ctx, access.Only(camID("a", 1)))
	if got, err := r.Shares(limited, two.ID, at); err != nil || len(got) != 0 {
		t.Errorf("links out of sight: got %+v, %v", got, err)
	}
	if err := r.KeepShare(limited, access.KeptShare{Share: access.Share{ID: "d", Event: two.ID, ExpiresAt: later}, Digest: "d"}); !errors.Is(err, event.ErrNotFound) {
		t.Errorf("a link to what is out of sight: got %v", err)
	}
	if err := r.RemoveShare(limited, two.ID, "c"); !errors.Is(err, access.ErrNoShare) {
		t.Errorf("end a link out of sight: got %v", err)
	}
	if _, err := r.ShareOf(access.WithScope(ctx, access.Only()), "digest c", at); err != nil {
		t.Errorf("who has a link sees nothing else, and it: %v", err)
	}
	if err := r.RemoveShare(ctx, two.ID, "b"); !errors.Is(err, access.ErrNoShare) {
		t.Errorf("end another event's link: got %v", err)
	}
	if err := r.RemoveShare(ctx, one.ID, "b"); err != nil {
		t.Error(err)
	}
	if _, err := r.ShareOf(ctx, "digest b", at); !errors.Is(err, access.ErrNoShare) {
		t.Errorf("after it was ended: got %v", err)
	}
	if err := r.Delete(ctx, []event.ID{two.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.ShareOf(ctx, "digest c", at); !errors.Is(err, access.ErrNoShare) {
		t.Errorf("after its event has gone: got %v", err)
	}
}
