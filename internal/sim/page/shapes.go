package page

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/viewtron"
)

// maxShapes is how many zones or lines a detection has.
const maxShapes = 4

// shape is a zone or a line as a page shows it. Its fields begin with its key.
type shape struct {
	*form
	Key    string
	Title  string // "Area 1"
	Kind   string
	Chosen bool
	Nth    int
}

// Field is the name of one of the shape's fields.
func (s shape) Field(name string) string { return shapeField(s.Key, name) }

// Points is what an SVG drawing takes.
func (s shape) Points() string { return s.Get(s.Field("Points")) }

func shapeField(key, name string) string { return key + "." + name }

// shapeKeys are the shapes of a form, those beyond what a detection has left out.
func shapeKeys(f *form) []string {
	var keys []string
	for _, key := range f.values["shape"] {
		if len(key) == 1 && "0" <= key && key < strconv.Itoa(maxShapes) && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

func shapes(f *form, kind, noun string) []shape {
	var list []shape
	for i, key := range shapeKeys(f) {
		list = append(list, shape{form: f, Key: key, Title: fmt.Sprintf("%s %d", noun, i+1), Kind: kind, Nth: i + 1, Chosen: key == f.get("chosen")})
	}
	if len(list) > 0 && !slices.ContainsFunc(list, func(s shape) bool { return s.Chosen }) {
		list[0].Chosen = true
	}
	return list
}

// addShape adds a zone or a line with the first key that is free, or says why not.
func addShape(f *form, t settings.AlarmType) string {
	keys := shapeKeys(f)
	if len(keys) >= maxShapes {
		return fmt.Sprintf("There is room for %d. Delete one first.", maxShapes)
	}
	n := 0
	for slices.Contains(keys, strconv.Itoa(n)) {
		n++
	}
	key := strconv.Itoa(n)
	// Each comes a little beside the one before, so that all can be seen.
	shift := int32(600 * n)
	if isLine(t) {
		line := settings.NewLine(t)
		line.Start.X, line.End.X = line.Start.X+shift, line.End.X+shift
		putLine(f, key, line)
	} else {
		zone := settings.NewZone(t)
		zone.Points = []viewtron.Point{{X: 3000, Y: 3500}, {X: 6000, Y: 3500}, {X: 6000, Y: 8000}, {X: 3000, Y: 8000}}
		for i := range zone.Points {
			zone.Points[i].X, zone.Points[i].Y = zone.Points[i].X+shift, zone.Points[i].Y+shift/3
		}
		putZone(f, key, zone)
	}
	f.set("chosen", key)
	return ""
}

func putZones(f *form, zones []settings.Zone, t settings.AlarmType) {
	n := 0
	for _, z := range zones {
		if z.Type == t {
			putZone(f, strconv.Itoa(n), z)
			n++
		}
	}
}

func putLines(f *form, lines []settings.Line, t settings.AlarmType) {
	n := 0
	for _, l := range lines {
		if l.Type == t {
			putLine(f, strconv.Itoa(n), l)
			n++
		}
	}
}

func putZone(f *form, key string, z settings.Zone) {
	f.values.Add("shape", key)
	f.setOn(shapeField(key, "On"), z.On)
	f.set(shapeField(key, "Name"), z.Name)
	f.set(shapeField(key, "Points"), pointsText(z.Points))
	f.setSeconds(shapeField(key, "Dwell"), z.Dwell)
	f.setSeconds(shapeField(key, "Hold"), z.Hold)
	putFilter(f, key, z.Filter)
}

func takeZone(f *form, key string, t settings.AlarmType) settings.Zone {
	z := settings.Zone{
		Type: t, On: f.on(shapeField(key, "On")), Name: f.text(shapeField(key, "Name")), Points: takePoints(f, key),
		Hold: f.seconds(shapeField(key, "Hold")), Filter: takeFilter(f, key),
	}
	if dwells(t) {
		z.Dwell = f.seconds(shapeField(key, "Dwell"))
	}
	return z
}

func putLine(f *form, key string, l settings.Line) {
	f.values.Add("shape", key)
	f.setOn(shapeField(key, "On"), l.On)
	f.set(shapeField(key, "Name"), l.Name)
	f.set(shapeField(key, "Points"), pointsText([]viewtron.Point{l.Start, l.End}))
	f.set(shapeField(key, "Direction"), l.Direction)
	f.setSeconds(shapeField(key, "Hold"), l.Hold)
	putFilter(f, key, l.Filter)
}

func takeLine(f *form, key string, t settings.AlarmType) settings.Line {
	l := settings.Line{
		Type: t, On: f.on(shapeField(key, "On")), Name: f.text(shapeField(key, "Name")), Direction: f.get(shapeField(key, "Direction")),
		Hold: f.seconds(shapeField(key, "Hold")), Filter: takeFilter(f, key),
	}
	switch points := takePoints(f, key); len(points) {
	case 2:
		l.Start, l.End = points[0], points[1]
	default:
		f.problem(shapeField(key, "Points"), "two ends")
	}
	return l
}

func putFilter(f *form, key string, filter settings.Filter) {
	for _, one := range filterFields(&filter) {
		f.setOn(shapeField(key, "Filter."+one.name), *one.on)
		f.setInt(shapeField(key, "Filter."+one.name+"Sensitivity"), *one.sensitivity)
	}
}

func takeFilter(f *form, key string) (filter settings.Filter) {
	for _, one := range filterFields(&filter) {
		*one.on = f.on(shapeField(key, "Filter."+one.name))
		*one.sensitivity = f.number(shapeField(key, "Filter."+one.name+"Sensitivity"))
	}
	return filter
}

type filterField struct {
	name        string
	on          *bool
	sensitivity *int
}

func filterFields(f *settings.Filter) []filterField {
	return []filterField{
		{"Person", &f.Person, &f.PersonSensitivity}, {"Car", &f.Car, &f.CarSensitivity}, {"Motor", &f.Motor, &f.MotorSensitivity},
	}
}

// pointsText is how forms have points: as SVG does, in ten-thousandths.
func pointsText(points []viewtron.Point) string {
	var text []string
	for _, p := range points {
		text = append(text, fmt.Sprintf("%d,%d", p.X, p.Y))
	}
	return strings.Join(text, " ")
}

// takePoints reads the points of a shape.
func takePoints(f *form, key string) []viewtron.Point {
	name := shapeField(key, "Points")
	fields := strings.Fields(f.get(name))
	if len(fields) > 100 {
		f.problem(name, "too many points")
		return nil
	}
	var points []viewtron.Point
	for _, text := range fields {
		x, y, _ := strings.Cut(text, ",")
		across, errX := strconv.ParseInt(x, 10, 32)
		down, errY := strconv.ParseInt(y, 10, 32)
		if errX != nil || errY != nil {
			f.problem(name, "points are written as 2000,3000 8000,3000")
			return nil
		}
		points = append(points, viewtron.Point{X: int32(across), Y: int32(down)})
	}
	return points
}

// switchOf is the rule of a detection that has no shapes.
func switchOf(r *settings.Rules, t settings.AlarmType) *settings.Switch {
	switch t {
	case settings.Motion:
		return &r.Motion
	case settings.Metadata:
		return &r.VSD
	case settings.Face:
		return &r.Faces
	case settings.FaceMatch:
		return &r.Match.Switch
	case settings.Abnormal:
		return &r.Abnormal.Switch
	case settings.Sound:
		return &r.Sound.Switch
	}
	return &r.Sensors
}

// switchName is the field of that rule, without what is in it.
func switchName(t settings.AlarmType) string {
	switch t {
	case settings.Motion:
		return "Motion"
	case settings.Metadata:
		return "VSD"
	case settings.Face:
		return "Faces"
	case settings.FaceMatch:
		return "Match"
	case settings.Abnormal:
		return "Abnormal"
	case settings.Sound:
		return "Sound"
	}
	return "Sensors"
}

// SwitchField is the name of a field of a detection that has no shapes.
func (v eventView) SwitchField(name string) string { return switchName(v.Type) + "." + name }

func putSwitch(f *form, rules settings.Rules, t settings.AlarmType) {
	s := switchOf(&rules, t)
	f.setOn(switchName(t)+".On", s.On)
	f.setSeconds(switchName(t)+".Hold", s.Hold)
	putException(f, &rules, t)
	if t == settings.Motion {
		f.setInt("Cells.Sensitivity", rules.Cells.Sensitivity)
		for row, cells := range rules.Cells.Rows {
			for column := range settings.MotionColumns {
				if column >= len(cells) || cells[column] == '1' {
					f.values.Add("cell", cellName(row, column))
				}
			}
		}
	}
}

func takeSwitch(f *form, rules *settings.Rules, t settings.AlarmType) {
	*switchOf(rules, t) = settings.Switch{On: f.on(switchName(t) + ".On"), Hold: f.seconds(switchName(t) + ".Hold")}
	takeException(f, rules, t)
	if t == settings.Motion {
		rules.Cells.Sensitivity = f.number("Cells.Sensitivity")
		for row := range rules.Cells.Rows {
			cells := make([]byte, settings.MotionColumns)
			for column := range cells {
				cells[column] = '0'
				if f.has("cell", cellName(row, column)) {
					cells[column] = '1'
				}
			}
			rules.Cells.Rows[row] = string(cells)
		}
	}
}

func cellName(row, column int) string { return fmt.Sprintf("%d-%d", row, column) }

// Cells is the grid of motion detection.
func (v eventView) Cells() [][]option {
	var rows [][]option
	for row := range settings.MotionRows {
		var cells []option
		for column := range settings.MotionColumns {
			name := cellName(row, column)
			cells = append(cells, option{Value: name, Text: fmt.Sprintf("row %d, column %d", row+1, column+1), Selected: v.has("cell", name)})
		}
		rows = append(rows, cells)
	}
	return rows
}
