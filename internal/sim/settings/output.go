package settings

import (
	"fmt"
	"time"
	"unicode/utf8"
)

// Output is an alarm output: a relay.
type Output struct {
	Name string
	Hold time.Duration // how long a rule keeps it active
}

// NewOutputs are so many outputs as delivered.
func NewOutputs(n int) []Output {
	list := make([]Output, n)
	for i := range list {
		list[i] = Output{Name: fmt.Sprintf("Output %d", i+1), Hold: 20 * time.Second}
	}
	return list
}

func outputProblems(list []Output) (p Problems) {
	for i, o := range list {
		place := fmt.Sprintf("[%d]", i)
		p.add(!between(utf8.RuneCountInString(o.Name), 1, 11), place+".Name", "1 to 11 characters")
		p.add(!between(o.Hold, 0, 10*time.Minute), place+".Hold", "0 to 600 seconds")
	}
	return p
}
