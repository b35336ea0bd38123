package watch

import (
	"time"

	"github.com/watchpost/watchpost/internal/sim/detect"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// Shot is a picture of a view at a moment. It is drawn when it is first asked for,
// once, and so is each crop of it. It is for one goroutine at a time.
type Shot struct {
	View  *world.View
	Age   time.Duration
	Stamp time.Time // as the camera's own clock shows it
	// Plates says how large crops of plates are.
	Plates world.Plates

	frame    viewtrontest.Frame
	overview *viewtrontest.Picture
	crops    map[cropKey]*viewtrontest.Picture
}

// Overview is the whole scene.
func (s *Shot) Overview() *viewtrontest.Picture {
	if s.overview == nil {
		s.overview = s.draw().Picture(world.Quality)
	}
	return s.overview
}

func (s *Shot) draw() viewtrontest.Frame {
	if s.frame.Image == nil {
		s.frame = s.View.Frame(s.Age, s.Stamp)
	}
	return s.frame
}

// Crop is a target as a detection shows it, in the size that cameras send.
func (s *Shot) Crop(target *world.Sight, what viewtron.Detection) *viewtrontest.Picture {
	key := cropKey{target.Stay.ID, what == viewtron.LicensePlate, what == viewtron.FaceDetection}
	if p := s.crops[key]; p != nil {
		return p
	}
	if s.crops == nil {
		s.crops = map[cropKey]*viewtrontest.Picture{}
	}
	p := target.Crop(s.draw(), what, s.Plates).Picture(world.Quality)
	s.crops[key] = p
	return p
}

// CropItem is the place of an item that was left or taken.
func (s *Shot) CropItem(n *world.Incident) *viewtrontest.Picture {
	return n.Item.Crop(s.draw()).Picture(world.Quality)
}

// cropKey tells crops of one shot apart.
type cropKey struct {
	target      int
	plate, face bool
}

// TargetBox is the box of a detection's target as posts tell it: of plates and
// faces that of the plate or face.
func TargetBox(what viewtron.Detection, s *world.Sight) viewtron.Box {
	box := viewtron.Box{}
	switch what {
	case viewtron.LicensePlate:
		box = s.Plate
	case viewtron.FaceDetection:
		box = s.Head
	}
	if box == (viewtron.Box{}) {
		box = s.Box
	}
	return box
}

// Targets are a detection's targets as posts have them, with crops of the shot if
// they are wanted.
func Targets(d *detect.Detection, s *Shot, crops bool) []viewtrontest.Target {
	var out []viewtrontest.Target
	for i := range d.Targets {
		sight := &d.Targets[i]
		t := viewtrontest.Target{ID: sight.Stay.ID, Type: sight.Stay.Type, Box: TargetBox(d.What, sight)}
		if crops {
			t.Crop = s.Crop(sight, d.What)
		}
		out = append(out, t)
	}
	if n := d.Incident; n != nil && d.What == viewtron.ObjectRemoved {
		t := viewtrontest.Target{ID: n.ID, Box: n.Item.Box}
		if crops {
			t.Crop = s.CropItem(n)
		}
		out = append(out, t)
	}
	return out
}

// Hit is a detection's rule as posts have it.
func Hit(d *detect.Detection) viewtrontest.Hit {
	h := viewtrontest.Hit{Status: d.Status}
	if d.Zone != nil {
		h.Zone = d.Zone.Points
	}
	if d.Line != nil {
		h.Line = []viewtron.Point{d.Line.Start, d.Line.End}
	}
	return h
}
