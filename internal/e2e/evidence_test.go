//go:build unix

package e2e_test

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/e2e"
)

// TestEvidenceOfSeveral takes what is chosen on the timeline as a pack, which
// "watchpost verify" finds whole, and not when a byte of it was changed.
func TestEvidenceOfSeveral(t *testing.T) {
	i := e2e.Start(t, e2e.Options{})
	scene := picture(t, 320, 240, 1)
	post(t, i, intrusion(1, time.Now(), scene, picture(t, 64, 64, 2)))
	post(t, i, read(t, ownPosts+"recorder-line.xml"))
	form := url.Values{}
	for _, e := range events(t, i) {
		form.Add("id", e.ID)
	}
	if len(form["id"]) != 2 {
		t.Fatalf("%d events", len(form["id"]))
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, i.Web+"/timeline/evidence", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	pack, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "application/zip" {
		t.Fatalf("answered %s, %.200q, %v", resp.Status, pack, err)
	}
	verify := func(b []byte) (string, error) {
		file := filepath.Join(t.TempDir(), "pack.zip")
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := e2e.Command(t, "verify", file).CombinedOutput()
		return string(out), err
	}
	if out, err := verify(pack); err != nil {
		t.Errorf("the pack as it was made: %v\n%s", err, out)
	}
	// Pictures stand in it as they are; what is around files may change.
	at := bytes.Index(pack, scene[len(scene)/2:len(scene)/2+64])
	if at < 0 {
		t.Fatal("the picture is not in the pack")
	}
	pack[at] ^= 1
	if out, err := verify(pack); err == nil {
		t.Errorf("a byte of the pack was changed, and verify says\n%s", out)
	}
}
