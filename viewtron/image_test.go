package viewtron_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/viewtron"
)

func TestR62B11ShapesOfBase64(t *testing.T) {
	clean := overviewText(t)
	data := standardBase64(t, clean)
	var wrapped strings.Builder
	for i := 0; i < len(clean); i += 76 {
		wrapped.WriteString(clean[i:min(len(clean), i+76)] + "\r\n")
	}
	for name, text := range map[string]string{
		"plain":          clean,
		"CDATA":          "<![CDATA[" + clean + "]]>",
		"blanks around":  "\n  " + clean + "\t\n",
		"CDATA in lines": "\n<![CDATA[\n" + wrapped.String() + "]]>\n",
		"lines":          wrapped.String(),
		"spaces":         strings.ReplaceAll(clean, "A", "A "),
		"no padding":     strings.TrimRight(clean, "="),
		"URL alphabet":   strings.NewReplacer("+", "-", "/", "_").Replace(clean),
		"data prefix":    "data:image/jpeg;base64," + clean,
		"two pieces":     "<![CDATA[" + clean[:50] + "]]><![CDATA[" + clean[50:] + "]]>",
		"comment inside": clean[:40] + "<!-- half -->" + clean[40:],
	} {
		m := parse(t, withImage(`<sourceBase64Data>`+text+`</sourceBase64Data>`))
		got, err := m.Event.Overview.Decode(nil)
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("%s: got %d bytes, %v, want %d", name, len(got), err, len(data))
		}
	}
}

func TestB11BadByte(t *testing.T) {
	for _, text := range []string{"/9j/4AA*", "/9j/é", "/9j/4A==/9j/", "/9j/4", "/9j/&#65;AA="} {
		m := parse(t, withImage(`<sourceBase64Data>`+text+`</sourceBase64Data>`))
		dst := []byte("kept")
		got, err := m.Event.Overview.Decode(dst)
		if !errors.Is(err, viewtron.ErrBase64) || string(got) != "kept" {
			t.Errorf("%s: got %q, %v, want ErrBase64", text, got, err)
		}
	}
	_, err := viewtron.DecodeBase64(nil, []byte("data:image/jpeg;base64,/9j*"))
	if err == nil || !strings.Contains(err.Error(), "at 26") {
		t.Errorf("got %v, want the place of the byte, 26", err)
	}
}

func TestR63LengthsAreNotTrusted(t *testing.T) {
	n := fmt.Sprintf(`<sourceBase64Length type="uint32">%d</sourceBase64Length>`, len(overviewText(t)))
	for _, length := range []string{"", "0", "7", "99999999", "-1", "many"} {
		m := edited(t, "camera-intrusion", n, `<sourceBase64Length>`+length+`</sourceBase64Length>`)
		want(t, "overview", size(t, m.Event.Overview), overviewSize)
		want(t, "as sent", m.Event.Overview.Length, length)
	}
	want(t, "missing", size(t, edited(t, "camera-intrusion", n, "").Event.Overview), overviewSize)
}

func TestR64T15EmptyImages(t *testing.T) {
	for _, element := range []string{
		`<sourceBase64Data/>`, `<sourceBase64Data type="string"/>`, `<sourceBase64Data type="string"></sourceBase64Data>`,
		`<sourceBase64Data><![CDATA[]]></sourceBase64Data>`, "<sourceBase64Data>\n <![CDATA[ ]]>\n</sourceBase64Data>", ``,
	} {
		m := parse(t, withImage(element))
		wantEvent(t, m, viewtron.LayoutCamera, viewtron.RegionIntrusion)
		want(t, element, m.Event.Overview == nil, true)
		want(t, "images", len(m.Images()), 0)
		wantNoFindings(t, m)
	}
}

func TestR65NotAJPEG(t *testing.T) {
	for text, is := range map[string]bool{
		"\xff\xd8\xff\xe0": true, "\xff\xd8": false, "": false, "\x89PNG": false, "<svg onload=x>": false, "GIF89a": false,
	} {
		want(t, fmt.Sprintf("%q", text), viewtron.IsJPEG([]byte(text)), is)
	}
}

func TestR66SizesComeFromTheJPEG(t *testing.T) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 1280, 720)), nil); err != nil {
		t.Fatal(err)
	}
	w, h, err := viewtron.JPEGSize(b.Bytes())
	want(t, "size", fmt.Sprint(w, h, err), "1280 720 <nil>")
	for n := range b.Len() {
		if w, h, err = viewtron.JPEGSize(b.Bytes()[:n]); err == nil {
			break
		}
	}
	want(t, "size from the first header", fmt.Sprint(w, h), "1280 720")

	bomb := []byte{0xff, 0xd8, 0xff, 0xff, 0xff, 0x01, 0xff, 0xc2, 0, 11, 8, 0xff, 0xdc, 0xff, 0xdc, 1, 1, 0x11, 0}
	w, h, err = viewtron.JPEGSize(bomb)
	want(t, "claims", fmt.Sprint(w, h, err), "65500 65500 <nil>")
	for name, data := range map[string]string{
		"no frame": "\xff\xd8\xff\xe0\x00\x02\xff\xd9", "zero wide": "\xff\xd8\xff\xc0\x00\x0b\x08\x00\x01\x00\x00",
		"length of one": "\xff\xd8\xff\xe0\x00\x01\xff\xc0", "rubbish": "\xff\xd8\xff\xe0\x00\x02rubbish", "picture data first": "\xff\xd8\xff\xda\x00\x02\xff\xc0",
	} {
		if w, h, err := viewtron.JPEGSize([]byte(data)); !errors.Is(err, viewtron.ErrNotJPEG) {
			t.Errorf("%s: got %dx%d, %v, want ErrNotJPEG", name, w, h, err)
		}
	}
}

func TestR67CropInTheSourceElement(t *testing.T) {
	m := edited(t, "recorder-intrusion", "targetBase64Data", "sourceBase64Data")
	img := only(t, m).Image
	want(t, "crop", size(t, img), cropSize)
	want(t, "as source", img.AsSource, true)
	want(t, "overview", size(t, m.Event.Overview), overviewSize)
	want(t, "not so otherwise", only(t, post(t, "recorder-intrusion")).Image.AsSource, false)
}

func TestR68ImagesOfAMessage(t *testing.T) {
	m := post(t, "camera-faces")
	var got []string
	for _, img := range m.Images() {
		got = append(got, size(t, img))
	}
	want(t, "images", strings.Join(got, " "), overviewSize+" "+cropSize+" "+crop2Size+" "+crop3Size)
	want(t, "of a keepalive", len(post(t, "keepalive-531").Images()), 0)
}

// TestImagesAreNotCopied holds that image data is a part of the body.
func TestImagesAreNotCopied(t *testing.T) {
	body := file(t, "posts/camera-faces.xml")
	m, err := viewtron.Parse(body)
	if err != nil {
		t.Fatal(err)
	}
	for _, img := range m.Images() {
		at, ok := viewtron.Offset(body, img.Data)
		if !ok || !bytes.Equal(body[at:at+len(img.Data)], img.Data) {
			t.Errorf("got offset %d, %t of %d bytes", at, ok, len(img.Data))
		}
	}
	if at, ok := viewtron.Offset(body, bytes.Clone(body[:40])); ok {
		t.Errorf("got offset %d of a copy", at)
	}
}

func TestStripImages(t *testing.T) {
	for _, name := range []string{"camera-intrusion", "camera-faces", "camera-plate-531", "camera-metadata", "recorder-faces", "keepalive-531"} {
		body := file(t, "posts/"+name+".xml")
		m := parse(t, string(body))
		wanted := string(body)
		for _, img := range m.Images() {
			wanted = strings.Replace(wanted, string(img.Data), "", 1)
		}
		got := string(viewtron.StripImages(body))
		want(t, name, strings.ReplaceAll(strings.ReplaceAll(got, "<![CDATA[", ""), "]]>", ""),
			strings.ReplaceAll(strings.ReplaceAll(wanted, "<![CDATA[", ""), "]]>", ""))
		want(t, name+" images", len(parse(t, got).Images()), 0)
	}
}

func TestStripImagesOfOddBodies(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"byte order mark": {"\xef\xbb\xbf<a><sourceBase64Data>QUJD</sourceBase64Data></a>", "\xef\xbb\xbf<a><sourceBase64Data></sourceBase64Data></a>"},
		"pieces":          {"<a><targetBase64Data>QU<!-- -->JD<b/></targetBase64Data></a> ", "<a><targetBase64Data><!-- --><b/></targetBase64Data></a> "},
		"nested":          {"<a><sourceBase64Data>QU<sourceBase64Data>JD</sourceBase64Data>RA</sourceBase64Data></a>", "<a><sourceBase64Data><sourceBase64Data>JD</sourceBase64Data></sourceBase64Data></a>"},
		"UTF-16":          {string(toUTF16("<a><sourceBase64Data>QUJD</sourceBase64Data></a>", false)), "<a><sourceBase64Data></sourceBase64Data></a>"},
		"not XML":         {"hello", "hello"},
		"cut short":       {"<a><sourceBase64Data>QUJD", "<a><sourceBase64Data>QUJD"},
	} {
		want(t, name, string(viewtron.StripImages([]byte(c.body))), c.want)
	}
}
