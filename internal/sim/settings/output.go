package settings

import (
	"fmt"
	"unicode/utf8"
)

// Output is an alarm output: a relay. Rules that are told so keep it active as long as
// their alarm lasts.
type Output struct{ Name string }

// NewOutputs are so many outputs as delivered.
func NewOutputs(n int) []Output {
	list := make([]Output, n)
	for i := range list {
		list[i] = Output{Name: fmt.Sprintf("Output %d", i+1)}
	}
	return list
}

func outputProblems(list []Output) (p Problems) {
	for i, o := range list {
		p.add(!between(utf8.RuneCountInString(o.Name), 1, 11), fmt.Sprintf("[%d].Name", i), "1 to 11 characters")
	}
	return p
}
