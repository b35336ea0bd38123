package incident

import (
	"slices"

	"github.com/watchpost/watchpost/internal/access"
)

// Within says whether a caller sees an incident: when it sees all cameras that it
// happened at. What it is made of cannot be told apart by camera.
func (in *Incident) Within(s access.Scope) bool {
	if !s.Limited() {
		return true
	}
	hidden := func(c Camera) bool { return !s.Camera(c.CameraID) }
	return len(in.Cameras) > 0 && len(in.Cameras) < MaxCameras && !slices.ContainsFunc(in.Cameras, hidden)
}
