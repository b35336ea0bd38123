package web

import (
	"context"
	"net/url"

	"github.com/watchpost/watchpost/internal/plate"
)

// mark is the group that people put a plate into: a colour, with its name beside it.
type mark struct {
	ID, Name string
	Color    plate.Color
}

// marks knows the groups of plates that a page shows. It asks once for each.
type marks struct {
	book   Store
	known  map[string]plate.Known
	asked  map[string]bool
	groups map[string]*mark // nil until they were read
}

func newMarks(book Store) *marks {
	return &marks{book: book, known: make(map[string]plate.Known), asked: make(map[string]bool)}
}

// of is what people know of a plate, and its group, nil without one.
func (m *marks) of(ctx context.Context, text string) (plate.Known, *mark, error) {
	text = plate.Normalize(text)
	if text == "" {
		return plate.Known{}, nil, nil
	}
	if err := m.ask(ctx, text); err != nil {
		return plate.Known{}, nil, err
	}
	k, ok := m.known[text]
	if !ok {
		return plate.Known{Text: text}, nil, nil
	}
	groups, err := m.all(ctx)
	return k, groups[k.Group], err
}

// ask reads what is known of plates that were not asked for yet.
func (m *marks) ask(ctx context.Context, texts ...string) error {
	var fresh []string
	for _, t := range texts {
		if t != "" && !m.asked[t] {
			m.asked[t] = true
			fresh = append(fresh, t)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	found, err := m.book.KnownPlatesOf(ctx, fresh)
	for text, k := range found {
		m.known[text] = k
	}
	return err
}

// all are the groups by their ids.
func (m *marks) all(ctx context.Context) (map[string]*mark, error) {
	if m.groups != nil {
		return m.groups, nil
	}
	all, err := m.book.PlateGroups(ctx)
	if err != nil {
		return nil, err
	}
	m.groups = make(map[string]*mark, len(all))
	for _, g := range all {
		m.groups[g.ID] = &mark{g.ID, g.Name, g.Color}
	}
	return m.groups, nil
}

// Mark is the group that people put a plate into, nil without one.
func (v *view) Mark(text string) (*mark, error) {
	_, m, err := v.marks.of(v.ctx, text)
	return m, err
}

// PlatePath is the path of a plate's page, whatever a device has sent for its text.
func (v *view) PlatePath(text string) string {
	return "/plates/" + url.PathEscape(plate.Normalize(text))
}

// Owner is whom people know as the owner of a plate, "" where they know none.
func (v *view) Owner(text string) (string, error) {
	k, _, err := v.marks.of(v.ctx, text)
	return k.Owner, err
}
