package settings

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxGroups is how many plate groups a recorder has room for.
const MaxGroups = 32

func groupProblems(groups []PlateGroup) (p Problems) {
	p.add(len(groups) > MaxGroups, "", fmt.Sprintf("at most %d groups", MaxGroups))
	seen := map[string]bool{}
	for i, g := range groups {
		place := fmt.Sprintf("[%d]", i)
		name := strings.ToLower(strings.TrimSpace(g.Name))
		p.add(name == "", place+".Name", "a name is needed")
		p.add(utf8.RuneCountInString(g.Name) > 31, place+".Name", "at most 31 characters")
		p.add(seen[name], place+".Name", "another group has this name")
		seen[name] = true
		p = append(p, platesProblems(g.Plates, nil).In(place+".Plates")...)
	}
	return p
}
