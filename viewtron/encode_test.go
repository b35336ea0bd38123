package viewtron_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/watchpost/watchpost/viewtron"
)

var update = flag.Bool("update", false, "write the golden files")

// TestEncodeGolden holds the bytes of every form.
func TestEncodeGolden(t *testing.T) {
	for _, form := range allForms() {
		t.Run(form.name, func(t *testing.T) {
			got, err := form.encoder.Encode(form.message)
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", "encode", form.name+".xml")
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestEncodeRoundTrip holds that every form reads back as the message it was
// written from, in every variant of the encoder, without a finding.
func TestEncodeRoundTrip(t *testing.T) {
	for _, form := range allForms() {
		t.Run(form.name, func(t *testing.T) {
			for i := range 1 << 3 {
				e := form.encoder
				e.Compact, e.Plain, e.OmitTypes = i&1 > 0, i&2 > 0, i&4 > 0
				body, err := e.Encode(form.message)
				if err != nil {
					t.Fatal(err)
				}
				got, err := viewtron.Parse(body)
				if err != nil {
					t.Fatalf("%v\n%s", err, body)
				}
				if !got.Equal(form.message) {
					t.Errorf("with %+v: got %s\nwant %s\nfrom %s", e, describe(t, got), describe(t, form.message), body)
				}
				if len(got.Findings) > 0 {
					t.Errorf("with %+v: got findings %v, want none", e, got.Findings)
				}
			}
		})
	}
}

// TestEncodeAppend holds that a post is appended, and nothing on an error.
func TestEncodeAppend(t *testing.T) {
	m := allForms()[1].message
	body, err := viewtron.Encode(m)
	if err != nil {
		t.Fatal(err)
	}
	got, err := viewtron.AppendEncode([]byte("before"), m)
	if err != nil || string(got) != "before"+string(body) {
		t.Errorf("got %q and %v, want the post after what was there", got, err)
	}
	got, err = viewtron.AppendEncode([]byte("before"), &viewtron.Message{Kind: viewtron.KindEvent})
	if err == nil || string(got) != "before" {
		t.Errorf("got %q and %v, want an error and what was there", got, err)
	}
}

// TestEncodeDeclaration holds where posts have an XML declaration.
func TestEncodeDeclaration(t *testing.T) {
	declared := map[string]bool{"keepalive-empty": false, "keepalive-531": false, "alarm-legacy": false}
	for _, form := range allForms() {
		want, listed := declared[form.name]
		if !listed {
			want = true
		}
		body, err := form.encoder.Encode(form.message)
		if err != nil {
			t.Fatal(err)
		}
		if got := bytes.HasPrefix(body, []byte("<?xml ")); got != want {
			t.Errorf("%s: got a declaration %v, want %v", form.name, got, want)
		}
		e := viewtron.Encoder{Declaration: viewtron.DeclarationNever}
		if body, err = e.Encode(form.message); err != nil || bytes.Contains(body, []byte("<?xml ")) {
			t.Errorf("%s: got a declaration or %v where there is never one", form.name, err)
		}
	}
}

// TestEncodeSize holds that posts without pictures are about as large as those of
// devices.
func TestEncodeSize(t *testing.T) {
	for _, tt := range []struct {
		name     string
		min, max int
	}{
		{"keepalive-empty", 0, 0},
		{"keepalive-recorder", 250, 400},
		{"alarm-camera", 450, 550},
		{"alarm-recorder", 450, 600},
		{"camera-intrusion-bare", 2000, 3000},
		{"camera-plate-531", 4000, 6000},
		{"recorder-intrusion-bare", 900, 1300},
		{"tracking", 1500, 2300},
	} {
		for _, form := range allForms() {
			if form.name != tt.name {
				continue
			}
			body, err := form.encoder.Encode(form.message)
			if err != nil {
				t.Fatal(err)
			}
			if len(body) < tt.min || len(body) > tt.max {
				t.Errorf("%s: got %d bytes, want %d to %d", tt.name, len(body), tt.min, tt.max)
			}
		}
	}
}

// TestNewImage holds that a picture survives the post.
func TestNewImage(t *testing.T) {
	jpeg := []byte("\xff\xd8\xff\xe0 any \xff\xd9")
	img := viewtron.NewImage(jpeg, 8, 6)
	got, err := img.Decode(nil)
	if err != nil || !bytes.Equal(got, jpeg) {
		t.Errorf("got %q and %v, want %q", got, err, jpeg)
	}
	if img.Width != 8 || img.Height != 6 || img.DataType != "0" || img.Length != "16" {
		t.Errorf("got %+v, want 8x6 of type 0 and length 16", img)
	}
}

// TestSmartType holds that the names that are written are read as the same
// detection.
func TestSmartType(t *testing.T) {
	for _, tt := range []struct {
		d                viewtron.Detection
		camera, recorder string
	}{
		{viewtron.RegionIntrusion, "PEA", "regionIntrusion"},
		{viewtron.LineCrossing, "PEA", "lineCrossing"},
		{viewtron.LicensePlate, "VEHICE", "vehicle"},
		{viewtron.FaceDetection, "VFD", "videoFaceDetect"},
		{viewtron.VideoMetadata, "VSD", "videoMetadata"},
		{viewtron.LineCounting, "PASSLINECOUNT", "targetCountingByLine"},
		{viewtron.AreaCounting, "TRAFFIC", "targetCountingByArea"},
		{viewtron.Fire, "FIRE", ""},
		{viewtron.Unknown, "", ""},
	} {
		if got := viewtron.SmartType(tt.d, viewtron.LayoutCamera); got != tt.camera {
			t.Errorf("%s of cameras: got %q, want %q", tt.d, got, tt.camera)
		}
		if got := viewtron.SmartType(tt.d, viewtron.LayoutRecorder); got != tt.recorder {
			t.Errorf("%s of recorders: got %q, want %q", tt.d, got, tt.recorder)
		}
	}
	if got := viewtron.SmartType(viewtron.Motion, viewtron.LayoutNone); got != "" {
		t.Errorf("of no layout: got %q, want none", got)
	}
}
