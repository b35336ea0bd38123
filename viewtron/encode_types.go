package viewtron

import "strings"

// The values that firmware lists in the types block, classic and 5.3.1.
const (
	smartTypesClassic = "MOTION SENSOR PEA AVD OSC CPC CDD IPD VFD VFD_MATCH VEHICE AOIENTRY AOILEAVE PASSLINECOUNT TRAFFIC VSD LOITER PVD"
	smartTypes531     = "MOTION SENSOR PEA AVD OSC VFD VFD_MATCH VEHICE AOIENTRY AOILEAVE PASSLINECOUNT TRAFFIC FIRE TEMPERATURE VSD PVD LOITER ASD SMD CROWDGATHERING"
)

// smartTypeOf is what cameras call the type of smart types: misspelt but on
// firmware 5.3.1 (Q2).
func smartTypeOf(firmware531 bool) string {
	if firmware531 {
		return "openAlarmObj"
	}
	return "openAlramObj"
}

// types writes the enumerations that a camera's firmware knows (Q7).
func (w *writer) types(firmware531 bool) {
	if w.OmitTypes {
		return
	}
	w.open("types")
	if firmware531 {
		w.enum("openAlarmObj", smartTypes531)
		w.enum("subscribeRelationV1", "ALARM FEATURE_RESULT")
	} else {
		w.enum("openAlramObj", smartTypesClassic)
		w.enum("subscribeRelation", "ALARM FEATURE_RESULT ALARM_FEATURE")
	}
	w.enum("perStatus", "SMART_NONE SMART_START SMART_STOP SMART_PROCEDURE")
	w.enum("targetType", "person car motor")
	w.close("types")
}

func (w *writer) enum(name, values string) {
	w.row(name)
	for v := range strings.FieldsSeq(values) {
		w.leaf("enum", "", v)
	}
	w.closeRow(name)
}

// subscribe is an element and its type, whose names firmware swaps (Q5).
type subscribe struct{ name, typ string }

func subscribeAs(firmware531, classicPlate bool) subscribe {
	switch {
	case firmware531:
		return subscribe{"subscribeOption", "subscribeRelationV1"}
	case classicPlate:
		return subscribe{"subscribeRelation", "subscribeOption"}
	}
	return subscribe{"subscribeOption", "subscribeRelation"}
}

func (w *writer) subscription(text string, s subscribe) { w.optional(s.name, s.typ, text) }

// checkType refuses a target's type that its text does not mean.
func (w *writer) checkType(t TargetType, raw string) {
	if raw != "" && ParseTargetType(raw) != t || t > TargetMotorcycle {
		w.fail(w.at("targetType"), "%.60q does not mean %v (%d)", raw, t, t)
	}
}

// word is a target's type as tracking posts, recorders and firmware 5.3.1 write it.
func (w *writer) word(t TargetType, raw string) string {
	w.checkType(t, raw)
	if raw == "" && t != TargetUnknown {
		return t.String()
	}
	return raw
}

// code is a target's type as classic cameras write it.
func (w *writer) code(t TargetType, raw string) string {
	w.checkType(t, raw)
	if raw == "" {
		switch t {
		case TargetPerson:
			return "1"
		case TargetCar:
			return "2"
		case TargetMotorcycle:
			return "4"
		}
	}
	return raw
}
