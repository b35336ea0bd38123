package viewtron

import "strings"

// name is one spelling of something, and what it means.
type name[T any] struct {
	text string
	is   T
}

// find looks text up: the exact spelling first, then without regard to case.
func find[T any](table []name[T], text string) (is T, ok bool) {
	for _, n := range table {
		if n.text == text {
			return n.is, true
		}
	}
	for _, n := range table {
		if strings.EqualFold(n.text, text) {
			return n.is, true
		}
	}
	return is, false
}

// cameraTypes are the smart types of cameras. PEA stands for zones and lines
// alike; the block in the post tells (see peaDetection). VEHICE is spelled so by
// most firmware, VEHICLE by some (Q1). The last ones are aliases that documents
// use and no capture shows.
var cameraTypes = []name[Detection]{
	{"PEA", RegionIntrusion},
	{"AOIENTRY", RegionEntry},
	{"AOILEAVE", RegionExit},
	{"LOITER", Loitering},
	{"PVD", IllegalParking},
	{"VEHICE", LicensePlate},
	{"VEHICLE", LicensePlate},
	{"VFD", FaceDetection},
	{"VFD_MATCH", FaceMatch},
	{"VSD", VideoMetadata},
	{"PASSLINECOUNT", LineCounting},
	{"TRAFFIC", AreaCounting},
	{"MOTION", Motion},
	{"SENSOR", Sensor},
	{"OSC", ObjectRemoved},
	{"AVD", VideoAbnormal},
	{"CPC", PeopleCounting},
	{"CDD", CrowdDensity},
	{"IPD", PeopleIntrusion},
	{"FALLING", FallingObject},
	{"EA", TwoWheeler},
	{"ASD", Audio},
	{"FIRE", Fire},
	{"TEMPERATURE", Temperature},
	{"SMD", SmartMotion},
	{"CROWDGATHERING", CrowdGathering},
	{"AOI_ENTRY", RegionEntry},
	{"AOI_LEAVE", RegionExit},
	{"LOITERING", Loitering},
	{"FACE", FaceDetection},
	{"VIDEO_METADATA", VideoMetadata},
}

// recorderTypes are the smart types of recorders. Those after the first seven
// were never captured; they are accepted as they are documented or follow from
// the others.
var recorderTypes = []name[Detection]{
	{"regionIntrusion", RegionIntrusion},
	{"lineCrossing", LineCrossing},
	{"targetCountingByLine", LineCounting},
	{"targetCountingByArea", AreaCounting},
	{"videoMetadata", VideoMetadata},
	{"vehicle", LicensePlate},
	{"videoFaceDetect", FaceDetection},
	{"regionEntrance", RegionEntry},
	{"regionExiting", RegionExit},
	{"loiterDetection", Loitering},
	{"loitering", Loitering},
	{"illegalParking", IllegalParking},
	{"faceDetection", FaceDetection},
	{"faceMatch", FaceMatch},
	{"motionDetection", Motion},
	{"objectRemoval", ObjectRemoved},
	{"crowdDensity", CrowdDensity},
	{"peopleCounting", PeopleCounting},
	{"peopleIntrusion", PeopleIntrusion},
}

// alarmKinds are the flags of alarm status posts. Posts write vehiceAlarm where
// the device API has vehicleAlarm, and cameras VFDAlarm where recorders have
// vfdAlarm. A flag does not tell the detection for sure: recorders raise
// perimeterAlarm for lines too, and passlineAlarm for areas (Q24).
var alarmKinds = []name[string]{
	{"perimeterAlarm", "intrusion"},
	{"tripwireAlarm", "line_crossing"},
	{"vehiceAlarm", "plate"},
	{"vehicleAlarm", "plate"},
	{"vfdAlarm", "face"},
	{"passlineAlarm", "line_counting"},
	{"trafficAlarm", "area_counting"},
	{"motionAlarm", "motion"},
	{"sensorAlarm", "sensor"},
	{"sensorAlarmIn", "sensor"},
	{"aoiEntryAlarm", "region_entry"},
	{"aoiLeaveAlarm", "region_exit"},
	{"loiteringAlarm", "loitering"},
	{"pvdAlarm", "illegal_parking"},
	{"oscAlarm", "object_removed"},
	{"cpcAlarm", "people_counting"},
	{"cddAlarm", "crowd_density"},
	{"ipdAlarm", "people_intrusion"},
	{"avdAlarm", "video_abnormal"},
	{"clarityAbnormal", "video_abnormal"},
	{"colorAbnormal", "video_abnormal"},
	{"sceneChange", "video_abnormal"},
	{"chlOfflineAlarm", "channel_offline"},
	{"humanMotionAlarm", "smart_motion"},
	{"vehicleMotionAlarm", "smart_motion"},
}

// AlarmKind is what an alarm flag is about, one word for the spellings of
// cameras, recorders and the device API: "intrusion", "plate", "face", "motion"
// … A flag that is not known is its own kind.
func AlarmKind(flag string) string {
	if k, ok := find(alarmKinds, flag); ok {
		return k
	}
	return flag
}

// targetTypes are the numbers and words that posts have for targets (Q46).
var targetTypes = []name[TargetType]{
	{"1", TargetPerson}, {"person", TargetPerson},
	{"2", TargetCar}, {"car", TargetCar},
	{"4", TargetMotorcycle}, {"motor", TargetMotorcycle}, {"bike", TargetMotorcycle}, {"motorcycle", TargetMotorcycle},
}

// ParseTargetType reads a target's type as posts and the device API write it.
func ParseTargetType(text string) TargetType {
	t, _ := find(targetTypes, text)
	return t
}

// ParseDirection reads a vehicle's direction. Documents say leave where cameras
// send away.
func ParseDirection(text string) Direction {
	d, _ := find([]name[Direction]{
		{"approach", DirectionApproach}, {"away", DirectionAway}, {"leave", DirectionAway},
	}, text)
	return d
}

func (t TargetType) String() string {
	switch t {
	case TargetPerson:
		return "person"
	case TargetCar:
		return "car"
	case TargetMotorcycle:
		return "motor"
	}
	return "unknown"
}

func (k Kind) String() string {
	switch k {
	case KindKeepalive:
		return "keepalive"
	case KindAlarmStatus:
		return "alarmStatus"
	case KindEvent:
		return "event"
	case KindTracking:
		return "tracking"
	}
	return "unknown"
}
