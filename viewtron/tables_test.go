package viewtron

import (
	"strings"
	"testing"
)

// TestTablesAreUnambiguous holds that no two names of a table differ only in
// case, so that a folded match is the only one.
func TestTablesAreUnambiguous(t *testing.T) {
	unambiguous(t, "cameraTypes", cameraTypes)
	unambiguous(t, "recorderTypes", recorderTypes)
	unambiguous(t, "alarmKinds", alarmKinds)
	unambiguous(t, "targetTypes", targetTypes)
	unambiguous(t, "charsets", charsets)
}

func unambiguous[T any](t *testing.T, table string, names []name[T]) {
	t.Helper()
	seen := map[string]bool{}
	for _, n := range names {
		folded := strings.ToLower(n.text)
		if seen[folded] {
			t.Errorf("%s holds %q twice", table, n.text)
		}
		seen[folded] = true
	}
}

// TestNamesOfDetections holds the names of the family, each in its own layout.
func TestNamesOfDetections(t *testing.T) {
	for text, is := range map[string]Detection{
		"PEA": RegionIntrusion, "AOIENTRY": RegionEntry, "AOILEAVE": RegionExit, "LOITER": Loitering, "PVD": IllegalParking,
		"VEHICE": LicensePlate, "VEHICLE": LicensePlate, "VFD": FaceDetection, "VFD_MATCH": FaceMatch, "VSD": VideoMetadata,
		"PASSLINECOUNT": LineCounting, "TRAFFIC": AreaCounting, "MOTION": Motion, "SENSOR": Sensor, "OSC": ObjectRemoved,
		"AVD": VideoAbnormal, "CPC": PeopleCounting, "CDD": CrowdDensity, "IPD": PeopleIntrusion, "FALLING": FallingObject,
		"EA": TwoWheeler, "ASD": Audio, "FIRE": Fire, "TEMPERATURE": Temperature, "SMD": SmartMotion, "CROWDGATHERING": CrowdGathering,
		"AOI_ENTRY": RegionEntry, "AOI_LEAVE": RegionExit, "LOITERING": Loitering, "FACE": FaceDetection, "VIDEO_METADATA": VideoMetadata,
	} {
		if got, ok := find(cameraTypes, text); !ok || got != is {
			t.Errorf("camera %s: got %q, want %q", text, got, is)
		}
	}
	for text, is := range map[string]Detection{
		"regionIntrusion": RegionIntrusion, "lineCrossing": LineCrossing, "regionEntrance": RegionEntry, "regionExiting": RegionExit,
		"loiterDetection": Loitering, "loitering": Loitering, "illegalParking": IllegalParking, "vehicle": LicensePlate,
		"videoFaceDetect": FaceDetection, "faceDetection": FaceDetection, "videoMetadata": VideoMetadata,
		"targetCountingByLine": LineCounting, "targetCountingByArea": AreaCounting,
	} {
		if got, ok := find(recorderTypes, text); !ok || got != is {
			t.Errorf("recorder %s: got %q, want %q", text, got, is)
		}
	}
	if got, ok := find(recorderTypes, "PEA"); ok {
		t.Errorf("recorder PEA: got %q, want none", got)
	}
}
