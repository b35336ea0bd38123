// Package saved holds filters of the timeline that people keep under a name: each
// person their own, and where nobody logs in all the same.
package saved

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/oklog/ulid/v2"

	"github.com/watchpost/watchpost/internal/access"
)

// Filter is a filter with a name.
type Filter struct {
	ID        string // ULID
	Owner     string // id of the user, or of the token; "" is everybody's
	Name      string
	Query     string // as the timeline's address has it
	CreatedAt time.Time
}

// Bounds of what is kept.
const (
	Most      = 50 // of one owner
	MaxName   = 60 // letters
	MaxQuery  = 2000
	maxValues = 100
)

// Params are what a filter may hold: the parameters of the timeline's address.
var Params = []string{
	"camera", "type", "category", "target", "group", "q", "has", "state", "time_from", "time_to", "day_from", "day_to", "after", "before", "view",
}

// Errors of filters.
var (
	ErrNotFound = errors.New("no such saved filter")
	ErrMany     = fmt.Errorf("there are %d saved filters already; remove one first", Most)
)

// InvalidError is something that was typed and cannot be kept.
type InvalidError struct{ Field, Text string }

func (e InvalidError) Error() string { return e.Field + ": " + e.Text }

// Keeper stores filters, by the contract of store.SavedFilters.
type Keeper interface {
	SavedFilters(ctx context.Context, owner string) ([]Filter, error)
	KeepFilter(ctx context.Context, f Filter) error
	RemoveFilter(ctx context.Context, id string) error
}

// Shelf is where callers have their filters. Who calls is in the context.
type Shelf struct {
	Keeper Keeper
	Now    func() time.Time
}

// ownerOf is whose filters a caller has.
func ownerOf(p access.Principal) string {
	if p.UserID != "" {
		return p.UserID
	}
	return p.TokenID
}

// All are the caller's filters and everybody's, by name.
func (s *Shelf) All(ctx context.Context) ([]Filter, error) {
	p := access.PrincipalOf(ctx)
	all, err := s.Keeper.SavedFilters(ctx, ownerOf(p))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(f Filter) bool { return f.Owner == "" && !within(f, p.Scope) }), nil
}

// within says whether a filter names no camera out of sight.
func within(f Filter, scope access.Scope) bool {
	q, err := url.ParseQuery(f.Query)
	return err == nil && !slices.ContainsFunc(q["camera"], func(id string) bool { return !scope.Camera(id) })
}

// Add keeps a filter for the caller.
func (s *Shelf) Add(ctx context.Context, name, query string) (Filter, error) {
	owner := ownerOf(access.PrincipalOf(ctx))
	all, err := s.Keeper.SavedFilters(ctx, owner)
	if err != nil {
		return Filter{}, err
	}
	mine := 0
	for _, f := range all {
		if f.Owner == owner {
			mine++
		}
	}
	if mine >= Most {
		return Filter{}, ErrMany
	}
	now := s.Now().UTC().Truncate(time.Microsecond)
	return s.keep(ctx, Filter{ID: ulid.MustNew(ulid.Timestamp(now), ulid.DefaultEntropy()).String(), Owner: owner, CreatedAt: now}, name, query)
}

// Change gives a filter another name, or other contents; nil leaves as it is.
func (s *Shelf) Change(ctx context.Context, id string, name, query *string) (Filter, error) {
	f, err := s.find(ctx, id)
	if err != nil {
		return f, err
	}
	if name == nil {
		name = &f.Name
	}
	if query == nil {
		query = &f.Query
	}
	return s.keep(ctx, f, *name, *query)
}

// Remove forgets a filter, and returns it.
func (s *Shelf) Remove(ctx context.Context, id string) (Filter, error) {
	f, err := s.find(ctx, id)
	if err != nil {
		return f, err
	}
	return f, s.Keeper.RemoveFilter(ctx, id)
}

// find finds a filter that the caller may change: their own, and everybody's where
// they are everybody, or change what is kept.
func (s *Shelf) find(ctx context.Context, id string) (Filter, error) {
	all, err := s.All(ctx)
	if err != nil {
		return Filter{}, err
	}
	i := slices.IndexFunc(all, func(f Filter) bool { return f.ID == id })
	p := access.PrincipalOf(ctx)
	if i < 0 || all[i].Owner != ownerOf(p) && !p.Role.Includes(access.Operator) {
		return Filter{}, ErrNotFound
	}
	return all[i], nil
}

func (s *Shelf) keep(ctx context.Context, f Filter, name, query string) (Filter, error) {
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return f, InvalidError{"name", "it is empty"}
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		return f, InvalidError{"name", "it has characters that are no text"}
	case utf8.RuneCountInString(name) > MaxName:
		return f, InvalidError{"name", fmt.Sprintf("it is longer than %d letters", MaxName)}
	}
	query, err := clean(query)
	if err != nil {
		return f, err
	}
	f.Name, f.Query = name, query
	return f, s.Keeper.KeepFilter(ctx, f)
}

// clean is a query in its one form, if it holds what a filter may hold.
func clean(query string) (string, error) {
	q, err := url.ParseQuery(strings.TrimPrefix(query, "?"))
	if err != nil || len(query) > MaxQuery || !utf8.ValidString(query) {
		return "", InvalidError{"query", fmt.Sprintf("it is not a query of at most %d bytes", MaxQuery)}
	}
	for name, values := range q {
		if !slices.Contains(Params, name) {
			return "", InvalidError{"query", fmt.Sprintf("%.40q is none of %s", name, strings.Join(Params, ", "))}
		}
		if len(values) > maxValues || slices.ContainsFunc(values, func(v string) bool { return !utf8.ValidString(v) || strings.ContainsFunc(v, unicode.IsControl) }) {
			return "", InvalidError{"query", fmt.Sprintf("%s has too many values, or such as are no text", name)}
		}
	}
	return q.Encode(), nil
}
