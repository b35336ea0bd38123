package settings

import "slices"

// Model is a kind of camera: its firmware, and what it detects.
type Model string

// The models of cameras.
const (
	Classic Model = "classic" // firmware 5.1.4.0, API 1.7: the ten types of the setup guide
	Faces   Model = "faces"   // the same with face detection
	Gate    Model = "gate"    // the same with licence plates, in their older layout
	Modern  Model = "modern"  // firmware 5.3.0.0, API 2.0.0: everything
	LPR     Model = "lpr"     // firmware 5.3.1.0, API 2.1.0: licence plates and motion
)

// Models are all models of cameras.
func Models() []Model { return []Model{Classic, Faces, Gate, Modern, LPR} }

// Valid says whether there is such a model.
func (m Model) Valid() bool { return slices.Contains(Models(), m) }

// Offers are the alarm types that a model's page and API have, in the page's order.
func (m Model) Offers() []AlarmType {
	ten := []AlarmType{All, Perimeter, Tripwire, Entry, Exit, LineCount, AreaCount, Motion, Metadata, Loitering, Parking}
	switch m {
	case LPR:
		return []AlarmType{All, Motion, Sensor, Abnormal, LicensePlate}
	case Faces:
		return append(ten, Face, FaceMatch, Sensor)
	case Gate:
		return append(ten, LicensePlate, Sensor)
	case Modern:
		return append(ten, LicensePlate, Face, FaceMatch, Sensor, Object, Abnormal, Sound)
	}
	return append(ten, Sensor)
}

// Has says whether a model offers a type.
func (m Model) Has(t AlarmType) bool { return slices.Contains(m.Offers(), t) }

// Notification says whether a model's page is the newer one, Network → Advanced →
// HTTP Notification, which has the Push Protocol Version and the Connection Type.
func (m Model) Notification() bool { return m == Modern || m == LPR }

func (m Model) firmware() (firmware, api, name string) {
	switch m {
	case Faces:
		return "5.1.4.0", "1.7", "SIM-IPC-4M-FACE"
	case Gate:
		return "5.1.4.0", "1.7", "SIM-IPC-4M-PLATE"
	case Modern:
		return "5.3.0.0", "2.0.0", "SIM-IPC-4M-AI"
	case LPR:
		return "5.3.1.0", "2.1.0", "SIM-LPR-4M"
	}
	return "5.1.4.0", "1.7", "SIM-IPC-4M"
}
