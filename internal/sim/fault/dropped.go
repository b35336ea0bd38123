package fault

import "math/rand/v2"

// DroppedConnections are connections that end in the middle of a post.
func DroppedConnections() Fault {
	return Fault{
		Name: "dropped-connections", About: "every fifth post breaks off in the middle",
		Cut: func(r *rand.Rand) float64 {
			if r.IntN(5) > 0 {
				return 1
			}
			return r.Float64()
		},
	}
}
