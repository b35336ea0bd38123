package zone

import (
	"fmt"

	"github.com/watchpost/watchpost/internal/track"
)

// Evaluate returns what a track that has ended did at a zone, by its path.
func Evaluate(z Zone, t *track.Track) ([]Passage, error) {
	var c Camera
	c.Set([]Zone{z}, t.FirstSeen)
	for p, err := range t.Path.All() {
		if err != nil {
			return nil, fmt.Errorf("read the path of track %s: %w", t.ID, err)
		}
		c.Move(t.ID, t.Type, t.FirstSeen.Add(p.At), p.Rect.Foot())
	}
	c.End(t.ID)
	return c.Passages(nil), nil
}
