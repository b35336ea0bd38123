package suggest_test

import (
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/suggest"
)

func TestClosest(t *testing.T) {
	known := []string{"devices", "devices-tls", "device-user", "data", "keep", "keep-size"}
	tests := []struct{ name, word, want string }{
		{"the word itself", "devices", "devices"},
		{"a letter missing", "devces", "devices"},
		{"two letters swapped", "dveices", "devices"},
		{"a wrong letter", "dara", "data"},
		{"a letter too many", "keeep", "keep"},
		{"underscore for dash", "keep_size", "keep-size"},
		{"nothing near", "temperature", ""},
		{"a short word allows no second slip", "dxtx", ""},
		{"nothing", "", ""},
		{"absurdly long", strings.Repeat("k", 10_000), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := suggest.Closest(tt.word, known); got != tt.want {
				t.Errorf("Closest(%.20q) = %q, want %q", tt.word, got, tt.want)
			}
		})
	}
}
