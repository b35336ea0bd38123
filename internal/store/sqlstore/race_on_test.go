//go:build race

package sqlstore_test

// raceEnabled says that everything takes several times as long.
const raceEnabled = true
