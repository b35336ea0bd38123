package page

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// spareFaces is how many empty rows the list of faces has, to be filled in.
const spareFaces = 3

// putException shows what a detection without a drawing has beside its switch.
func putException(f *form, rules *settings.Rules, t settings.AlarmType) {
	switch t {
	case settings.Abnormal:
		f.setOn("Abnormal.SceneChange", rules.Abnormal.SceneChange)
		f.setOn("Abnormal.Blur", rules.Abnormal.Blur)
		f.setOn("Abnormal.ColorCast", rules.Abnormal.ColorCast)
	case settings.Sound:
		f.setInt("Sound.Sensitivity", rules.Sound.Sensitivity)
	case settings.FaceMatch:
		for i, face := range rules.Match.List {
			f.set(faceField(i, "Name"), face.Name)
			f.set(faceField(i, "Look"), strconv.FormatUint(face.Look, 10))
		}
		f.setInt("Faces", len(rules.Match.List)+spareFaces)
	}
}

// takeException is putException in the other direction. A row of the list of faces
// that is empty is none, and those after it move up.
func takeException(f *form, rules *settings.Rules, t settings.AlarmType) {
	switch t {
	case settings.Abnormal:
		rules.Abnormal.SceneChange = f.on("Abnormal.SceneChange")
		rules.Abnormal.Blur = f.on("Abnormal.Blur")
		rules.Abnormal.ColorCast = f.on("Abnormal.ColorCast")
	case settings.Sound:
		rules.Sound.Sensitivity = f.number("Sound.Sensitivity")
	case settings.FaceMatch:
		rules.Match.List = nil
		for i := range min(f.number("Faces"), settings.MaxFaces+spareFaces) {
			name, text := f.text(faceField(i, "Name")), f.text(faceField(i, "Look"))
			if name == "" && text == "" {
				continue
			}
			look, err := strconv.ParseUint(text, 10, 64)
			if err != nil {
				f.problem(faceField(i, "Look"), "a number")
			}
			if name == "" {
				f.problem(faceField(i, "Name"), "1 to 31 characters")
			}
			rules.Match.List = append(rules.Match.List, settings.KnownFace{Name: name, Look: look})
		}
	}
}

func faceField(i int, name string) string { return fmt.Sprintf("Match.List[%d].%s", i, name) }

// faceRow is a row of the list of faces.
type faceRow struct{ Name, Look control }

// Faces are the rows of the list of faces, some of them empty.
func (v eventView) Faces() []faceRow {
	var rows []faceRow
	for i := range min(max(v.number("Faces"), spareFaces), settings.MaxFaces+spareFaces) {
		label := strconv.Itoa(i + 1)
		rows = append(rows, faceRow{v.Text(faceField(i, "Name"), "Name "+label), v.Text(faceField(i, "Look"), "Face "+label)})
	}
	return rows
}

// pressInput handles POST /event/alarm-input/press: the contact closes for a moment.
func (p *cameraPages) pressInput(w http.ResponseWriter, r *http.Request) error {
	if err := p.engine.PressInput(); err != nil {
		return err
	}
	return redirect(w, r, eventPath(settings.Sensor)+"?pressed")
}

// putPlateSize and takePlateSize are the bounds of the plates that are read.
func putPlateSize(f *form, rule *settings.PlateRule) {
	f.setInt("MinWidth", int(rule.MinWidth))
	f.setInt("MaxWidth", int(rule.MaxWidth))
}

func takePlateSize(f *form, rule *settings.PlateRule) {
	rule.MinWidth, rule.MaxWidth = takeBound(f, "MinWidth"), takeBound(f, "MaxWidth")
}

// takeBound is a number that may be left out: 0 then.
func takeBound(f *form, name string) int32 {
	if f.text(name) == "" {
		return 0
	}
	return int32(f.number(name))
}

// isException says whether a detection without a drawing has a page of its own.
func isException(t settings.AlarmType) bool {
	switch t {
	case settings.Sensor, settings.Abnormal, settings.Sound, settings.FaceMatch:
		return true
	}
	return false
}

// Is says whether the page is that of a type.
func (v eventView) Is(t string) bool { return strings.EqualFold(string(v.Type), t) }
