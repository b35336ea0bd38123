package e2e

import (
	"os"
	"os/exec"
	"testing"
)

// Require skips the test when a condition of the machine is not met; where
// WATCHPOST_REQUIRE is set, nothing may be skipped, and the test fails.
func Require(t testing.TB, met bool, what string) {
	t.Helper()
	if met {
		return
	}
	if os.Getenv("WATCHPOST_REQUIRE") != "" {
		t.Fatalf("needs %s", what)
	}
	t.Skipf("skipped: needs %s", what)
}

// RequireCommand is Require for a program that must be installed.
func RequireCommand(t testing.TB, name string) {
	t.Helper()
	_, err := exec.LookPath(name)
	Require(t, err == nil, name+" installed")
}

// RequireRoot is Require for tests that mount or trace.
func RequireRoot(t testing.TB) {
	t.Helper()
	Require(t, os.Geteuid() == 0, "root")
}
