package fault

import (
	"math/rand/v2"

	"github.com/watchpost/watchpost/viewtron"
)

// NoImages are cameras that were set to Push Protocol Version V2 and leave the
// pictures out, though they are ticked.
func NoImages() Fault {
	return Fault{
		Name: "v2-without-images", About: "events come without pictures, as with Push Protocol Version V2",
		Message: func(_ *rand.Rand, m *viewtron.Message) *viewtron.Message {
			return withImages(m, func(viewtron.Image) *viewtron.Image { return nil })
		},
	}
}
