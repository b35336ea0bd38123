package fault

import "math/rand/v2"

// Duplicates are posts that come twice, and sometimes three times.
func Duplicates() Fault {
	return Fault{
		Name: "duplicate-posts", About: "every third post comes twice or three times",
		Again: func(r *rand.Rand) int {
			if r.IntN(3) > 0 {
				return 0
			}
			return 1 + r.IntN(2)
		},
	}
}
