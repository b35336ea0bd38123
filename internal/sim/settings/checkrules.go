package settings

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/watchpost/watchpost/viewtron"
)

// Limits of what is drawn, each detection on its own.
const (
	MaxZones  = 4
	MaxLines  = 4
	MaxPoints = 8
)

// CheckRules says what is wrong with rules: nil, or Problems whose fields are
// those of Rules.
func CheckRules(r *Rules) error { return r.problems().err() }

func (r Rules) problems() (p Problems) {
	count := map[AlarmType]int{}
	for i, z := range r.Zones {
		place := fmt.Sprintf("Zones[%d]", i)
		count[z.Type]++
		p.add(count[z.Type] == MaxZones+1, place, "at most 4 zones for each detection")
		p = append(p, z.problems().In(place)...)
	}
	for i, l := range r.Lines {
		place := fmt.Sprintf("Lines[%d]", i)
		count[l.Type]++
		p.add(count[l.Type] == MaxLines+1, place, "at most 4 lines for each detection")
		p = append(p, l.problems().In(place)...)
	}
	for _, one := range []struct {
		name string
		is   Switch
	}{{"Motion", r.Motion}, {"VSD", r.VSD}, {"Faces", r.Faces}, {"Sensors", r.Sensors}, {"Match", r.Match.Switch}, {"Abnormal", r.Abnormal.Switch}, {"Sound", r.Sound.Switch}} {
		p.add(badHold(one.is.Hold), one.name+".Hold", holdText)
	}
	p = append(p, r.Cells.problems().In("Cells")...)
	p = append(p, r.Plates.problems().In("Plates")...)
	p = append(p, r.Match.problems().In("Match")...)
	p.add(r.Sound.On && !between(r.Sound.Sensitivity, 1, 100), "Sound.Sensitivity", "1 to 100")
	p.add(r.Abnormal.On && !r.Abnormal.SceneChange && !r.Abnormal.Blur && !r.Abnormal.ColorCast, "Abnormal.On", "choose what to look for")
	return p
}

const holdText = "at most 600 seconds"

func badHold(d time.Duration) bool { return !between(d, 0, 600*time.Second) }

func (z Zone) problems() (p Problems) {
	p.add(!oneOf(string(z.Type), string(Perimeter), string(Entry), string(Exit), string(AreaCount), string(Loitering), string(Parking), string(Object)), "Type", "no such zone")
	p.add(!between(len(z.Points), 3, MaxPoints), "Points", "3 to 8 corners")
	for _, at := range z.Points {
		p.add(outside(at), "Points", "outside the picture")
	}
	p.add(!between(z.Dwell, 0, time.Hour), "Dwell", "at most 3600 seconds")
	p.add(badHold(z.Hold), "Hold", holdText)
	p.add(len(z.Name) > 63, "Name", "at most 63 characters")
	return append(p, z.Filter.problems().In("Filter")...)
}

func (l Line) problems() (p Problems) {
	p.add(!oneOf(string(l.Type), string(Tripwire), string(LineCount)), "Type", "no such line")
	p.add(!oneOf(l.Direction, "none", "rightortop", "leftorbotton"), "Direction", "none, rightortop or leftorbotton")
	p.add(outside(l.Start) || outside(l.End), "Start", "outside the picture")
	p.add(l.Start == l.End, "End", "where the line begins")
	p.add(badHold(l.Hold), "Hold", holdText)
	p.add(len(l.Name) > 63, "Name", "at most 63 characters")
	return append(p, l.Filter.problems().In("Filter")...)
}

func (f Filter) problems() (p Problems) {
	p.add(!between(f.PersonSensitivity, 1, 100), "PersonSensitivity", "1 to 100")
	p.add(!between(f.CarSensitivity, 1, 100), "CarSensitivity", "1 to 100")
	p.add(!between(f.MotorSensitivity, 1, 100), "MotorSensitivity", "1 to 100")
	return p
}

func (m MotionCells) problems() (p Problems) {
	p.add(!between(m.Sensitivity, 0, 8), "Sensitivity", "0 to 8")
	for _, row := range m.Rows {
		p.add(row != "" && len(row) != MotionColumns || strings.Trim(row, "01") != "", "Rows", "22 times 0 or 1")
	}
	return p
}

func (r PlateRule) problems() (p Problems) {
	b := r.Region
	p.add(!between(r.Sensitivity, 0, 100), "Sensitivity", "0 to 100")
	p.add(b.X1 >= b.X2 || b.Y1 >= b.Y2 || outside(viewtron.Point{X: b.X1, Y: b.Y1}) || outside(viewtron.Point{X: b.X2, Y: b.Y2}), "Region", "a rectangle in the picture")
	p.add(!between(r.Repeat, 0, time.Hour), "Repeat", "at most 3600 seconds")
	p.add(!between(r.MinWidth, 0, 10000), "MinWidth", "0 to 10000")
	p.add(!between(r.MaxWidth, 0, 10000) || r.MaxWidth != 0 && r.MaxWidth <= r.MinWidth, "MaxWidth", "above the minimum and at most 10000, or 0 for no bound")
	p.add(!oneOf(r.Direction, "noLimit", "approach", "leave"), "Direction", "noLimit, approach or leave")
	return p
}

func (m MatchRule) problems() (p Problems) {
	p.add(len(m.List) > MaxFaces, "List", fmt.Sprintf("at most %d faces", MaxFaces))
	for i, f := range m.List {
		p.add(!between(utf8.RuneCountInString(strings.TrimSpace(f.Name)), 1, 31), fmt.Sprintf("List[%d].Name", i), "1 to 31 characters")
	}
	return p
}

func outside(p viewtron.Point) bool { return !between(p.X, 0, 10000) || !between(p.Y, 0, 10000) }
