package conform

import (
	"fmt"
	"strconv"
	"strings"
)

// rule is what an element must be like. In a grammar it is a line, its children
// indented below it in their order:
//
//	name? type=uint32 id=1 list = value
//
// "?" after the name is an element that may be missing, "+" one or more, "*" any
// number. "list" is type="list" with a count of its children. What stands after "="
// is the kind of its text: see values, or words with "|" between them.
type rule struct {
	name     string
	min, max int
	attrs    map[string]string // "#" as a value is the number of children
	value    string
	children []*rule
}

// grammar reads the lines of a grammar, whose first is the root.
func grammar(text string) (*rule, error) {
	var open []*rule // by depth
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		body := strings.TrimLeft(line, " ")
		depth := (len(line) - len(body)) / 2
		if depth > len(open) {
			return nil, fmt.Errorf("%q is too deep", line)
		}
		r, err := ruleOf(body)
		if err != nil {
			return nil, err
		}
		open = open[:depth]
		if depth > 0 {
			parent := open[depth-1]
			parent.children = append(parent.children, r)
		}
		open = append(open, r)
	}
	if len(open) == 0 {
		return nil, fmt.Errorf("no rule")
	}
	return open[0], nil
}

func ruleOf(line string) (*rule, error) {
	head, value, _ := strings.Cut(line, " = ")
	words := strings.Fields(head)
	r := &rule{name: words[0], min: 1, max: 1, attrs: map[string]string{}, value: strings.TrimSpace(value)}
	switch name := strings.TrimRight(r.name, "?+*"); r.name[len(name):] {
	case "?":
		r.name, r.min = name, 0
	case "+":
		r.name, r.max = name, 1000
	case "*":
		r.name, r.min, r.max = name, 0, 1000
	}
	for _, w := range words[1:] {
		key, val, ok := strings.Cut(w, "=")
		switch {
		case ok:
			r.attrs[key] = val
		case w == "list":
			r.attrs["type"], r.attrs["count"] = "list", "#"
		default:
			return nil, fmt.Errorf("%q in %q", w, line)
		}
	}
	return r, nil
}

// matcher holds elements against rules and gathers what is wrong.
type matcher struct {
	dialect  Dialect
	problems []string
}

func (m *matcher) wrong(path, format string, args ...any) {
	m.problems = append(m.problems, path+": "+fmt.Sprintf(format, args...))
}

func (m *matcher) match(n *node, r *rule, path string) {
	if n.name != r.name {
		m.wrong(path, "want %s", r.name)
		return
	}
	m.attributes(n, r, path)
	if len(r.children) == 0 && len(n.children) > 0 {
		m.wrong(path, "holds %s, want no elements", n.children[0].name)
		return
	}
	if len(r.children) > 0 {
		if strings.TrimSpace(n.value) != "" {
			m.wrong(path, "holds text %.40q beside its elements", strings.TrimSpace(n.value))
		}
		m.sequence(n, r, path)
		return
	}
	if err := check(r.value, strings.TrimSpace(n.value)); err != nil {
		m.wrong(path, "%v", err)
	}
}

func (m *matcher) attributes(n *node, r *rule, path string) {
	for key, want := range r.attrs {
		got, ok := n.attrs[key]
		switch {
		case !ok:
			m.wrong(path, "no attribute %s", key)
		case want == "#":
			if got != strconv.Itoa(len(n.children)) {
				m.wrong(path, "a count of %s, with %d elements", got, len(n.children))
			}
		case strings.HasPrefix(want, "<"):
			if err := check(strings.Trim(want, "<>"), got); err != nil {
				m.wrong(path, "attribute %s: %v", key, err)
			}
		case got != want:
			m.wrong(path, "attribute %s is %q, want %q", key, got, want)
		}
	}
	for key := range n.attrs {
		if _, ok := r.attrs[key]; !ok {
			m.wrong(path, "attribute %s=%q, want none", key, n.attrs[key])
		}
	}
}

// sequence holds children against rules in their order.
func (m *matcher) sequence(n *node, r *rule, path string) {
	rest := n.children
	for _, want := range r.children {
		got := 0
		for len(rest) > 0 && got < want.max && (rest[0].name == want.name || strings.HasPrefix(want.name, "<") && got == 0) {
			c := rest[0]
			rule := want
			if strings.HasPrefix(want.name, "<") { // any of several names
				named := *want
				named.name = c.name
				if err := check(strings.Trim(want.name, "<>"), c.name); err != nil {
					m.wrong(path+"/"+c.name, "%v", err)
				}
				rule = &named
			}
			m.match(c, rule, path+"/"+c.name)
			rest = rest[1:]
			got++
		}
		if got < want.min {
			m.wrong(path, "no %s where it belongs", want.name)
		}
	}
	for _, c := range rest {
		m.wrong(path, "%s is not known, or not in its place", c.name)
	}
}
