package client

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"time"
)

// PlateGroup is a group that people put plates into, beside what devices say.
type PlateGroup struct {
	ID    string `json:"id"` // ULID
	Name  string `json:"name"`
	Color string `json:"color"` // "green", "teal", "blue", "violet", "pink", "red", "orange", "yellow", "gray"
	// Plates is how many are in it; 0 too for who is limited to cameras, and where
	// the group is told with something else.
	Plates int64 `json:"plates,omitempty"`
}

// PlateKnown is what people know of a plate.
type PlateKnown struct {
	Group     *PlateGroup `json:"plate_group,omitempty"`
	Owner     string      `json:"owner,omitempty"`
	Note      string      `json:"note,omitempty"`
	ChangedAt time.Time   `json:"changed_at"`
	ChangedBy string      `json:"changed_by,omitempty"` // name of the user or token
}

// KnownPlate is a plate of which people know something. It need not have been read.
type KnownPlate struct {
	Text string `json:"text"`
	PlateKnown
}

// PlateGroups reads a page of groups, by name.
func (c *Client) PlateGroups(ctx context.Context, paging Paging) (Page[PlateGroup], error) {
	p := params{}
	p.paging(paging)
	return getPage[PlateGroup](ctx, c, "/api/v1/plate-groups", "plate_groups", url.Values(p))
}

// AddPlateGroup makes a group.
func (c *Client) AddPlateGroup(ctx context.Context, name, color string) (PlateGroup, error) {
	var g PlateGroup
	err := c.sendJSON(ctx, http.MethodPost, "/api/v1/plate-groups", nil, map[string]string{"name": name, "color": color}, &g)
	return g, err
}

// ChangePlateGroup changes the name of a group, its color, or both; "" stays.
func (c *Client) ChangePlateGroup(ctx context.Context, id, name, color string) (PlateGroup, error) {
	body := make(map[string]string)
	for key, v := range map[string]string{"name": name, "color": color} {
		if v != "" {
			body[key] = v
		}
	}
	var g PlateGroup
	err := c.sendJSON(ctx, http.MethodPatch, "/api/v1/plate-groups/"+url.PathEscape(id), nil, body, &g)
	return g, err
}

// RemovePlateGroup removes a group. Its plates are in none then.
func (c *Client) RemovePlateGroup(ctx context.Context, id string) error {
	resp, err := c.do(ctx, http.MethodDelete, "/api/v1/plate-groups/"+url.PathEscape(id), nil, nil, nil)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// PlateChange is what becomes known of a plate: nil stays, "" goes.
type PlateChange struct {
	Group *string `json:"plate_group,omitempty"` // id
	Owner *string `json:"owner,omitempty"`
	Note  *string `json:"note,omitempty"`
}

// ChangePlate writes down what is known of a plate.
func (c *Client) ChangePlate(ctx context.Context, text string, change PlateChange) (PlateSummary, error) {
	var p PlateSummary
	err := c.sendJSON(ctx, http.MethodPatch, "/api/v1/plates/"+url.PathEscape(text), nil, change, &p)
	return p, err
}

// KnownPlateQuery says which known plates are wanted. The zero value is all.
type KnownPlateQuery struct {
	Search string // part of the text or of the owner
	Group  string // id
	Paging
}

// KnownPlates reads a page of what people know of plates, by text.
func (c *Client) KnownPlates(ctx context.Context, q KnownPlateQuery) (Page[KnownPlate], error) {
	p := params{}
	p.one("q", q.Search)
	p.one("plate_group", q.Group)
	p.paging(q.Paging)
	return getPage[KnownPlate](ctx, c, "/api/v1/known-plates", "known_plates", url.Values(p))
}

// AllKnownPlates goes through what people know of plates. An error is the last pair.
func (c *Client) AllKnownPlates(ctx context.Context, q KnownPlateQuery) iter.Seq2[KnownPlate, error] {
	return all(q.Paging, func(p Paging) (Page[KnownPlate], error) {
		q.Paging = p
		return c.KnownPlates(ctx, q)
	})
}

// ExportPlates reads what people know of plates as CSV; of one group where its id
// is given.
func (c *Client) ExportPlates(ctx context.Context, group string) ([]byte, error) {
	p := params{}
	p.one("plate_group", group)
	return c.getBytes(ctx, "/api/v1/known-plates/csv", url.Values(p))
}

// PlateImport is what an import does, or would do.
type PlateImport struct {
	DryRun    bool              `json:"dry_run"`
	Digest    string            `json:"digest"` // of what would be done
	Created   int               `json:"created"`
	Changed   int               `json:"changed"`
	Same      int               `json:"same"`
	Refused   int               `json:"refused"`
	NewGroups []string          `json:"new_groups"`
	Ignored   []string          `json:"ignored_columns"`
	Lines     []PlateImportLine `json:"lines"`
}

// PlateImportLine is a line of a file, and what an import does with it.
type PlateImportLine struct {
	Line    int      `json:"line"`
	Plate   string   `json:"plate"`
	Verdict string   `json:"verdict"` // "created", "changed", "same", "refused"
	Changes []string `json:"changes,omitempty"`
	Reason  string   `json:"reason,omitempty"`
}

// ImportPlates writes down what a CSV file tells of plates; with dryRun it only says
// what would be done. With the digest of such an answer it is done only if that would
// be the same now.
func (c *Client) ImportPlates(ctx context.Context, file []byte, dryRun bool, digest string) (PlateImport, error) {
	p := params{}
	p.one("dry_run", fmt.Sprint(dryRun))
	p.one("digest", digest)
	var out PlateImport
	resp, err := c.do(ctx, http.MethodPost, "/api/v1/known-plates/csv", url.Values(p), http.Header{"Content-Type": {"text/csv"}}, file)
	if err != nil {
		return out, err
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return out, fmt.Errorf("read what was imported: %w", err)
	}
	return out, nil
}
