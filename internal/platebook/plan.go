package platebook

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"github.com/oklog/ulid/v2"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/store"
)

// Verdict is what an import does with a line.
type Verdict string

// The verdicts.
const (
	Created Verdict = "created" // nothing was known of the plate
	Changed Verdict = "changed"
	Same    Verdict = "same" // it is known like this already
	Refused Verdict = "refused"
)

// Line is a line of a file, and what an import does with it.
type Line struct {
	N       int    // in the file
	Plate   string // normalised where it is a plate, else as it stands there
	Group   string // name
	Owner   string
	Note    string
	Verdict Verdict
	Changes []string // columns that become different
	Err     error    // why it is refused: an InvalidError

	known plate.Known // what is written
}

// Plan is what an import would do, or has done.
type Plan struct {
	Lines     []Line
	NewGroups []plate.Group // that lines name and nobody has made yet
	Ignored   []string      // columns that are not taken, as they are called
	Digest    string        // of what would be done
}

// Count is how many lines have a verdict.
func (p *Plan) Count(v Verdict) (n int) {
	for i := range p.Lines {
		if p.Lines[i].Verdict == v {
			n++
		}
	}
	return n
}

// Plan says line by line what an import of a file would do. A file that cannot be
// read at all is an InvalidError. A column that is not there changes nothing; an
// empty field of one that is there makes empty.
func (b *Book) Plan(ctx context.Context, file []byte) (*Plan, error) {
	if err := everywhere(ctx); err != nil {
		return nil, err
	}
	s, err := readSheet(file)
	if err != nil {
		return nil, err
	}
	groups, err := b.Store.PlateGroups(ctx)
	if err != nil {
		return nil, err
	}
	var texts []string
	for i := range s.rows {
		texts = append(texts, plate.Normalize(s.rows[i].cells["plate"]))
	}
	known, err := b.Store.KnownPlatesOf(ctx, texts)
	if err != nil {
		return nil, err
	}
	p := &planner{sheet: s, known: known, groups: groups, first: make(map[string]int), plan: &Plan{Ignored: s.ignored}}
	for i := range s.rows {
		p.plan.Lines = append(p.plan.Lines, p.line(&s.rows[i]))
	}
	if len(groups)+len(p.plan.NewGroups) > plate.MaxGroups {
		return nil, InvalidError{Field: "groups", Reason: TooMany, Most: plate.MaxGroups}
	}
	if have, err := b.Store.CountKnownPlates(ctx); err != nil {
		return nil, err
	} else if have+int64(p.plan.Count(Created)) > plate.MaxKnown {
		return nil, InvalidError{Field: "plates", Reason: TooMany, Most: plate.MaxKnown}
	}
	p.plan.Digest, err = digest(p.plan, known)
	return p.plan, err
}

// planner makes a plan.
type planner struct {
	*sheet
	known  map[string]plate.Known
	groups []plate.Group
	first  map[string]int // line of the file in which a plate stands first
	plan   *Plan
}

func (p *planner) line(r *row) Line {
	l := Line{N: r.line, Plate: strings.TrimSpace(r.cells["plate"]), Group: r.cells["group"], Owner: r.cells["owner"], Note: r.cells["note"]}
	if l.Err = p.read(r, &l); l.Err != nil {
		l.Verdict = Refused
		return l
	}
	before := p.known[l.Plate]
	before.Text = l.Plate
	k := before
	for _, c := range columns[1:] {
		if !p.has[c] {
			continue
		}
		var now *string
		var cell string
		switch c {
		case "group":
			now, cell = &k.Group, p.group(l.Group)
		case "owner":
			now, cell = &k.Owner, l.Owner
		case "note":
			now, cell = &k.Note, l.Note
		}
		if *now != cell {
			*now = cell
			l.Changes = append(l.Changes, c)
		}
	}
	l.known = k
	switch {
	case len(l.Changes) == 0 && before.Empty():
		// A plate alone says nothing that could be kept.
		l.Verdict, l.Err = Refused, InvalidError{Field: "line", Reason: Nothing}
	case len(l.Changes) == 0:
		l.Verdict = Same
	case before.Empty():
		l.Verdict = Created
	default:
		l.Verdict = Changed
	}
	return l
}

// read checks the cells of a line.
func (p *planner) read(r *row, l *Line) (err error) {
	if r.err != nil {
		return r.err
	}
	typed := strings.TrimSpace(l.Plate)
	n := 0
	for _, c := range typed {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			n++
		}
	}
	normal := plate.Normalize(typed)
	if normal == "" || n > plate.MaxText {
		return InvalidError{Field: "plate", Reason: NoPlate}
	}
	l.Plate = normal
	if first, ok := p.first[normal]; ok {
		return InvalidError{Field: "plate", Reason: Twice, Line: first}
	}
	p.first[normal] = r.line
	if l.Group, err = text("group", l.Group, plate.MaxName, false); err != nil {
		return err
	}
	if l.Owner, err = text("owner", l.Owner, plate.MaxOwner, false); err != nil {
		return err
	}
	l.Note, err = text("note", l.Note, plate.MaxNote, true)
	return err
}

// group is the id of a group by its name, one to be made where there is none.
func (p *planner) group(name string) string {
	if name == "" {
		return ""
	}
	for _, all := range [][]plate.Group{p.groups, p.plan.NewGroups} {
		for _, g := range all {
			if strings.EqualFold(g.Name, name) {
				return g.ID
			}
		}
	}
	colors := plate.Colors()
	g := plate.Group{ID: newGroup + name, Name: name, Color: colors[(len(p.groups)+len(p.plan.NewGroups))%len(colors)]}
	p.plan.NewGroups = append(p.plan.NewGroups, g)
	return g.ID
}

// newGroup begins the id of a group that is to be made; no other id begins so.
const newGroup = "new "

// digest tells two plans apart.
func digest(p *Plan, known map[string]plate.Known) (string, error) {
	h := sha256.New()
	e := json.NewEncoder(h)
	for i := range p.Lines {
		l := &p.Lines[i]
		if err := e.Encode([]any{l.N, l.Verdict, l.Changes, l.known, known[l.Plate]}); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// Import does what Plan says. digest is that of a plan that was shown; ErrOther when
// it is not what would be done now. "" asks for whatever comes of it.
func (b *Book) Import(ctx context.Context, file []byte, digest string, by By) (*Plan, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p, err := b.Plan(ctx, file)
	if err != nil {
		return nil, err
	}
	if digest != "" && digest != p.Digest {
		return p, ErrOther
	}
	now := b.now()
	made := make(map[string]string)
	c := store.KnownChanges{}
	for i := range p.NewGroups {
		g := &p.NewGroups[i]
		id := ulid.MustNew(ulid.Timestamp(now), ulid.DefaultEntropy()).String()
		made[g.ID], g.ID = id, id
		c.Groups = append(c.Groups, *g)
	}
	for i := range p.Lines {
		l := &p.Lines[i]
		if l.Verdict != Created && l.Verdict != Changed {
			continue
		}
		k := l.known
		if id, ok := made[k.Group]; ok {
			k.Group = id
		}
		k.ChangedAt, k.ChangedBy = now, by.Name
		c.Plates = append(c.Plates, k)
	}
	if len(c.Plates)+len(c.Groups) == 0 {
		return p, nil
	}
	c.Log = b.line(by, access.ActionPlatesImported, fmt.Sprintf("%d plates", len(c.Plates)),
		fmt.Sprintf("%d created, %d changed, %d refused, %d groups made", p.Count(Created), p.Count(Changed), p.Count(Refused), len(c.Groups)))
	return p, b.Store.KeepKnownPlates(ctx, c)
}
