package deviceapi

import (
	"slices"
	"strconv"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

func streamConfig(r *request) ([]byte, error) {
	streams := r.lens().streams
	d := r.answer()
	d.enums(
		[]string{"bitRateType", "VBR", "CBR"},
		[]string{"quality", "lowest", "lower", "medium", "higher", "highest"},
		[]string{"encodeType", "h264", "h265", "mjpeg"},
	)
	d.list("streams", len(streams))
	for _, s := range streams {
		d.begin("item", "id", strconv.Itoa(s.ID))
		d.cdata("name", s.Name, "type", "string", "maxLen", "32")
		d.text("resolution", s.Resolution)
		d.uint("frameRate", s.FrameRate)
		d.text("bitRateType", s.BitRateType, "type", "bitRateType")
		d.uint("maxBitRate", s.MaxBitRate, "min", "64", "max", "12288")
		d.text("encodeType", s.Encode)
		d.text("encodeLevel", s.Level)
		d.text("quality", s.Quality, "type", "quality")
		d.uint("GOP", s.GOP, "min", "30", "max", "200")
		d.end()
	}
	return d.finish(), nil
}

// setStreamConfig answers SetVideoStreamConfig: streams are found by their ids, and
// what is not named stays.
func setStreamConfig(r *request) ([]byte, error) {
	items := r.body.at("streams").items()
	if len(items) == 0 {
		return nil, missingParameter
	}
	return r.done(r.change(r.channel, func(l lens) error {
		for _, n := range items {
			i := slices.IndexFunc(l.streams, func(s settings.Stream) bool { return strconv.Itoa(s.ID) == n.attr("id") })
			if i < 0 {
				return invalidContent
			}
			if err := readStream(n, &l.streams[i]); err != nil {
				return err
			}
		}
		return nil
	}))
}

func readStream(n *node, s *settings.Stream) error {
	n.at("name").setString(&s.Name)
	n.at("resolution").setString(&s.Resolution)
	n.at("bitRateType").setString(&s.BitRateType)
	n.at("encodeType").setString(&s.Encode)
	n.at("encodeLevel").setString(&s.Level)
	n.at("quality").setString(&s.Quality)
	return first(
		n.at("frameRate").setInt(&s.FrameRate),
		n.at("maxBitRate").setInt(&s.MaxBitRate),
		n.at("GOP").setInt(&s.GOP),
	)
}

func streamCaps(r *request) ([]byte, error) {
	streams := r.lens().streams
	d := r.answer()
	d.enums(
		append([]string{"resolution"}, settings.Resolutions()...),
		[]string{"encodeType", "h264", "mpeg4", "mjpeg", "h264plus", "h265plus", "h264smart", "h265smart"},
		[]string{"encodeLevel", "baseLine", "mainProfile", "highProfile"},
	)
	d.number("rtspPort", "uint16", 554)
	d.list("streamList", len(streams))
	for _, s := range streams {
		d.begin("item", "id", strconv.Itoa(s.ID))
		d.string("streamName", s.Name)
		for _, caps := range [][3]string{
			{"resolutionCaps", "resolution", s.Resolution}, {"encodeTypeCaps", "encodeType", s.Encode}, {"encodeLevelCaps", "encodeLevel", s.Level},
		} {
			d.list(caps[0], 1)
			d.empty("itemType", "type", caps[1])
			if caps[1] == "resolution" {
				d.text("item", caps[2], "maxFrameRate", strconv.Itoa(s.FrameRate))
			} else {
				d.text("item", caps[2])
			}
			d.end()
		}
		d.end()
	}
	return d.finish(), nil
}

func audioStream(r *request) ([]byte, error) {
	d := r.answer()
	d.bool("audioInSwitch", true)
	d.text("audioEncode", "G711A", "type", "audioEncodeE")
	d.text("audioInput", "MIC", "type", "audioInputE")
	d.begin("volume")
	for _, name := range []string{"linInVolume", "micInVolume", "audioOutVolume"} {
		d.uint(name, 60, "min", "0", "max", "100")
	}
	d.end()
	d.text("audioOutput", "AUTO", "type", "audioOutputE")
	return d.finish(), nil
}
