package viewtron_test

import (
	"bytes"
	"testing"

	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

func BenchmarkEncode(b *testing.B) {
	cam := viewtrontest.NewCamera(1)
	hit := formHit()
	hit.Overview = viewtrontest.NewPicture(bytes.Repeat([]byte{0xff, 0xd8, 0xff, 0xe0}, 75_000), 1280, 720)
	for _, bb := range []struct {
		name string
		m    *viewtron.Message
	}{
		{"tracking", cam.Tracking(noon, hit.Targets...)},
		{"event0.4MB", cam.Intrusion(noon, hit)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			var buf []byte
			for b.Loop() {
				var err error
				if buf, err = viewtron.AppendEncode(buf[:0], bb.m); err != nil {
					b.Fatal(err)
				}
			}
			b.SetBytes(int64(len(buf)))
			b.ReportAllocs()
		})
	}
}
