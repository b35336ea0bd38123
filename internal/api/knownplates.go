package api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"

	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/platebook"
	"github.com/watchpost/watchpost/internal/store"
)

// knownJSON is what people know of a plate.
type knownJSON struct {
	Group     *plateGroupRef `json:"plate_group,omitempty"`
	Owner     string         `json:"owner,omitempty"`
	Note      string         `json:"note,omitempty"`
	ChangedAt timestamp      `json:"changed_at"`
	ChangedBy string         `json:"changed_by,omitempty"`
}

// known is what people know of some plates, by their texts.
func (s *Server) known(ctx context.Context, texts ...string) (map[string]*knownJSON, error) {
	found, err := s.Store.KnownPlatesOf(ctx, texts)
	if err != nil {
		return nil, fmt.Errorf("read what is known of plates: %w", err)
	}
	out := make(map[string]*knownJSON, len(found))
	if len(found) == 0 {
		return out, nil
	}
	groups, err := s.groupRefs(ctx)
	if err != nil {
		return nil, err
	}
	for text, k := range found {
		out[text] = knownOf(k, groups)
	}
	return out, nil
}

func knownOf(k plate.Known, groups map[string]*plateGroupRef) *knownJSON {
	return &knownJSON{Group: groups[k.Group], Owner: k.Owner, Note: k.Note, ChangedAt: timestamp(k.ChangedAt), ChangedBy: k.ChangedBy}
}

// groupRefs are the groups of plates by their ids.
func (s *Server) groupRefs(ctx context.Context) (map[string]*plateGroupRef, error) {
	all, err := s.Book.Groups(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[string]*plateGroupRef, len(all))
	for _, g := range all {
		out[g.ID] = &plateGroupRef{g.ID, g.Name, g.Color}
	}
	return out, nil
}

// knownPlate is a plate of which people know something.
type knownPlate struct {
	Text string `json:"text"`
	*knownJSON
}

type knownPlateList struct {
	Plates []knownPlate `json:"known_plates"`
	Next   string       `json:"next,omitempty"`
}

// knownPlates handles GET /api/v1/known-plates.
func (s *Server) knownPlates(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	kq := store.KnownQuery{Page: q.page(), Search: q.one("q"), Group: q.one("plate_group")}
	if q.err != nil {
		return q.err
	}
	found, next, err := s.Store.KnownPlates(r.Context(), kq)
	if err != nil {
		return fmt.Errorf("list known plates: %w", err)
	}
	groups, err := s.groupRefs(r.Context())
	if err != nil {
		return err
	}
	out := knownPlateList{Plates: make([]knownPlate, len(found)), Next: next}
	for i, k := range found {
		out.Plates[i] = knownPlate{k.Text, knownOf(k, groups)}
	}
	return writeJSON(w, out)
}

// platePatch is what becomes known of a plate; what is left out stays, "" goes.
type platePatch struct {
	Group *string `json:"plate_group"`
	Owner *string `json:"owner"`
	Note  *string `json:"note"`
}

// patchPlate handles PATCH /api/v1/plates/{text}.
func (s *Server) patchPlate(w http.ResponseWriter, r *http.Request) error {
	q := &query{values: map[string][]string{"text": {r.PathValue("text")}}}
	text := q.plate("text")
	if q.err != nil {
		return q.err
	}
	var p platePatch
	if err := readJSON(w, r, &p); err != nil {
		return err
	}
	if p.Group == nil && p.Owner == nil && p.Note == nil {
		return problem(codeBadBody, `the body is like {"plate_group": "01KAXW3V1S8Z6Q4J7T2M9B5C0D", "owner": "Unit 12", "note": ""}`)
	}
	k, err := s.Book.Change(r.Context(), text, platebook.Change(p), bookBy(r))
	if err != nil {
		return err
	}
	if k.Empty() {
		if _, err := s.Store.Plate(r.Context(), text); err != nil {
			return writeJSON(w, plateJSON{Text: text}) // neither read nor known any more
		}
	}
	return s.answerPlate(w, r, text)
}

// exportPlates handles GET /api/v1/known-plates/csv.
func (s *Server) exportPlates(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	group := q.one("plate_group")
	if q.err != nil {
		return q.err
	}
	var b bytes.Buffer // a few megabytes at most
	if err := s.Book.Export(r.Context(), &b, group); err != nil {
		return err
	}
	h := w.Header()
	sandbox(h)
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="plates.csv"`)
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	w.Write(b.Bytes()) // an error means that nobody reads it
	return nil
}

// importLine is a line of a file, and what an import does with it.
type importLine struct {
	Line    int               `json:"line"`
	Plate   string            `json:"plate"`
	Verdict platebook.Verdict `json:"verdict"`
	Changes []string          `json:"changes,omitempty"`
	Reason  string            `json:"reason,omitempty"`
}

// importJSON is what an import does, or would do.
type importJSON struct {
	DryRun    bool         `json:"dry_run"`
	Digest    string       `json:"digest"`
	Created   int          `json:"created"`
	Changed   int          `json:"changed"`
	Same      int          `json:"same"`
	Refused   int          `json:"refused"`
	NewGroups []string     `json:"new_groups"`
	Ignored   []string     `json:"ignored_columns"`
	Lines     []importLine `json:"lines"`
}

func importOf(p *platebook.Plan, dry bool) importJSON {
	out := importJSON{
		DryRun: dry, Digest: p.Digest, Created: p.Count(platebook.Created), Changed: p.Count(platebook.Changed), Same: p.Count(platebook.Same),
		Refused: p.Count(platebook.Refused), NewGroups: []string{}, Ignored: append([]string{}, p.Ignored...), Lines: make([]importLine, len(p.Lines)),
	}
	for _, g := range p.NewGroups {
		out.NewGroups = append(out.NewGroups, g.Name)
	}
	for i := range p.Lines {
		l := &p.Lines[i]
		out.Lines[i] = importLine{Line: l.N, Plate: l.Plate, Verdict: l.Verdict, Changes: l.Changes}
		if l.Err != nil {
			out.Lines[i].Reason = l.Err.Error()
		}
	}
	return out
}

// importPlates handles POST /api/v1/known-plates/csv.
func (s *Server) importPlates(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	dry, digest := q.either("dry_run", "true", "false"), q.one("digest")
	if q.err != nil {
		return q.err
	}
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || t != "text/csv" {
		return problem(codeMediaType, "the body must be text/csv")
	}
	file, err := io.ReadAll(http.MaxBytesReader(w, r.Body, platebook.MaxFile))
	if err != nil {
		return fmt.Errorf("read the file: %w", err)
	}
	if dry != nil && *dry {
		p, err := s.Book.Plan(r.Context(), file)
		if err != nil {
			return err
		}
		return writeJSON(w, importOf(p, true))
	}
	p, err := s.Book.Import(r.Context(), file, digest, bookBy(r))
	if err != nil {
		return err
	}
	return writeJSON(w, importOf(p, false))
}
