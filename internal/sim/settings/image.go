package settings

// Image is how a camera renders its picture. Numbers are 0 to 100 if nothing else
// is said.
type Image struct {
	Bright, Contrast, Saturation, Hue int
	Mirror, Flip                      bool
	IRCut                             string // "auto", "day", "night"; later firmware also "time", "alarmInLink"
	WhiteBalance                      string // "auto", "indoor", "outdoor", "manual"
	Red, Blue                         int
	Frequency                         string // "60HZ", "50HZ"
	WDR                               bool
	WDRValue                          int    // 0 to 255
	Backlight                         string // "OFF", "HWDR", "HLC", "BLC"
	Infrared                          string
}

// Stream is one of a device's video streams.
type Stream struct {
	ID                     int // 1 main, 2 sub
	Name, Resolution       string
	FrameRate, MaxBitRate  int    // a second; kbit/s
	BitRateType            string // "VBR", "CBR"
	Encode, Level, Quality string
	GOP                    int
}

// Position is a preset or a cruise of a camera that turns.
type Position struct {
	ID   int
	Name string
}

// SensorInput is an alarm input.
type SensorInput struct {
	Name    string
	Voltage string // "NO", "NC"
}
