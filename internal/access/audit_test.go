package access_test

import (
	"os"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/access"
)

// TestActionsAreAll: what can be noted can be asked for.
func TestActionsAreAll(t *testing.T) {
	text, err := os.ReadFile("audit.go")
	if err != nil {
		t.Fatal(err)
	}
	all := access.Actions()
	for _, a := range all {
		if !strings.Contains(string(text), ` = "`+string(a)+`"`) {
			t.Errorf("%s is not there", a)
		}
	}
	if got, want := len(all), strings.Count(string(text), "Action = \""); got != want {
		t.Errorf("got %d actions, want %d", got, want)
	}
}
