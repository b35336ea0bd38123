package settings

import "github.com/watchpost/watchpost/viewtron"

// AlarmType is a Smart Alarm Type of the page, as the API names it in
// subscriptionEvents.
type AlarmType string

// The alarm types; All stands for every one, and Face and FaceMatch have no
// box of their own on most models.
const (
	All          AlarmType = "ALL"
	Perimeter    AlarmType = "PERIMETER"
	Tripwire     AlarmType = "TRIPWIRE"
	Entry        AlarmType = "AOIENTRY"
	Exit         AlarmType = "AOILEAVE"
	LineCount    AlarmType = "PASSLINECOUNT"
	AreaCount    AlarmType = "TRAFFIC"
	Motion       AlarmType = "MOTION"
	Metadata     AlarmType = "VSD"
	Loitering    AlarmType = "LOITER"
	Parking      AlarmType = "PVD"
	LicensePlate AlarmType = "VEHICLE"
	Face         AlarmType = "VFD"
	FaceMatch    AlarmType = "VFD_MATCH"
	Sensor       AlarmType = "SENSOR"
	Object       AlarmType = "OSC"
	Abnormal     AlarmType = "AVD"
	Sound        AlarmType = "ASD"
)

// TypeLabel is one row of the table of alarm types.
type TypeLabel struct {
	Type      AlarmType
	Label     string             // on the camera's page
	Detection viewtron.Detection // Unknown for All
	// Recorder is the smart type of a recorder's posts, which is its name in a
	// RecorderPost's Events; "" where a recorder sends none.
	Recorder string
}

// TypeLabels are all alarm types, in the order of the page.
func TypeLabels() []TypeLabel {
	return []TypeLabel{
		{All, "All", viewtron.Unknown, ""},
		{Perimeter, "Region Intrusion", viewtron.RegionIntrusion, "regionIntrusion"},
		{Tripwire, "Line Crossing", viewtron.LineCrossing, "lineCrossing"},
		{Entry, "Region Entrance", viewtron.RegionEntry, ""},
		{Exit, "Region Exiting", viewtron.RegionExit, ""},
		{LineCount, "Target Counting by Line", viewtron.LineCounting, "targetCountingByLine"},
		{AreaCount, "Target Counting by Area", viewtron.AreaCounting, "targetCountingByArea"},
		{Motion, "Motion Detection", viewtron.Motion, ""},
		{Metadata, "Video Metadata", viewtron.VideoMetadata, "videoMetadata"},
		{Loitering, "Loitering Detection", viewtron.Loitering, ""},
		{Parking, "Illegal Parking Detection", viewtron.IllegalParking, ""},
		{LicensePlate, "License Plate Detection", viewtron.LicensePlate, "vehicle"},
		{Face, "Face Detection", viewtron.FaceDetection, "videoFaceDetect"},
		{FaceMatch, "Face Match", viewtron.FaceMatch, ""},
		{Sensor, "Alarm Input", viewtron.Sensor, ""},
		{Object, "Object Left or Missing", viewtron.ObjectRemoved, ""},
		{Abnormal, "Video Exception", viewtron.VideoAbnormal, ""},
		{Sound, "Abnormal Sound", viewtron.Audio, ""},
	}
}

// Label is the type's name on the camera's page, or its own where it has none.
func (t AlarmType) Label() string {
	for _, l := range TypeLabels() {
		if l.Type == t {
			return l.Label
		}
	}
	return string(t)
}

// Detection is what the type detects; Unknown for All and for what is not known.
func (t AlarmType) Detection() viewtron.Detection {
	for _, l := range TypeLabels() {
		if l.Type == t {
			return l.Detection
		}
	}
	return viewtron.Unknown
}

// TypeOf is the alarm type of a detection, false if it has none.
func TypeOf(d viewtron.Detection) (AlarmType, bool) {
	for _, l := range TypeLabels() {
		if l.Detection == d && l.Type != All {
			return l.Type, true
		}
	}
	return "", false
}

// RecorderEvents are the rows of a recorder's Event Type dialog.
func RecorderEvents() []TypeLabel {
	var rows []TypeLabel
	for _, l := range TypeLabels() {
		if l.Recorder == "" {
			continue
		}
		if l.Type == LicensePlate {
			l.Label = "Plate Recognition"
		}
		rows = append(rows, l)
	}
	return rows
}
