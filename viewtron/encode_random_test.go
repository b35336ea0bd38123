package viewtron_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/viewtron"
)

// TestRoundTripRandom holds what FuzzRoundTrip does for posts that are put
// together at random from the elements of all layouts, which a fuzzer that changes
// bytes rarely finds its way to.
func TestRoundTripRandom(t *testing.T) {
	const posts = 2000
	r := rand.New(rand.NewPCG(1, 2))
	same := 0
	for range posts {
		body := []byte(randomPost(r))
		m, err := viewtron.Parse(body)
		if err != nil {
			t.Fatalf("%v\n%s", err, body)
		}
		if m.Kind == viewtron.KindUnknown {
			continue
		}
		out, err := viewtron.Encode(m)
		if mayFail(err) {
			continue
		}
		if err != nil {
			t.Fatalf("%v\nmessage %s\nof %s", err, describe(t, m), body)
		}
		again, err := viewtron.Parse(out)
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if !m.Equal(again) {
			t.Fatalf("got %s\nwant %s\nof %s\nwritten as\n%s", describe(t, again), describe(t, m), body, out)
		}
		same++
	}
	if same < posts/2 {
		t.Errorf("only %d of %d posts were read and written", same, posts)
	}
}

// vocabulary is what may stand in which element, and how often.
var vocabulary = map[string]string{
	"config": "messageType smartType smartType smartType currentTime mac sn deviceName channelId deviceInfo plateCount relativeTime " +
		"subscribeOption perimeter tripwire sourceDataInfo listInfo listInfo eventInfo targetListInfo " +
		"licensePlateListInfo faceListInfo vsd motion alarmStatusInfo traject",
	"deviceInfo":            "deviceName ip mac ipAddress macAddress sn deviceNo. channelId",
	"perimeter":             "perInfo perInfo lineInfo sourceDataInfo",
	"tripwire":              "tripInfo tripInfo lineInfo listInfo",
	"perInfo":               "rule",
	"tripInfo":              "rule",
	"motion":                "perInfo listInfo targetImageData sourceDataInfo",
	"vsd":                   "sourceDataInfo targetImageData listInfo targetId rect",
	"rule":                  "eventId targetId status boundary line lineInfo startPoint endPoint rect",
	"line":                  "startPoint endPoint",
	"lineInfo":              "startPoint endPoint line",
	"boundary":              "corner corner corner",
	"corner":                "point x y",
	"point":                 "x y",
	"startPoint":            "x y",
	"endPoint":              "x y",
	"rect":                  "x1 y1 x2 y2",
	"listInfo":              "target target",
	"target":                "targetId rect image vehiceId plateNumber plateNumber vehicleListType vehicleDirect PlateConfidence plateColor plateStyle province PlateWidth leftTop rightBottom carAttr carRect targetImageData targetType",
	"leftTop":               "x y",
	"rightBottom":           "x y",
	"carAttr":               "color type carType brand model",
	"carRect":               "x y width height x1 y1 x2 y2",
	"sourceDataInfo":        "dataType width height sourceBase64Length sourceBase64Data sourceBase64Data",
	"targetImageData":       "dataType targetType Width Height targetBase64Length targetBase64Data targetBase64Data sourceBase64Data",
	"eventInfo":             "recorderRule",
	"recorderRule":          "eventId targetId status word directionLine pointGroup rect",
	"directionLine":         "startPoint endPoint",
	"pointGroup":            "corner corner",
	"targetListInfo":        "target target",
	"licensePlateListInfo":  "plate plate",
	"plate":                 "targetId targetType rect licensePlateAttribute licensePlateMatchInfo carRect carAttribute vehicleDirect targetImageData",
	"licensePlateAttribute": "licensePlateNumber color",
	"licensePlateMatchInfo": "groupName carOwner",
	"carAttribute":          "carType color brand model",
	"faceListInfo":          "face face",
	"face":                  "targetId rect age sex glasses mask targetImageData",
	"alarmStatusInfo":       "perimeterAlarm vehiceAlarm flags",
	"flags":                 "flag flag",
	"traject":               "track track",
	"track":                 "targetId rect velocity direction targetType",
}

// tags are the elements of those names of vocabulary that devices do not have.
var tags = map[string]string{
	"rule": "item", "corner": "item", "target": "item", "recorderRule": "item", "plate": "item", "face": "item",
	"flag": "item", "track": "item", "word": "boundary", "flags": "vfdAlarm",
}

// words are the texts of elements that are read as something.
var words = map[string]string{
	"messageType": "alarmData alarmData alarmStatus keepalive other",
	"smartType":   "PEA PEA VEHICE VEHICLE vehicle VFD VSD LOITER regionIntrusion lineCrossing videoFaceDetect SENSOR nobody",
	"currentTime": "1778585613412678 1778585613 18445822972087551616 2026-05-12 0",
	"word":        "area tripwire other",
	"targetType":  "1 2 4 person motor 3 horse", "vehicleDirect": "approach away leave sideways",
	"plateNumber": "KLM4821 A&amp;B", "licensePlateNumber": "KLM4821", "image": "0 1 2",
	"plateColor": "3 white", "PlateConfidence": "97.5 9750 12 words",
	"targetBase64Data": "/9j/2Q==", "sourceBase64Data": "/9j/4A==",
	"perimeterAlarm": "true false 1 maybe", "vehiceAlarm": "false", "flag": "true false",
}

// randomPost is a post of elements from vocabulary.
func randomPost(r *rand.Rand) string {
	version := []string{"1.0", "1.7", "2.0.0", "2.1.0", ""}[r.IntN(5)]
	return fmt.Sprintf(`<config version=%q>%s</config>`, version, inside(r, "config", 0.4))
}

// inside is what stands in an element: each of its children with a probability.
func inside(r *rand.Rand, name string, probability float64) string {
	children, ok := vocabulary[name]
	if !ok {
		return leafText(r, name)
	}
	var b strings.Builder
	rare := name == "config" // where kinds other than events would win
	for c := range strings.FieldsSeq(children) {
		if r.Float64() > probability || rare && (c == "alarmStatusInfo" || c == "traject") && r.IntN(8) > 0 {
			continue
		}
		tag := c
		if t, ok := tags[c]; ok {
			tag = t
		}
		attr := ""
		switch r.IntN(12) {
		case 0:
			attr = ` count="9900"`
		case 1:
			attr = ` id="1"`
		}
		fmt.Fprintf(&b, "<%s%s>%s</%s>", tag, attr, inside(r, c, 0.7), tag)
	}
	return b.String()
}

func leafText(r *rand.Rand, name string) string {
	if r.IntN(6) == 0 {
		return ""
	}
	if w, ok := words[name]; ok {
		all := strings.Fields(w)
		return all[r.IntN(len(all))]
	}
	return []string{"7", "12", "40", "900", "5000", "9999", "0", " a b ", "&#32;x&lt;"}[r.IntN(9)]
}
