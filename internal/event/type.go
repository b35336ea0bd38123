package event

// Type is what an event is about: one of the words of the public API.
type Type string

// Category groups types for people.
type Category string

// The categories.
const (
	CategoryIntrusion Category = "intrusion"
	CategoryCounting  Category = "counting"
	CategoryPlate     Category = "plate"
	CategoryFace      Category = "face"
	CategoryMetadata  Category = "metadata"
	CategoryMotion    Category = "motion"
	CategorySensor    Category = "sensor"
	CategoryTamper    Category = "tamper"
	CategoryOther     Category = "other"
)

// Unknown is the type of a detection that we have never heard of.
const Unknown Type = "unknown"

// types holds every type with its category, in the order of the public documents.
var types = [...]struct {
	t Type
	c Category
}{
	{"region_intrusion", CategoryIntrusion},
	{"line_crossing", CategoryIntrusion},
	{"region_entry", CategoryIntrusion},
	{"region_exit", CategoryIntrusion},
	{"loitering", CategoryIntrusion},
	{"illegal_parking", CategoryIntrusion},
	{"line_counting", CategoryCounting},
	{"area_counting", CategoryCounting},
	{"license_plate", CategoryPlate},
	{"face", CategoryFace},
	{"face_match", CategoryFace},
	{"video_metadata", CategoryMetadata},
	{"motion", CategoryMotion},
	{"sensor", CategorySensor},
	{"object_removed", CategoryOther},
	{"crowd_density", CategoryCounting},
	{"people_counting", CategoryCounting},
	{"people_intrusion", CategoryIntrusion},
	{"video_abnormal", CategoryTamper},
	{"falling_object", CategoryOther},
	{"two_wheeler", CategoryOther},
	{"fire", CategoryOther},
	{"temperature", CategoryOther},
	{"audio", CategoryOther},
	{"crowd_gathering", CategoryCounting},
	{"smart_motion", CategoryMotion},
	{Unknown, CategoryOther},
}

// Types returns every type.
func Types() []Type {
	out := make([]Type, len(types))
	for i, t := range types {
		out[i] = t.t
	}
	return out
}

// Categories returns every category.
func Categories() []Category {
	return []Category{
		CategoryIntrusion, CategoryCounting, CategoryPlate, CategoryFace, CategoryMetadata,
		CategoryMotion, CategorySensor, CategoryTamper, CategoryOther,
	}
}

// Valid says whether t is one of Types.
func (t Type) Valid() bool { return t.index() >= 0 }

// Category is the group t belongs to, CategoryOther when t is not valid.
func (t Type) Category() Category {
	if i := t.index(); i >= 0 {
		return types[i].c
	}
	return CategoryOther
}

func (t Type) index() int {
	for i := range types {
		if types[i].t == t {
			return i
		}
	}
	return -1
}
