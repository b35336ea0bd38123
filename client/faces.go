package client

import (
	"context"
	"iter"
	"net/url"
	"time"
)

// SeenFace is one face of an event.
type SeenFace struct {
	Event      string    `json:"event"` // id
	Seq        int64     `json:"seq"`
	ReceivedAt time.Time `json:"received_at"`
	OccurredAt time.Time `json:"occurred_at"`
	Type       string    `json:"type"`
	Camera     CameraRef `json:"camera"`
	Target     Target    `json:"target"`          // Face are its attributes, nil where the device told none
	Image      *Image    `json:"image,omitempty"` // of the face alone
}

// FaceQuery says which faces are wanted. The values of one field are alternatives, all
// fields must hold; the zero value is all faces.
type FaceQuery struct {
	Cameras       []string
	Ages          []string // "child", "young", "middle", "old"
	Sexes         []string // "male", "female"
	Glasses       []string // "yes", "no"
	Masks         []string // "yes", "no"
	After, Before time.Time
	Paging
}

// Faces reads a page of faces, newest first. It may hold more than asked for, as the
// faces of an event stay together, or fewer, and still have a Next.
func (c *Client) Faces(ctx context.Context, q FaceQuery) (Page[SeenFace], error) {
	p := params{}
	p.list("camera", q.Cameras)
	p.list("age", q.Ages)
	p.list("sex", q.Sexes)
	p.list("glasses", q.Glasses)
	p.list("mask", q.Masks)
	p.time("after", q.After)
	p.time("before", q.Before)
	p.paging(q.Paging)
	return getPage[SeenFace](ctx, c, "/api/v1/faces", "faces", url.Values(p))
}

// AllFaces goes through faces, newest first. An error is the last pair.
func (c *Client) AllFaces(ctx context.Context, q FaceQuery) iter.Seq2[SeenFace, error] {
	return all(q.Paging, func(p Paging) (Page[SeenFace], error) {
		q.Paging = p
		return c.Faces(ctx, q)
	})
}
