package sim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// Channels are how many channels recorders have.
func Channels() []int { return []int{4, 8, 16, 64} }

// Spread is so many views: the scenario's, and then again with others who come, as
// often as it takes.
func Spread(s *world.Scenario, seed uint64, views int) []*world.View {
	var out []*world.View
	for len(out) < views {
		out = append(out, s.Views(seed)...)
		seed++
	}
	return out[:views]
}

// NewRecorder is a recorder as delivered, n as in settings.NewRecorder, with a
// channel for each view, which is called after it.
func NewRecorder(n int, views []*world.View) settings.Recorder {
	r := settings.NewRecorder(n, len(views))
	used := map[string]int{}
	for i, v := range views {
		name := v.Title
		if used[v.Title]++; used[v.Title] > 1 {
			name = fmt.Sprintf("%s %d", v.Title, used[v.Title])
		}
		if name != "" {
			r.Channels[i].Name = name
		}
	}
	return r
}

// ViewFor is the view that a camera looks at: the one with this title or number,
// from 1, or else the first that suits the model.
func ViewFor(views []*world.View, m settings.Model, name string) (*world.View, error) {
	if name == "" {
		suits := slices.IndexFunc(views, func(v *world.View) bool { return v.Place == placeFor(m) })
		return views[max(suits, 0)], nil
	}
	if n, err := strconv.Atoi(name); err == nil && 1 <= n && n <= len(views) {
		return views[n-1], nil
	}
	var titles []string
	for i, v := range views {
		if strings.EqualFold(v.Title, name) {
			return v, nil
		}
		titles = append(titles, fmt.Sprintf("%d, %s", i+1, v.Title))
	}
	return nil, fmt.Errorf("%.60q is not a view of the scenario; it has: %s", name, strings.Join(titles, "; "))
}

// placeFor is where a camera of a model usually hangs.
func placeFor(m settings.Model) viewtrontest.Place {
	switch m {
	case settings.LPR, settings.Gate:
		return viewtrontest.Gate
	case settings.Faces:
		return viewtrontest.ShopDoor
	}
	return viewtrontest.Yard
}
