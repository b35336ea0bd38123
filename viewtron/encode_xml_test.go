package viewtron_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/viewtron"
)

// tokens are the names of a post's elements in document order, read by the
// standard library's strict parser. It fails the test if the post is not
// well-formed or has more than one root.
func tokens(t testing.TB, body []byte) (names []string, spaces map[string]bool) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(body))
	spaces = map[string]bool{}
	depth, roots := 0, 0
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, body)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			depth++
			names = append(names, e.Name.Local)
			spaces[e.Name.Space] = true
		case xml.EndElement:
			depth--
		}
	}
	if roots != 1 && len(body) > 0 {
		t.Fatalf("got %d root elements, want 1\n%s", roots, body)
	}
	return names, spaces
}

// mustBeXML fails the test if a post is not well-formed.
func mustBeXML(t testing.TB, body []byte) {
	t.Helper()
	tokens(t, body)
}

// TestEncodeWellFormed holds that every form is XML to a strict parser, in the
// namespace of the family.
func TestEncodeWellFormed(t *testing.T) {
	for _, form := range allForms() {
		t.Run(form.name, func(t *testing.T) {
			body, err := form.encoder.Encode(form.message)
			if err != nil {
				t.Fatal(err)
			}
			_, spaces := tokens(t, body)
			want := viewtron.Namespace
			if form.message.Keepalive == viewtron.KeepaliveDeviceInfo {
				want = ""
			}
			if len(body) > 0 && (len(spaces) != 1 || !spaces[want]) {
				t.Errorf("got namespaces %v, want only %q", spaces, want)
			}
		})
	}
}

// TestEncodeOrder holds the order of elements at the top and, where it matters, in
// an item.
func TestEncodeOrder(t *testing.T) {
	camera := "config types smartType subscribeOption currentTime mac sn deviceName"
	recorder := "config messageType deviceInfo smartType currentTime"
	for _, tt := range []struct{ form, parent, want string }{
		{"keepalive-deviceinfo", "", "DeviceInfo DeviceName DeviceNo. SN ipAddress macAddress"},
		{"keepalive-531", "", "config messageType deviceInfo"},
		{"keepalive-recorder", "deviceInfo", "deviceName ip mac"},
		{"alarm-camera", "", "config alarmStatusInfo dataTime deviceInfo"},
		{"alarm-camera", "deviceInfo", "deviceName deviceNo. sn ipAddress macAddress"},
		{"alarm-recorder", "", "config messageType deviceInfo currentTime alarmStatusInfo"},
		{"alarm-recorder", "deviceInfo", "deviceName ip mac channelId"},
		{"camera-intrusion", "", camera + " perimeter sourceDataInfo listInfo"},
		{"camera-intrusion", "types", "openAlramObj subscribeRelation perStatus targetType"},
		{"camera-intrusion-531", "types", "openAlarmObj subscribeRelationV1 perStatus targetType"},
		{"camera-intrusion", "sourceDataInfo", "dataType width height sourceBase64Length sourceBase64Data"},
		{"camera-intrusion", "targetImageData", "dataType targetType Width Height targetBase64Length targetBase64Data"},
		{"camera-intrusion-531", "targetImageData", "dataType targetType width height targetBase64Length targetBase64Data"},
		{"camera-intrusion", "perInfo/item", "eventId targetId status boundary rect"},
		{"camera-line-t1", "tripInfo/item", "eventId targetId status line rect"},
		{"camera-line-t2", "tripInfo/item", "eventId targetId status startPoint endPoint rect"},
		{"camera-line-t3", "tripInfo/item", "eventId targetId status lineInfo rect"},
		{"camera-entry", "", camera + " sourceDataInfo listInfo"},
		{"camera-faces", "listInfo", "item item"},
		{"camera-metadata", "", camera + " vsd"},
		{"camera-metadata", "vsd", "sourceDataInfo targetImageData"},
		{"camera-sensor", "", camera},
		{"camera-plate-classic", "", strings.Replace(camera, "subscribeOption", "subscribeRelation", 1) + " listInfo"},
		{"camera-plate-classic", "listInfo/item", "targetImageData targetId plateNumber vehicleListType PlateConfidence plateColor vehicleDirect targetImageData"},
		{"camera-plate-531", "", camera + " channelId plateCount listInfo"},
		{"camera-plate-531", "listInfo/item", "image vehiceId plateNumber plateCharCount PlateWidth PlateHeight SourceImageWidth SourceImageHeight " +
			"leftTop rightTop leftBottom rightBottom PlateConfidence plateColor plateColorRate plateStyle vehiceColor plateAngleH plateAngleV targetImageData " +
			"image vehiceId plateNumber plateCharCount vehicleDirect vehicleListType PlateWidth PlateHeight SourceImageWidth SourceImageHeight " +
			"leftTop rightTop leftBottom rightBottom PlateConfidence plateColor plateColorRate plateStyle vehiceColor plateAngleH plateAngleV " +
			"province carAttr carRect targetImageData"},
		{"recorder-intrusion", "", recorder + " eventInfo sourceDataInfo targetListInfo"},
		{"recorder-intrusion", "eventInfo/item", "eventId targetId boundary pointGroup rect"},
		{"recorder-line", "eventInfo/item", "eventId targetId boundary directionLine rect"},
		{"recorder-intrusion-bare", "", recorder + " eventInfo targetListInfo"},
		{"recorder-intrusion-bare", "targetListInfo/item", "targetId targetType"},
		{"recorder-plate-no-channel", "", recorder + " sourceDataInfo licensePlateListInfo"},
		{"recorder-plate-no-channel", "licensePlateListInfo/item", "targetId rect licensePlateAttribute licensePlateMatchInfo carRect carAttribute targetImageData"},
		{"recorder-faces", "", recorder + " sourceDataInfo faceListInfo"},
		{"recorder-faces", "faceListInfo/item", "targetId rect age sex glasses mask targetImageData targetId rect age sex glasses mask targetImageData"},
		{"tracking-none", "", "config types subscribeOption currentTime mac sn deviceName traject"},
		{"tracking", "traject/item", "targetId point rect velocity direction targetType trajectlength targetId point rect velocity direction targetType trajectlength"},
	} {
		body := encoded(t, tt.form)
		if got := strings.Join(childrenOf(t, body, tt.parent), " "); got != tt.want {
			t.Errorf("%s, in %q:\n got %s\nwant %s", tt.form, tt.parent, got, tt.want)
		}
	}
}

// TestEncodeTypeAttributes holds that cameras write type attributes on events and
// recorders never do.
func TestEncodeTypeAttributes(t *testing.T) {
	for _, form := range allForms() {
		body := encoded(t, form.name)
		want := form.message.Layout == viewtron.LayoutCamera
		if got := bytes.Contains(body, []byte(` type="`)); got != want {
			t.Errorf("%s: got type attributes %v, want %v", form.name, got, want)
		}
	}
}

// encoded is the post of a form.
func encoded(t testing.TB, name string) []byte {
	t.Helper()
	for _, form := range allForms() {
		if form.name == name {
			body, err := form.encoder.Encode(form.message)
			if err != nil {
				t.Fatal(err)
			}
			return body
		}
	}
	t.Fatalf("there is no form %q", name)
	return nil
}

// childrenOf are the names of the elements right below those at the end of a path:
// "perInfo/item", or "" for the root and what is right below it.
func childrenOf(t testing.TB, body []byte, path string) []string {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(body))
	var out, open []string
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			at := strings.Join(open, "/")
			if path == "" && len(open) < 2 || path != "" && (at == path || strings.HasSuffix(at, "/"+path)) {
				out = append(out, e.Name.Local)
			}
			open = append(open, e.Name.Local)
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
}
