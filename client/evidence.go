package client

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// EvidenceKey is what packs of evidence of a server are verified with.
type EvidenceKey struct {
	Algorithm   string `json:"algorithm"`  // "ed25519"
	PublicKey   string `json:"public_key"` // base64
	Fingerprint string `json:"fingerprint"`
}

// EvidenceKey reads the key.
func (c *Client) EvidenceKey(ctx context.Context) (EvidenceKey, error) {
	var k EvidenceKey
	err := c.getJSON(ctx, "/api/v1/evidence/key", nil, &k)
	return k, err
}

// Evidence writes a pack of up to 500 events to w, a ZIP. One that is not whole,
// because of an error, is none.
func (c *Client) Evidence(ctx context.Context, w io.Writer, ids []string) error {
	body, err := json.Marshal(map[string][]string{"ids": ids})
	if err != nil {
		return err
	}
	resp, err := c.do(ctx, http.MethodPost, "/api/v1/evidence", nil, http.Header{"Content-Type": {"application/json"}}, body)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(w, resp.Body); err != nil {
		return fmt.Errorf("read a pack of evidence: %w", err)
	}
	return nil
}
