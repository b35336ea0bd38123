package detect_test

import (
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/sim/world"
)

// view is the only view of a scenario.
func view(t *testing.T, script string) *world.View {
	t.Helper()
	s, err := world.Parse(strings.NewReader(script))
	if err != nil {
		t.Fatal(err)
	}
	return s.Views(5)[0]
}
