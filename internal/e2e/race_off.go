//go:build !race

package e2e

// Race says whether this was built with the race detector.
const Race = false
