package viewtron_test

import (
	"time"

	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// written is a message of each form that Encode knows, by the name of its golden
// file.
type written struct {
	name    string
	encoder viewtron.Encoder
	message *viewtron.Message
}

// noon is the time of all of them: 2026-05-12 11:33:33.412678 UTC.
var noon = time.Date(2026, 5, 12, 11, 33, 33, 412_678_000, time.UTC)

func allForms() []written {
	cam, rec := viewtrontest.NewCamera(1), viewtrontest.NewRecorder(1)
	cam.Name, rec.Name = "Yard East", "Recorder One"
	lpr := viewtrontest.NewCamera(2)
	lpr.Name, lpr.Firmware = "Gate Lane", viewtrontest.Firmware531
	lpr.Zone = time.FixedZone("", -4*60*60)
	second := lpr
	second.PushV2 = true
	anonymous := viewtrontest.Camera{Version: "2.1.0"}
	shape := func(s viewtron.KeepaliveShape) *viewtron.Message {
		c := cam
		c.Shape = s
		return c.Keepalive()
	}
	third := rec.Channel(3)
	zero := viewtron.Encoder{}
	hit := formHit()
	lines := func(f viewtron.TripForm) viewtrontest.Hit {
		h := formHit()
		h.TripForm = f
		return h
	}
	bare := formHit()
	bare.Overview, bare.Targets[0].Crop = nil, nil
	return []written{
		{"keepalive-empty", zero, shape(viewtron.KeepaliveEmpty)},
		{"keepalive-deviceinfo", zero, cam.Keepalive()},
		{"keepalive-identity", zero, shape(viewtron.KeepaliveIdentity)},
		{"keepalive-531", zero, lpr.Keepalive()},
		{"keepalive-531-declared", viewtron.Encoder{Declaration: viewtron.DeclarationAlways}, lpr.Keepalive()},
		{"keepalive-v2", zero, second.Keepalive()},
		{"keepalive-recorder", zero, rec.Keepalive()},
		{"alarm-camera", zero, cam.AlarmStatus("perimeterAlarm", true, noon)},
		{"alarm-camera-531", zero, lpr.AlarmStatus(lpr.Flag(viewtron.LicensePlate), false, noon)},
		{"alarm-legacy", zero, cam.LegacyAlarm("motionAlarm", true, noon)},
		{"alarm-recorder", zero, third.AlarmStatus(third.Flag(viewtron.RegionIntrusion), true, noon)},
		{"camera-intrusion", zero, cam.Intrusion(noon, hit)},
		{"camera-intrusion-bare", zero, cam.Intrusion(noon, bare)},
		{"camera-intrusion-compact", viewtron.Encoder{Compact: true, OmitTypes: true}, cam.Intrusion(noon, bare)},
		{"camera-intrusion-531", viewtron.Encoder{Firmware531: true, Plain: true}, lpr.Intrusion(noon, hit)},
		{"camera-intrusion-2.1", zero, anonymous.Intrusion(noon, bare)},
		{"camera-intrusion-three", zero, cam.Intrusion(noon, three())},
		{"recorder-intrusion-three", zero, third.Intrusion(noon, three())},
		{"camera-line-t1", zero, cam.LineCrossing(noon, lines(viewtron.TripLine))},
		{"camera-line-t2", zero, cam.LineCrossing(noon, lines(viewtron.TripBare))},
		{"camera-line-t3", zero, cam.LineCrossing(noon, lines(viewtron.TripLineInfo))},
		{"camera-entry", zero, cam.Event(noon, viewtron.RegionEntry, hit)},
		{"camera-exit", zero, cam.Event(noon, viewtron.RegionExit, hit)},
		{"camera-loitering", zero, cam.Event(noon, viewtron.Loitering, hit)},
		{"camera-parking", zero, cam.Event(noon, viewtron.IllegalParking, hit)},
		{"camera-count-line", zero, cam.Counting(noon, true, hit)},
		{"camera-count-area", zero, cam.Counting(noon, false, hit)},
		{"camera-faces", zero, cam.Face(noon, faces())},
		{"camera-face-match", zero, cam.Event(noon, viewtron.FaceMatch, faces())},
		{"camera-metadata", zero, cam.VSD(noon, hit)},
		{"camera-motion", zero, cam.Event(noon, viewtron.Motion, viewtrontest.Hit{Overview: hit.Overview})},
		{"camera-sensor", zero, cam.Event(noon, viewtron.Sensor, viewtrontest.Hit{})},
		{"camera-object", zero, cam.Event(noon, viewtron.ObjectRemoved, hit)},
		{"camera-video", zero, cam.Event(noon, viewtron.VideoAbnormal, viewtrontest.Hit{})},
		{"camera-sound", zero, lpr.Event(noon, viewtron.Audio, viewtrontest.Hit{})},
		{"camera-plate-v2", zero, second.Plate(noon, plates(1))},
		{"camera-unheard-of", zero, cam.Event(noon, "HOVERCRAFT", viewtrontest.Hit{})},
		{"camera-plate-classic", zero, cam.Plate(noon, plates(1))},
		{"camera-plate-531", zero, lpr.Plate(noon, plates(1))},
		{"camera-plate-531-two", zero, lpr.Plate(noon, plates(2))},
		{"camera-plate-531-compact", viewtron.Encoder{Compact: true}, lpr.Plate(noon, plates(1))},
		{"recorder-intrusion", zero, third.Intrusion(noon, hit)},
		{"recorder-intrusion-bare", zero, third.Intrusion(noon, bare)},
		{"recorder-line", zero, third.LineCrossing(noon, hit)},
		{"recorder-count-line", zero, third.Counting(noon, true, hit)},
		{"recorder-count-area", zero, third.Counting(noon, false, hit)},
		{"recorder-metadata", zero, third.VSD(noon, hit)},
		{"recorder-plate", zero, third.Plate(noon, plates(2))},
		{"recorder-plate-no-channel", zero, rec.Channel(0).Plate(noon, plates(1))},
		{"recorder-faces", zero, third.Face(noon, faces())},
		{"tracking", zero, cam.Tracking(noon, hit.Targets[0], viewtrontest.Target{
			ID: 3321, Type: viewtron.TargetCar, Box: viewtrontest.Box(7010, 4200, 9120, 6930),
		})},
		{"tracking-none", zero, cam.Tracking(noon)},
		{"unknown-recorder", zero, rec.Unknown("diskReport", "free", "12 %")},
		{"unknown", zero, cam.Unknown("firmwareReport", "report", "all <well> & good")},
	}
}

// small is a picture that is not drawn: encoding looks at no pixel.
func small(text string, width, height int) *viewtrontest.Picture {
	return viewtrontest.NewPicture([]byte("\xff\xd8\xff\xe0 "+text+" \xff\xd9"), width, height)
}

func formHit() viewtrontest.Hit {
	return viewtrontest.Hit{
		Overview: small("overview", 1280, 720),
		Zone:     viewtrontest.Points(610, 720, 9310, 655, 9245, 9180, 580, 9240),
		Targets: []viewtrontest.Target{{
			ID: 3318, Type: viewtron.TargetPerson, Box: viewtrontest.Box(3120, 1490, 4275, 7730),
			Crop: small("crop", 296, 448),
		}},
	}
}

// three is a hit of a person, a car and a motorcycle.
func three() viewtrontest.Hit {
	h := formHit()
	h.Targets = append(h.Targets,
		viewtrontest.Target{ID: 3321, Type: viewtron.TargetCar, Box: viewtrontest.Box(7010, 4200, 9120, 6930), Crop: small("car", 270, 196)},
		viewtrontest.Target{Type: viewtron.TargetMotorcycle, Box: viewtrontest.Box(100, 4200, 900, 6930)},
	)
	return h
}

func faces() viewtrontest.Hit {
	return viewtrontest.Hit{
		Overview: small("overview", 1280, 720),
		Targets: []viewtrontest.Target{
			{ID: 61, Type: viewtron.TargetPerson, Box: viewtrontest.Box(2210, 1900, 2895, 3120), Crop: small("face 1", 184, 184),
				Face: &viewtron.Face{Age: "youth", Sex: "female", Glasses: "no", Mask: "unknown"}},
			{ID: 62, Type: viewtron.TargetPerson, Box: viewtrontest.Box(6105, 2040, 6760, 3215), Crop: small("face 2", 176, 176)},
		},
	}
}

// plates is a hit of one or two plates.
func plates(n int) viewtrontest.Hit {
	all := []viewtrontest.Target{
		{ID: 17, Box: viewtrontest.Box(4120, 3010, 4872, 3708), Crop: small("plate 1", 202, 106), Plate: &viewtrontest.Plate{
			Text: "KLM4821", Group: "whiteList", Owner: "Unit 12", Color: "white", Confidence: 97, Direction: viewtron.DirectionApproach,
			Vehicle: &viewtron.Vehicle{
				Type: "saloon car", Color: "blue", Brand: "Volvo", Model: "Volvo_V60", Box: viewtrontest.Box(3600, 1200, 6400, 4400),
			},
		}},
		{ID: 18, Box: viewtrontest.Box(7000, 4000, 7600, 4500), Crop: small("plate 2", 161, 76), Plate: &viewtrontest.Plate{
			Text: "WLD7204", Confidence: 91.5, Direction: viewtron.DirectionAway,
		}},
	}
	return viewtrontest.Hit{Overview: small("overview", 2688, 1520), Targets: all[:n]}
}
