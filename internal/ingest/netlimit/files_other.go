//go:build !unix

package netlimit

// openFiles is how many files the process may have open; this system has no such
// limit.
func openFiles() uint64 { return 0 }
