//go:build !race

package conform_test

// raceEnabled says that everything takes several times as long.
const raceEnabled = false
