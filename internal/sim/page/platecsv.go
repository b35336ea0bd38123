package page

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// plateFile reads plates from a table of text: a plate a line, with or without a
// first line that names the columns, which may then stand in any order.
type plateFile struct {
	lists []string // values and labels in turn
	list  string   // of lines that name none
	zone  *time.Location
}

// plateColumns are the columns, in the order that they have without a first line.
func plateColumns() []string {
	return []string{"plate", "list", "owner", "phone", "vehicle", "valid from", "valid until"}
}

// plateLine is a plate, and the line that it was read from.
type plateLine struct {
	settings.PlateEntry
	line int
}

// read gives the plates, and what is wrong with which line.
func (p plateFile) read(text string) (plates []plateLine, wrong []string) {
	text = strings.TrimPrefix(text, "\ufeff")
	if !utf8.ValidString(text) {
		return nil, []string{"The file is not in UTF-8. Save it as “CSV UTF-8” and choose it again."}
	}
	r := csv.NewReader(bytes.NewReader([]byte(text)))
	r.Comma, r.FieldsPerRecord, r.TrimLeadingSpace = separator(text), -1, true
	columns := plateColumns()
	for first := true; ; first = false {
		fields, err := r.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			if len(plates) == 0 && len(wrong) == 0 {
				wrong = append(wrong, "There is no plate in it. Write one plate a line.")
			}
			return plates, wrong
		case errors.As(err, &bad):
			return nil, append(wrong, fmt.Sprintf("Line %d: a quotation mark is open, or stands inside a word. Write it twice, or leave it out.", bad.Line))
		case err != nil:
			return nil, append(wrong, err.Error())
		}
		line, _ := r.FieldPos(0)
		if first {
			if named, unknown := header(fields); named != nil {
				columns = named
				if unknown != "" {
					return nil, []string{fmt.Sprintf("Line %d: no column is called %q. There are %s.", line, unknown, strings.Join(plateColumns(), ", "))}
				}
				continue
			}
		}
		if len(fields) > len(columns) {
			wrong = append(wrong, fmt.Sprintf("Line %d: %d columns, where there are only %d: %s.", line, len(fields), len(columns), strings.Join(columns, ", ")))
			continue
		}
		entry, err := p.entry(columns, fields)
		if err != nil {
			wrong = append(wrong, fmt.Sprintf("Line %d: %v.", line, err))
			continue
		}
		plates = append(plates, plateLine{entry, line})
	}
}

// separator is what stands between columns: the one that the first line has most.
func separator(text string) rune {
	first, _, _ := strings.Cut(text, "\n")
	best := ','
	for _, one := range []rune{';', '\t'} {
		if strings.Count(first, string(one)) > strings.Count(first, string(best)) {
			best = one
		}
	}
	return best
}

// header is the columns that a first line names, nil if it is a plate's, and the
// first name that is none.
func header(fields []string) (columns []string, unknown string) {
	found := false
	for _, name := range fields {
		name = strings.ToLower(strings.TrimSpace(name))
		switch name {
		case "plate number", "license plate", "licence plate", "number":
			name = "plate"
		case "list type", "group":
			name = "list"
		}
		if name == "plate" {
			found = true
		}
		if !slices.Contains(plateColumns(), name) && unknown == "" {
			unknown = name
		}
		columns = append(columns, name)
	}
	if !found {
		return nil, ""
	}
	return columns, unknown
}

// entry is the plate of a line.
func (p plateFile) entry(columns, fields []string) (settings.PlateEntry, error) {
	e := settings.PlateEntry{Group: p.list}
	var err error
	for i, field := range fields {
		field = strings.TrimSpace(field)
		if field == "" {
			continue
		}
		switch columns[i] {
		case "plate":
			e.Number = strings.ToUpper(field)
		case "list":
			e.Group, err = p.listOf(field)
		case "owner":
			e.Owner = field
		case "phone":
			e.Phone = field
		case "vehicle":
			e.Kind = field
		case "valid from":
			e.Begin, err = p.moment(field, 0)
		case "valid until":
			e.End, err = p.moment(field, 24*time.Hour-time.Second)
		}
		if err != nil {
			return e, err
		}
	}
	switch {
	case e.Number == "":
		return e, errors.New("the plate is missing")
	case utf8.RuneCountInString(e.Number) > 31:
		return e, fmt.Errorf("%.40q is longer than the 31 characters of a plate", e.Number)
	case e.Group == "":
		return e, errors.New("there is no list yet; add one first")
	case !e.Begin.IsZero() && !e.End.IsZero() && e.End.Before(e.Begin):
		return e, errors.New("it is valid until a time before it is valid; swap the two")
	}
	return e, nil
}

// listOf is a list by its value, its label, or the first word of that.
func (p plateFile) listOf(name string) (string, error) {
	var labels []string
	for pair := range slices.Chunk(p.lists, 2) {
		short, _, _ := strings.Cut(pair[1], " ")
		for _, known := range []string{pair[0], pair[1], short} {
			if strings.EqualFold(name, known) {
				return pair[0], nil
			}
		}
		labels = append(labels, pair[1])
	}
	return "", fmt.Errorf("there is no list %.40q; there are %s", name, strings.Join(labels, ", "))
}

// moment is a date, with a time or with that of a day's end.
func (p plateFile) moment(text string, end time.Duration) (time.Time, error) {
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		at, err := time.ParseInLocation(layout, strings.NewReplacer("/", "-", "T", " ").Replace(text), p.zone)
		if err != nil {
			continue
		}
		if layout == "2006-01-02" {
			at = at.Add(end)
		}
		return at, nil
	}
	return time.Time{}, fmt.Errorf("%.40q is no date; write it like 2026-12-31, or 2026-12-31 18:00", text)
}
