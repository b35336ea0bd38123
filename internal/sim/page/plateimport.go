package page

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// maxWrong is how many lines of a file are complained of at a time.
const maxWrong = 12

// askMany handles GET of the dialog Bulk Entry.
func (b *plateBook) askMany(w http.ResponseWriter, r *http.Request) error {
	f := newForm()
	f.set("Group", b.first(r))
	return b.ask(w, r, http.StatusOK, f, true)
}

// addMany handles POST of the dialog Bulk Entry: a file, or what was pasted. All of
// it is added, or nothing.
func (b *plateBook) addMany(w http.ResponseWriter, r *http.Request) error {
	pasted, uploaded, err := texts(r)
	if err != nil {
		return err
	}
	f := formOf(r)
	var wrong []string
	switch {
	case uploaded != "" && strings.TrimSpace(pasted) != "":
		wrong = []string{"Choose a file or paste the plates, not both."}
	case uploaded == "" && strings.TrimSpace(pasted) == "":
		wrong = []string{"Choose a file, or paste the plates."}
	}
	if uploaded != "" {
		pasted = uploaded
	}
	var lines []plateLine
	if wrong == nil {
		lines, wrong = plateFile{lists: b.lists(), list: f.get("Group"), zone: b.clock().Location()}.read(pasted)
	}
	if wrong == nil {
		_, err = b.save(f, func(all []settings.PlateEntry) []settings.PlateEntry {
			all, wrong = merge(all, lines, f.on("Replace"))
			if wrong != nil {
				f.problem("Lines", "")
			}
			return all
		})
		if err != nil {
			return err
		}
	}
	if wrong == nil && !f.Wrong() {
		return redirect(w, r, b.path+"?"+url.Values{"imported": {strconv.Itoa(len(lines))}}.Encode())
	}
	return b.ask(w, r, http.StatusUnprocessableEntity, f, true, wrong...)
}

// texts are what was pasted, and what the file says that was chosen.
func texts(r *http.Request) (pasted, uploaded string, err error) {
	err = r.ParseMultipartForm(maxForm)
	if errors.Is(err, http.ErrNotMultipart) {
		return r.PostFormValue("Text"), "", nil
	}
	if err != nil {
		return "", "", errBadForm
	}
	file, _, err := r.FormFile("File")
	if errors.Is(err, http.ErrMissingFile) {
		return r.PostFormValue("Text"), "", nil
	}
	if err != nil {
		return "", "", errBadForm
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err != nil {
		return "", "", errBadForm
	}
	return r.PostFormValue("Text"), string(text), nil
}

// merge adds lines to a database. Plates that are in it are replaced if they may be.
func merge(all []settings.PlateEntry, lines []plateLine, replace bool) (merged []settings.PlateEntry, wrong []string) {
	at := map[string]int{} // by plate, in all
	for i, e := range all {
		at[strings.ToUpper(e.Number)] = i
	}
	seen := map[string]int{} // by plate, the line
	for _, l := range lines {
		i, known := at[l.Number]
		switch before := seen[l.Number]; {
		case before > 0:
			wrong = append(wrong, fmt.Sprintf("Line %d: %s stands in line %d already. Leave one out.", l.line, l.Number, before))
		case known && !replace:
			wrong = append(wrong, fmt.Sprintf("Line %d: %s is in the list already. Leave it out, or tick “Replace plates that are listed”.", l.line, l.Number))
		case known:
			all[i] = l.PlateEntry
		default:
			all = append(all, l.PlateEntry)
		}
		seen[l.Number] = l.line
	}
	if len(all) > settings.MaxPlates {
		wrong = append(wrong, fmt.Sprintf("There is room for %d plates, and these would be %d. Delete some first.", settings.MaxPlates, len(all)))
	}
	return all, wrong
}
