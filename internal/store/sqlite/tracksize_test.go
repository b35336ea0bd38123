package sqlite_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/presence"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/internal/store"
)

// about is people who are in view for about a minute: they walk, wait, turn and
// come nearer.
const about = `
about: Minutes.
views:
  - place: yard
    actors:
      - {who: person, path: to-garage, at: 0s, speed: 0.5}
      - {who: person, path: along-fence, at: 100s, speed: 0.27}
      - {who: person, points: [{x: -600, y: 8000}, {x: 5000, y: 7000, wait: 5s}, {x: 9000, y: 9000, wait: 5s}, {x: 4000, y: 6000, wait: 4s}, {x: 10600, y: 8000}], at: 200s, speed: 0.6}
`

// TestTracksAreSmall: a track of a minute takes less than 1 KB of the database, with
// its path, its indexes and its entries in the journal, though it was written over and
// over. Boxes tremble as detectors make them.
func TestTracksAreSmall(t *testing.T) {
	const copies = 300
	script, err := world.Parse(strings.NewReader(about))
	if err != nil {
		t.Fatal(err)
	}
	view := script.Views(1)[0]
	path := filepath.Join(t.TempDir(), "w.db")
	db := open(t, path)
	empty := closedSize(t, filepath.Join(t.TempDir(), "empty.db"))

	rng := rand.New(rand.NewPCG(1, 2))
	cameras := make([]*presence.Camera, copies)
	for i := range cameras {
		cameras[i] = &presence.Camera{
			DeviceID: "dev_02005e1000" + strconv.Itoa(10+i%90), CameraID: "cam_02005e1000" + strconv.Itoa(10+i%90) + "_1",
			Silence: 2 * time.Second, NewID: event.NewID,
		}
	}
	seen, tracks := 0, make(map[string]bool)
	const every = time.Second / 7
	for age := time.Duration(0); age < 300*time.Second; age += every {
		at := t0.Add(age)
		sights := view.At(age, nil)
		batch := &store.Batch{At: at}
		for i, c := range cameras {
			var see []presence.Sight
			for _, s := range sights {
				r := geo.Rect{int(s.Box.X1), int(s.Box.Y1), int(s.Box.X2), int(s.Box.Y2)}
				for e := range r {
					r[e] += rng.IntN(21) - 10
				}
				see = append(see, presence.Sight{TargetID: strconv.Itoa(1000 + s.Stay.ID), Type: event.TargetPerson, Rect: r})
			}
			changed := len(c.Tick(at)) > 0
			for _, ch := range c.Observe(at, at, see) {
				changed = changed || ch.Kind != "moved"
			}
			seen += len(see)
			if changed || int(age/every)%35 == i%35 {
				batch.Tracks = c.Changed(batch.Tracks)
			}
		}
		for _, u := range batch.Tracks {
			tracks[u.ID.String()] = true
		}
		if !batch.Empty() {
			if _, err := db.Write(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	each := (st.Size() - empty) / int64(len(tracks))
	length := every * time.Duration(seen/len(tracks))
	t.Logf("a track of %v takes %d bytes", length.Round(time.Second), each)
	if len(tracks) != 3*copies || length < 50*time.Second {
		t.Fatalf("got %d tracks of %v, want %d of a minute", len(tracks), length, 3*copies)
	}
	if each >= 1024 || each < 200 {
		t.Errorf("a track takes %d bytes, want less than 1024 (and more than there can be)", each)
	}
}

func closedSize(t *testing.T, path string) int64 {
	t.Helper()
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return st.Size()
}
