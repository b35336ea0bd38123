package settings

import "strings"

// Problem is something wrong with a setting.
type Problem struct {
	Field string // the Go name and place: "Port", "Servers[0].Port", "Rules.Zones[1].Points"
	Text  string // for the page, a sentence without a full stop
}

// Problems is an error that holds all that is wrong with settings.
type Problems []Problem

func (p Problems) Error() string {
	texts := make([]string, len(p))
	for i, one := range p {
		texts[i] = one.Field + ": " + one.Text
	}
	return strings.Join(texts, "; ")
}

// In is the problems as those of a part of something larger.
func (p Problems) In(place string) Problems {
	moved := make(Problems, len(p))
	for i, one := range p {
		moved[i] = Problem{Field: place, Text: one.Text}
		switch {
		case strings.HasPrefix(one.Field, "["):
			moved[i].Field += one.Field
		case one.Field != "":
			moved[i].Field += "." + one.Field
		}
	}
	return moved
}

// Of is the text about one field, "" if nothing is wrong with it.
func (p Problems) Of(field string) string {
	for _, one := range p {
		if one.Field == field {
			return one.Text
		}
	}
	return ""
}

func (p *Problems) add(wrong bool, field, text string) {
	if wrong {
		*p = append(*p, Problem{field, text})
	}
}

// err is nil, not an empty list, when nothing is wrong.
func (p Problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}
