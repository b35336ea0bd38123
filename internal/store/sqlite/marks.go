package sqlite

import (
	"fmt"
	"strings"
)

// marks writes $1, $2 … as question marks, where each stands once and in order.
// The driver looks up a parameter that has a name at every execution, which is a
// tenth of what an insert costs.
func marks(stmt string) string {
	var b strings.Builder
	rest := stmt
	for n := 1; ; n++ {
		before, after, found := strings.Cut(rest, "$")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if rest, found = strings.CutPrefix(after, fmt.Sprint(n)); !found || strings.IndexAny(rest, "0123456789") == 0 {
			return stmt
		}
		b.WriteByte('?')
	}
}
