package web

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
)

// scene is a picture with what was seen in it.
type scene struct {
	Image string // URL, "" when there is no picture
	Full  string // URL of the picture as it was sent
	Alt   string
	Zones []shape
	Boxes []box
	Tall  bool // the picture is of one target alone: it is not cut
}

// shape is a zone or a line, in units of the frame.
type shape struct {
	Line   bool
	Points string // as SVG has them
}

// box is around a target. Its places are of the frame.
type box struct {
	Class      event.TargetType
	Label      string
	X, Y, W, H int
	LabelWidth int // of the label's ground, in pixels, roughly
}

// Widths that pictures are made smaller to.
const (
	cardWidth = 480
	fullWidth = 1280
	cropWidth = 240
)

func imageURL(e *event.Event, n, width int) string {
	if width == 0 {
		return fmt.Sprintf("/api/v1/events/%s/images/%d", e.ID, n)
	}
	return fmt.Sprintf("/api/v1/events/%s/images/%d?width=%d", e.ID, n, width)
}

// overview is the picture of the whole scene that an event has; nil without one.
func overview(e *event.Event) *event.Image {
	for i := range e.Images {
		if img := &e.Images[i]; img.Kind == event.ImageSource && img.Flag == "" {
			return img
		}
	}
	return nil
}

// crop is the picture of a target that an event has; nil without one.
func crop(e *event.Event) *event.Image {
	for i := range e.Images {
		if img := &e.Images[i]; img.Kind == event.ImageTarget && img.Flag == "" {
			return img
		}
	}
	return nil
}

// scene is what an event shows, at a width.
func (v *view) scene(e *event.Event, width int, labels bool) scene {
	s := scene{Alt: v.T("picture.alt", v.Sentence(e), v.Camera(e.CameraID), v.When(e.ReceivedAt))}
	img := overview(e)
	if img == nil {
		if c := crop(e); c != nil {
			s.Image, s.Full, s.Tall = imageURL(e, c.N, width), imageURL(e, c.N, 0), true
		}
		return s
	}
	s.Image, s.Full = imageURL(e, img.N, width), imageURL(e, img.N, 0)
	for _, z := range e.Zones {
		s.Zones = append(s.Zones, shapeOf(z))
	}
	for i := range e.Targets {
		s.Boxes = append(s.Boxes, v.boxes(&e.Targets[i], labels)...)
	}
	return s
}

func shapeOf(z event.Zone) shape {
	words := make([]string, len(z.Points))
	for i, p := range z.Points {
		words[i] = fmt.Sprintf("%d,%d", p[0], p[1])
	}
	return shape{Line: z.Kind == "line", Points: strings.Join(words, " ")}
}

// boxes are the box of a target, and that of the vehicle that carries a plate.
func (v *view) boxes(t *event.Target, labels bool) []box {
	var out []box
	class := t.Type
	if t.Plate != nil {
		class = event.TargetPlate
		if t.Vehicle != nil && t.Vehicle.Rect != nil {
			out = append(out, boxOf(event.TargetCar, *t.Vehicle.Rect, ""))
		}
	}
	if t.Rect == nil || t.Rect.Empty() {
		return out
	}
	label := ""
	if labels {
		if label = v.T("class." + string(class)); t.Plate != nil && t.Plate.Text != "" {
			label = t.Plate.Text
		}
	}
	return append(out, boxOf(class, *t.Rect, label))
}

func boxOf(class event.TargetType, r geo.Rect, label string) box {
	const most = 24
	if runes := []rune(label); len(runes) > most {
		label = string(runes[:most-1]) + "…"
	}
	return box{
		Class: class, Label: label, X: r[0], Y: r[1], W: r[2] - r[0], H: r[3] - r[1],
		LabelWidth: labelWidth(label),
	}
}

// labelWidth is how wide a label is, roughly: capitals and digits are wider.
func labelWidth(label string) int {
	w := 12
	for _, r := range label {
		switch {
		case unicode.IsUpper(r):
			w += 10
		case unicode.IsDigit(r):
			w += 8
		case r > 0x2000: // as wide as high
			w += 13
		default:
			w += 7
		}
	}
	return w
}

// card is an event among others.
type card struct {
	ID       string
	Class    event.TargetType
	Sentence string
	Plate    string
	Group    string
	Camera   string
	CameraID string
	At       time.Time
	Scene    scene
	Crop     string // URL, "" for none
	Pinned   bool
	State    string // how far people are with it
	Seq      int64
	Date     string // as 2026-11-24, by the viewer's clock
	Day      string // set where a day begins, to be said before it
	DayName  string
}

func (v *view) card(e *event.Event) card {
	c := card{
		ID: e.ID.String(), Class: classOf(e), Sentence: v.Sentence(e), Plate: e.Plate, Group: e.Group,
		Camera: v.Camera(e.CameraID), CameraID: e.CameraID, At: e.ReceivedAt, Pinned: e.Pinned,
		State: e.Review.State.String(), Seq: e.Seq, Date: day(e.ReceivedAt.In(v.zone)),
		Scene: v.scene(e, cardWidth, false),
	}
	if img := crop(e); img != nil && !c.Scene.Tall {
		c.Crop = imageURL(e, img.N, cropWidth)
	}
	return c
}

// cards are events in the order of a list; where a day begins, it is said.
func (v *view) cards(events []*event.Event, before string) []card {
	out := make([]card, len(events))
	for i, e := range events {
		out[i] = v.card(e)
		if d := day(e.ReceivedAt.In(v.zone)); d != before {
			out[i].Day, out[i].DayName = v.Date(e.ReceivedAt), v.DayName(e.ReceivedAt)
			before = d
		}
	}
	return out
}

// Dayless is a card where the day is said by something else.
func (c card) Dayless() card {
	c.Day, c.DayName = "", ""
	return c
}
