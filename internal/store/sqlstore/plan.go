package sqlstore

import "slices"

// maxLists is how many lists are merged at most. With more values than that, a
// filter is looked at row by row.
const maxLists = 128

// source is an index that holds events in order, once for each of its values.
type source struct {
	from   string // tables
	seq    string // the column of the numbers
	where  string // with a ? for each part of a value
	values [][]any
}

// plan is how the numbers of a list are found.
type plan struct {
	part
	rising  bool       // the lowest numbers come first
	filed   int64      // facets holds what stands in events up to this number
	unfiled conditions // what the sources ask for, of events that facets lacks
	empty   bool       // nothing can match
	stated  bool       // the states of events have been asked for
	// byCamera says that the sources hold the cameras that are asked for alone.
	byCamera bool
}

// part is the numbers in [from, to) that meet some conditions.
type part struct {
	sources  []source
	rest     conditions // what is looked at row by row
	from, to int64
	// stretches are the numbers that may be of some hours of a day, falling; nil where
	// all hours are asked for.
	stretches []stretch
}

// exact says that every number of the sources is in the list, so that no more is
// read than is returned.
func (p *part) exact() bool { return len(p.rest.where) == 0 && p.stretches == nil }

// along takes a filter as the way to read along, when none has been taken, and
// else as something to look at row by row. A filter that cannot be looked at row
// by row has no where.
func (p *plan) along(sources []source, where string, args ...any) {
	lists := 0
	for i := range sources {
		lists += len(sources[i].values)
	}
	switch {
	case p.sources != nil || lists > maxLists && where != "":
		p.rest.add(where, args...)
	case where == "":
		p.sources = sources
	default:
		p.sources = sources
		p.unfiled.add(where, args...)
	}
}

// parts are the parts that are read one after the other, in the order of the list.
func (p *plan) parts() []part {
	parts := p.falling()
	if p.rising {
		slices.Reverse(parts)
	}
	return parts
}

func (p *plan) falling() []part {
	if len(p.unfiled.where) == 0 {
		return []part{p.part}
	}
	filed, unfiled := p.part, p.part
	filed.to = min(p.to, p.filed+1)
	unfiled.from = max(p.from, p.filed+1)
	unfiled.sources = everything()
	unfiled.rest = conditions{
		where: slices.Concat(p.unfiled.where, p.rest.where),
		args:  slices.Concat(p.unfiled.args, p.rest.args),
	}
	return slices.DeleteFunc([]part{unfiled, filed}, func(p part) bool { return p.from >= p.to })
}

// everything is all events.
func everything() []source {
	return []source{{from: "events e", seq: "e.seq", values: [][]any{nil}}}
}

// faceted are the events whose facets meet a condition, once for each value.
func faceted(where string, values [][]any) source {
	return source{from: "facets e", seq: "e.seq", where: where, values: values}
}
