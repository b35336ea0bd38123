package client

import (
	"context"
	"net/url"
	"time"
)

// Heatmap is where targets were over a camera's picture: how many covered each cell
// of a grid, each once however long it stayed.
type Heatmap struct {
	Camera  CameraRef `json:"camera"`
	After   time.Time `json:"after"`
	Before  time.Time `json:"before"`
	Columns int       `json:"columns"`
	Rows    int       `json:"rows"`
	Cells   []int     `json:"cells"` // row by row
	Tracks  int       `json:"tracks"`
	Events  int       `json:"events"` // that were looked at
	Whole   bool      `json:"whole"`  // nothing was left out
}

// HeatmapQuery says of what a map is made. A zero Before is now, a zero After a day
// before it.
type HeatmapQuery struct {
	Targets       []string
	After, Before time.Time
}

// Heatmap returns where targets were over the picture of a camera.
func (c *Client) Heatmap(ctx context.Context, camera string, q HeatmapQuery) (m Heatmap, err error) {
	p := params{}
	p.list("target", q.Targets)
	p.time("after", q.After)
	p.time("before", q.Before)
	return m, c.getJSON(ctx, "/api/v1/cameras/"+url.PathEscape(camera)+"/heatmap", url.Values(p), &m)
}
