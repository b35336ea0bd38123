package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/watchpost/watchpost/internal/sim/fault"
)

func faultNames() []string {
	var out []string
	for _, f := range fault.All() {
		out = append(out, f.Name)
	}
	return out
}

// faultFlag is a list of names of faults.
type faultFlag []string

func (f *faultFlag) Set(text string) error {
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		if !slices.Contains(faultNames(), name) {
			return knownError{name, "fault", faultNames()}
		}
		*f = append(*f, name)
	}
	return nil
}

func (f *faultFlag) String() string { return strings.Join(*f, ",") }

// knownError refuses a value that is none of those known.
type knownError struct {
	word, what string
	known      []string
}

func (e knownError) Error() string {
	return strings.TrimPrefix(unknownWord(e.word, e.what, e.known), fmt.Sprintf("%.60q is ", e.word))
}

// seedFlag is any number that is not negative.
type seedFlag uint64

func (s *seedFlag) Set(text string) error {
	v, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return fmt.Errorf("not a whole number from 0")
	}
	*s = seedFlag(v)
	return nil
}

func (s *seedFlag) String() string { return strconv.FormatUint(uint64(*s), 10) }

// countFlag is a number from 1.
type countFlag int

func (n *countFlag) Set(text string) error {
	v, err := strconv.Atoi(text)
	if err != nil || v < 1 || v > 65536 {
		return fmt.Errorf("not a whole number from 1 to 65536")
	}
	*n = countFlag(v)
	return nil
}

func (n *countFlag) String() string { return strconv.Itoa(int(*n)) }

// paceFlag is how fast a world may go.
type paceFlag float64

func (p *paceFlag) Set(text string) error {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= 0.01 && v <= 1000) {
		return fmt.Errorf("not a number from 0.01 to 1000")
	}
	*p = paceFlag(v)
	return nil
}

func (p *paceFlag) String() string { return strconv.FormatFloat(float64(*p), 'g', -1, 64) }
