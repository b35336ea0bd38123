package fault

import (
	"math/rand/v2"
	"strconv"

	"github.com/watchpost/watchpost/viewtron"
)

// WrongLengths are lengths of pictures that have nothing to do with them: too
// short, too long, zero, negative, no number.
func WrongLengths() Fault {
	return Fault{
		Name: "wrong-lengths", About: "the lengths of pictures are wrong",
		Message: func(r *rand.Rand, m *viewtron.Message) *viewtron.Message {
			return withImages(m, func(img viewtron.Image) *viewtron.Image {
				wrong := []string{"0", "-1", "4294967295", "many", strconv.Itoa(len(img.Data) / 2), strconv.Itoa(3 * len(img.Data))}
				img.Length = wrong[r.IntN(len(wrong))]
				return &img
			})
		},
	}
}
