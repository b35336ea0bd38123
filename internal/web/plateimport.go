package web

import (
	"errors"
	"io"
	"net/http"

	"github.com/watchpost/watchpost/internal/platebook"
)

// importPage is the page on which a file of plates is chosen, and on which it is told
// what would be done with each line before anything is.
type importPage struct {
	Plan  *platebook.Plan // nil: no file yet
	File  string          // its text, to be sent again
	Count map[platebook.Verdict]int
	Lines []importLine
	Bytes int64
	Most  int64
}

// importLine is a line of a file, in words.
type importLine struct {
	platebook.Line
	Says string
}

// plateImport handles GET /known-plates/import.
func (s *Server) plateImport(v *view, r *http.Request) error {
	if !editsAll(r) {
		return platebook.ErrLimited
	}
	v.sheet, v.Title = "plate-import", v.T("known.import")
	v.Data = importPage{Bytes: platebook.MaxFile >> 20, Most: platebook.MaxLines}
	return nil
}

// importPlates handles POST /known-plates/import. A file alone is looked at; with the
// digest of what was shown it is imported.
func (s *Server) importPlates(v *view, _ http.ResponseWriter, r *http.Request) (string, error) {
	file, err := importFile(r)
	if err != nil {
		return "", err
	}
	digest := r.PostFormValue("digest")
	plan := (*platebook.Plan)(nil)
	if digest == "" {
		plan, err = s.Book.Plan(r.Context(), file)
	} else if plan, err = s.Book.Import(r.Context(), file, digest, bookBy(r)); err == nil {
		return "/known-plates?done=import", nil
	}
	if err != nil {
		if v.Wrong = v.wrongPlate(err); v.Wrong == "" {
			return "", err
		}
	}
	if err := s.plateImport(v, r); err != nil {
		return "", err
	}
	if plan != nil {
		v.Data = v.importPage(plan, string(file))
	}
	return "", nil
}

// importFile is the file of a form, or the text that a form repeats.
func importFile(r *http.Request) ([]byte, error) {
	f, _, err := r.FormFile("file")
	if err != nil {
		return []byte(r.PostFormValue("text")), nil
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if len(b) == 0 {
		b = []byte(r.PostFormValue("text"))
	}
	return b, err
}

func (v *view) importPage(plan *platebook.Plan, file string) importPage {
	p := importPage{Plan: plan, File: file, Count: make(map[platebook.Verdict]int), Bytes: platebook.MaxFile >> 20, Most: platebook.MaxLines}
	for _, l := range plan.Lines {
		p.Count[l.Verdict]++
		one := importLine{Line: l}
		var invalid platebook.InvalidError
		switch {
		case errors.As(l.Err, &invalid):
			one.Says = v.reason(invalid)
		case l.Verdict == platebook.Changed:
			for i, c := range l.Changes {
				if i > 0 {
					one.Says += ", "
				}
				one.Says += v.T("known.field." + c)
			}
		}
		p.Lines = append(p.Lines, one)
	}
	return p
}

// Verdicts are what an import does with lines, in the order of telling.
func (v *view) Verdicts() []platebook.Verdict {
	return []platebook.Verdict{platebook.Created, platebook.Changed, platebook.Same, platebook.Refused}
}

// Writes says whether an import would write anything.
func (p importPage) Writes() bool { return p.Count[platebook.Created]+p.Count[platebook.Changed] > 0 }
