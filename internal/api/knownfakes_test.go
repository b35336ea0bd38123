package api_test

import (
	"context"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/platebook"
	"github.com/watchpost/watchpost/internal/store"
)

const plateGroupID = "01KAXW3V1S8Z6Q4J7T2M9B5C0P"

// The world knows one plate that was read, and one that was not.
func knownThings() (groups []plate.Group, known []plate.Known) {
	return []plate.Group{{ID: plateGroupID, Name: "Residents", Color: "green"}}, []plate.Known{
		{Text: "JP116D", Group: plateGroupID, Owner: "Unit 12", Note: "blue\nvan", ChangedAt: now, ChangedBy: "Ole"},
		{Text: "ZZ1", Owner: "=1+1", ChangedAt: now},
	}
}

func (w *world) PlateGroups(ctx context.Context) ([]plate.Group, error) {
	out := slices.Clone(w.groups)
	for i := range out {
		if access.ScopeOf(ctx).Limited() {
			continue
		}
		for _, k := range w.known {
			if k.Group == out[i].ID {
				out[i].Plates++
			}
		}
	}
	return out, w.err
}

func (w *world) KnownPlates(ctx context.Context, q store.KnownQuery) ([]plate.Known, string, error) {
	w.kquery = q
	if access.ScopeOf(ctx).Limited() {
		return []plate.Known{}, "", w.err
	}
	return w.known, "", w.err
}

func (w *world) KnownPlatesOf(ctx context.Context, texts []string) (map[string]plate.Known, error) {
	out := make(map[string]plate.Known)
	for _, k := range w.known {
		if slices.Contains(texts, k.Text) && !access.ScopeOf(ctx).Limited() {
			out[k.Text] = k
		}
	}
	return out, w.err
}

func (w *world) CountKnownPlates(context.Context) (int64, error) { return int64(len(w.known)), w.err }

func (w *world) KeepKnownPlates(_ context.Context, c store.KnownChanges) error {
	if w.err != nil {
		return w.err
	}
	w.groups = append(slices.DeleteFunc(w.groups, func(g plate.Group) bool {
		return slices.Contains(c.RemoveGroups, g.ID) || slices.ContainsFunc(c.Groups, func(n plate.Group) bool { return n.ID == g.ID })
	}), c.Groups...)
	w.known = append(slices.DeleteFunc(w.known, func(k plate.Known) bool {
		return slices.ContainsFunc(c.Plates, func(n plate.Known) bool { return n.Text == k.Text })
	}), slices.DeleteFunc(c.Plates, func(k plate.Known) bool { return k.Empty() })...)
	w.log = append(w.log, c.Log...)
	return nil
}

func (w *world) book() *platebook.Book {
	return &platebook.Book{Store: w, Now: func() time.Time { return now }}
}
