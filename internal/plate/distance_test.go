package plate

import (
	"math/rand/v2"
	"testing"
)

// plain is the distance by its definition, without a limit.
func plain(a, b []rune) int {
	switch {
	case len(a) == 0:
		return len(b) * different
	case len(b) == 0:
		return len(a) * different
	}
	return min(plain(a[1:], b[1:])+replacing(a[0], b[0]), plain(a[1:], b)+different, plain(a, b[1:])+different)
}

func TestDistanceAgreesWithItsDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	text := func() []rune {
		out := make([]rune, r.IntN(7))
		for i := range out {
			out[i] = []rune("AB8O0京")[r.IntN(6)]
		}
		return out
	}
	for range 3000 {
		a, b := text(), text()
		want := plain(a, b)
		for _, limit := range []int{0, confused, different, 2 * different} {
			got := distance(a, string(b), limit)
			if want <= limit && got != want || want > limit && got <= limit {
				t.Fatalf("%q and %q within %d: got %d, want %d", string(a), string(b), limit, got, want)
			}
		}
		// What tells in no time that texts are far apart must never tell it of
		// texts that are not.
		if got := bagOf(Fold(string(a))).apart(bagOf(Fold(string(b)))); got*different > want {
			t.Fatalf("%q and %q: at least %d characters differ, but the distance is %d", string(a), string(b), got, want)
		}
	}
}
