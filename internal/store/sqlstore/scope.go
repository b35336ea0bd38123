package sqlstore

import (
	"context"

	"github.com/watchpost/watchpost/internal/access"
)

// noCamera is the id of no camera.
const noCamera = "none"

// inSight are the cameras to ask for when these are wanted, none meaning all: every
// list of what cameras saw begins with it. A caller who is limited asks for what is
// both wanted and in sight; where that is nothing, for a camera that there is not.
func inSight(ctx context.Context, wanted []string) []string {
	scope := access.ScopeOf(ctx)
	if !scope.Limited() {
		return wanted
	}
	out := scope.Cameras()
	if len(wanted) > 0 {
		out = nil
		for _, id := range wanted {
			if scope.Camera(id) {
				out = append(out, id)
			}
		}
	}
	if len(out) == 0 {
		return []string{noCamera}
	}
	return out
}

// sees asks for events of cameras in sight; column holds the key of a camera.
func (s *Store) sees(ctx context.Context, c *conditions, column string) {
	scope := access.ScopeOf(ctx)
	if !scope.Limited() {
		return
	}
	keys := []int64{0} // is none's
	for _, id := range scope.Cameras() {
		if k, ok := s.keys.id(id); ok {
			keys = append(keys, k.key)
		}
	}
	c.add(in(column, keys), flat(keys)...)
}

// everything asks for nothing when the caller does not see everything.
func (c *conditions) everything(ctx context.Context) {
	if access.ScopeOf(ctx).Limited() {
		c.add("1 = 0")
	}
}
