// Package platebook keeps what people know of plates: groups with colours, owners and
// notes, beside what devices say. It holds what may be written down, tells who did it
// in the audit log, and reads and writes it as CSV.
package platebook

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/store"
)

// Errors of a change that cannot be made.
var (
	ErrNoGroup = errors.New("no such group of plates")
	// ErrNoPlate: the caller is limited to cameras, and none of them has read it.
	ErrNoPlate = errors.New("no such plate in sight")
	// ErrTaken: another group has the name; case does not matter.
	ErrTaken = errors.New("the name is taken")
	// ErrFull: there are as many groups, or known plates, as there may be.
	ErrFull = errors.New("there are as many as there may be")
	// ErrLimited: the change is for all cameras, and the caller is limited to some.
	ErrLimited = errors.New("this is for all cameras, and the caller is limited to some")
	// ErrOther: an import would not do any more what was shown.
	ErrOther = errors.New("something else would be done than was shown")
)

// Store is what a book needs of a database.
type Store interface {
	store.KnownPlates
	Plate(ctx context.Context, text string) (store.PlateSummary, error)
}

// Book is what people know of plates. Set the fields before anything else. There
// must be one for a store: changes are made one after the other.
type Book struct {
	Store Store
	Now   func() time.Time // time.Now when nil

	mu sync.Mutex // held while something is changed
}

// By is who changes something.
type By struct{ Name, IP string }

func (b *Book) now() time.Time {
	now := time.Now
	if b.Now != nil {
		now = b.Now
	}
	return now().UTC().Truncate(time.Microsecond)
}

// line is a line of the audit log.
func (b *Book) line(by By, action access.Action, object, detail string) []access.Entry {
	return []access.Entry{{At: b.now(), Who: by.Name, IP: by.IP, Action: action, Object: object, Detail: detail}}
}

// Groups returns all groups, by name.
func (b *Book) Groups(ctx context.Context) ([]plate.Group, error) { return b.Store.PlateGroups(ctx) }

// group returns a group by its id.
func (b *Book) group(ctx context.Context, id string) (plate.Group, error) {
	all, err := b.Store.PlateGroups(ctx)
	if err != nil {
		return plate.Group{}, err
	}
	for _, g := range all {
		if g.ID == id {
			return g, nil
		}
	}
	return plate.Group{}, ErrNoGroup
}

// everywhere refuses a caller who is limited to cameras.
func everywhere(ctx context.Context) error {
	if access.ScopeOf(ctx).Limited() {
		return ErrLimited
	}
	return nil
}

// AddGroup makes a group.
func (b *Book) AddGroup(ctx context.Context, name string, color plate.Color, by By) (plate.Group, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	g := plate.Group{ID: ulid.MustNew(ulid.Timestamp(now), ulid.DefaultEntropy()).String(), Name: name, Color: color}
	return b.keepGroup(ctx, g, access.ActionPlateGroupAdded, by)
}

// ChangeGroup changes the name of a group, its color, or both; what is nil stays.
func (b *Book) ChangeGroup(ctx context.Context, id string, name *string, color *plate.Color, by By) (plate.Group, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	g, err := b.group(ctx, id)
	if err != nil {
		return g, err
	}
	if name != nil {
		g.Name = *name
	}
	if color != nil {
		g.Color = *color
	}
	return b.keepGroup(ctx, g, access.ActionPlateGroupChanged, by)
}

func (b *Book) keepGroup(ctx context.Context, g plate.Group, action access.Action, by By) (plate.Group, error) {
	if err := everywhere(ctx); err != nil {
		return g, err
	}
	var err error
	if g.Name, err = text("name", g.Name, plate.MaxName, false); err != nil {
		return g, err
	}
	if g.Name == "" {
		return g, InvalidError{Field: "name", Reason: Missing}
	}
	if !g.Color.Valid() {
		return g, InvalidError{Field: "color", Reason: UnknownColor}
	}
	all, err := b.Store.PlateGroups(ctx)
	if err != nil {
		return g, err
	}
	for _, o := range all {
		if o.ID != g.ID && strings.EqualFold(o.Name, g.Name) {
			return g, ErrTaken
		}
	}
	if action == access.ActionPlateGroupAdded && len(all) >= plate.MaxGroups {
		return g, ErrFull
	}
	err = b.Store.KeepKnownPlates(ctx, store.KnownChanges{Groups: []plate.Group{g}, Log: b.line(by, action, g.Name, string(g.Color))})
	return g, err
}

// RemoveGroup removes a group. Its plates are in none then.
func (b *Book) RemoveGroup(ctx context.Context, id string, by By) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := everywhere(ctx); err != nil {
		return err
	}
	g, err := b.group(ctx, id)
	if err != nil {
		return err
	}
	return b.Store.KeepKnownPlates(ctx, store.KnownChanges{
		RemoveGroups: []string{id}, Log: b.line(by, access.ActionPlateGroupRemoved, g.Name, fmt.Sprintf("%d plates", g.Plates)),
	})
}

// Known returns what is known of a plate, which may be nothing.
func (b *Book) Known(ctx context.Context, text string) (plate.Known, error) {
	text = plate.Normalize(text)
	all, err := b.Store.KnownPlatesOf(ctx, []string{text})
	if err != nil {
		return plate.Known{}, err
	}
	if k, ok := all[text]; ok {
		return k, nil
	}
	return plate.Known{Text: text}, nil
}

// Change is what becomes known of a plate; what is nil stays, what is "" goes.
type Change struct {
	Group *string // id
	Owner *string
	Note  *string
}

// Change writes down what is known of a plate, which need not have been read yet.
// ErrNoPlate: the caller does not see it.
func (b *Book) Change(ctx context.Context, typed string, c Change, by By) (plate.Known, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	k, err := b.Known(ctx, typed)
	if err != nil {
		return k, err
	}
	if k.Text == "" {
		return k, InvalidError{Field: "plate", Reason: NoPlate}
	}
	if access.ScopeOf(ctx).Limited() {
		if _, err := b.Store.Plate(ctx, k.Text); errors.Is(err, event.ErrNotFound) {
			return k, ErrNoPlate
		} else if err != nil {
			return k, err
		}
	}
	before := k
	var told []string
	if c.Group != nil && *c.Group != k.Group {
		name := "no group"
		if *c.Group != "" {
			g, err := b.group(ctx, *c.Group)
			if err != nil {
				return k, err
			}
			name = g.Name
		}
		k.Group = *c.Group
		told = append(told, "group: "+name)
	}
	for _, f := range []struct {
		field string
		most  int
		lines bool
		new   *string
		now   *string
	}{{"owner", plate.MaxOwner, false, c.Owner, &k.Owner}, {"note", plate.MaxNote, true, c.Note, &k.Note}} {
		if f.new == nil {
			continue
		}
		was := *f.now
		if *f.now, err = text(f.field, *f.new, f.most, f.lines); err != nil {
			return before, err
		}
		if *f.now != was {
			told = append(told, f.field)
		}
	}
	if len(told) == 0 {
		return before, nil
	}
	if before.Empty() {
		if err := b.room(ctx, 1); err != nil {
			return before, err
		}
	}
	k.ChangedAt, k.ChangedBy = b.now(), by.Name
	err = b.Store.KeepKnownPlates(ctx, store.KnownChanges{
		Plates: []plate.Known{k}, Log: b.line(by, access.ActionPlateChanged, k.Text, strings.Join(told, ", ")),
	})
	return k, err
}

// room says whether n plates more may be known.
func (b *Book) room(ctx context.Context, n int) error {
	have, err := b.Store.CountKnownPlates(ctx)
	if err == nil && have+int64(n) > plate.MaxKnown {
		err = ErrFull
	}
	return err
}
