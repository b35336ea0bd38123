//go:build unix

package e2e_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
)

func TestMain(m *testing.M) { os.Exit(e2e.Main(m)) }

// post posts a body and fails unless it is taken.
func post(t *testing.T, i *e2e.Instance, body []byte) {
	t.Helper()
	status, answer, err := i.Post("/API", "application/xml", body)
	if err != nil || status != http.StatusOK {
		t.Fatalf("post: %d %q %v, want 200", status, answer, err)
	}
}

// picture is a JPEG of one colour.
func picture(t *testing.T, width, height int, shade uint8) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, width, height))
	for i := range img.Pix {
		img.Pix[i] = color.Gray{Y: shade}.Y
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// intrusion is a recorder's post of somebody in a zone.
func intrusion(number int, at time.Time, overview, crop []byte) []byte {
	data := func(tag string, jpg []byte) string {
		text := base64.StdEncoding.EncodeToString(jpg)
		return fmt.Sprintf("<dataType>0</dataType><width>0</width><height>0</height><%[1]sBase64Length>%[2]d</%[1]sBase64Length><%[1]sBase64Data>%[3]s</%[1]sBase64Data>", tag, len(text), text)
	}
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<config version="2.0.0" xmlns="http://www.ipc.com/ver10"><messageType>alarmData</messageType>
<deviceInfo><deviceName><![CDATA[Yard]]></deviceName><ip><![CDATA[192.0.2.60]]></ip><mac><![CDATA[02:00:5e:20:00:60]]></mac><channelId>2</channelId></deviceInfo>
<smartType>regionIntrusion</smartType><currentTime>%d</currentTime>
<eventInfo><item><eventId>%d</eventId><targetId>7</targetId><boundary>area</boundary><pointGroup><item><x>1000</x><y>2000</y></item><item><x>5000</x><y>2000</y></item><item><x>5000</x><y>9000</y></item></pointGroup><rect><x1>2000</x1><y1>3000</y1><x2>3000</x2><y2>9000</y2></rect></item></eventInfo>
<sourceDataInfo>%s</sourceDataInfo>
<targetListInfo><item><targetId>7</targetId><targetType>person</targetType><targetImageData>%s</targetImageData></item></targetListInfo></config>`,
		at.UnixMicro(), number, data("source", overview), data("target", crop))
}

// events are all events of an instance, oldest first.
func events(t *testing.T, i *e2e.Instance) []client.Event {
	t.Helper()
	var all []client.Event
	for e, err := range i.Client(t).AllEvents(t.Context(), client.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append([]client.Event{e}, all...)
	}
	return all
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(60 * time.Second); !holds(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within 60 s", what)
		}
	}
}
