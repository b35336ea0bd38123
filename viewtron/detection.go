package viewtron

// Detection is what an event is about, whatever name a device has for it. The
// values are lower-case words with underscores.
type Detection string

// The detections of the family.
const (
	RegionIntrusion Detection = "region_intrusion"
	LineCrossing    Detection = "line_crossing"
	RegionEntry     Detection = "region_entry"
	RegionExit      Detection = "region_exit"
	Loitering       Detection = "loitering"
	IllegalParking  Detection = "illegal_parking"
	LineCounting    Detection = "line_counting"
	AreaCounting    Detection = "area_counting"
	LicensePlate    Detection = "license_plate"
	FaceDetection   Detection = "face"
	FaceMatch       Detection = "face_match"
	VideoMetadata   Detection = "video_metadata"
	Motion          Detection = "motion"
	Sensor          Detection = "sensor"
	ObjectRemoved   Detection = "object_removed"
	CrowdDensity    Detection = "crowd_density"
	PeopleCounting  Detection = "people_counting"
	PeopleIntrusion Detection = "people_intrusion"
	VideoAbnormal   Detection = "video_abnormal"
	FallingObject   Detection = "falling_object"
	TwoWheeler      Detection = "two_wheeler"
	Fire            Detection = "fire"
	Temperature     Detection = "temperature"
	Audio           Detection = "audio"
	CrowdGathering  Detection = "crowd_gathering"
	SmartMotion     Detection = "smart_motion"
	Unknown         Detection = "unknown"
)
