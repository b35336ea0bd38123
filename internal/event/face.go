package event

import (
	"slices"
	"strings"
)

// FaceFilter says which faces are wanted, by the words that Ages, Sexes and YesNo
// return. The values of one field are alternatives, all fields must hold; one that is
// empty asks for nothing.
type FaceFilter struct {
	Ages, Sexes, Glasses, Masks []string
}

// FaceAges are the ages that faces are filtered by; devices have more words for them.
func FaceAges() []string { return []string{"child", "young", "middle", "old"} }

// FaceSexes are the sexes that faces are filtered by.
func FaceSexes() []string { return []string{"male", "female"} }

// FaceYesNo are the words for what a face wears or not.
func FaceYesNo() []string { return []string{"yes", "no"} }

// AgeClass is the one of FaceAges that a device's word stands for, "" for none.
func (f *Face) AgeClass() string {
	switch strings.ToLower(f.Age) {
	case "child":
		return "child"
	case "young", "youth":
		return "young"
	case "middleaged":
		return "middle"
	case "old", "elderly":
		return "old"
	}
	return ""
}

// Any says whether anything is asked for.
func (w *FaceFilter) Any() bool { return len(w.Ages)+len(w.Sexes)+len(w.Glasses)+len(w.Masks) > 0 }

// Match says whether a face, which may be nil, is wanted. A face of which the device
// did not tell something is not among those that are asked for by it.
func (w *FaceFilter) Match(f *Face) bool {
	if f == nil {
		return !w.Any()
	}
	has := func(wanted []string, word string) bool {
		return len(wanted) == 0 || slices.Contains(wanted, strings.ToLower(word))
	}
	return has(w.Ages, f.AgeClass()) && has(w.Sexes, f.Sex) && has(w.Glasses, f.Glasses) && has(w.Masks, f.Mask)
}

// IsFace says whether a target is a face.
func (t *Target) IsFace() bool { return t.Face != nil || t.Type == TargetFace }
