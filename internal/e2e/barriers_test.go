//go:build unix

package e2e_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/e2e"
)

// TestNoBarriers: every page can be used by everybody, as far as a program can
// tell: by the rules of WCAG 2.2 AA nothing is seriously wrong with it, light on a
// desk and dark on a phone.
func TestNoBarriers(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	posted(t, i)
	b := visitor(t)
	all := places(t, i)
	for _, l := range []int{0, 3} {
		look := looks[l]
		b.Look(look.width, look.height, look.dark)
		for _, route := range slices.Sorted(maps.Keys(all)) {
			b.Open(i.Web + all[route])
			b.Until(`document.readyState === "complete"`)
			for _, barrier := range b.Barriers() {
				switch {
				case barrier.Rule == "target-size" && strings.Contains(barrier.Where[0], `class="slot`):
					// Bars of a chart are as wide as there is room for; the table below the
					// chart leads to the same.
				case barrier.Impact == "serious", barrier.Impact == "critical":
					t.Errorf("%s, %s: %v", route, look.name, barrier)
				default:
					t.Logf("%s, %s: %v", route, look.name, barrier)
				}
			}
		}
	}
}
