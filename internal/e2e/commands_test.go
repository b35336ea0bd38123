//go:build unix

package e2e_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
)

// run runs watchpost and returns its standard output.
func run(t *testing.T, args ...string) string {
	t.Helper()
	cmd := e2e.Command(t, args...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("watchpost %s: %v\n%s", strings.Join(args, " "), err, errs.Bytes())
	}
	return string(out)
}

// TestExport copies events out in every form.
func TestExport(t *testing.T) {
	i := e2e.Start(t, e2e.Options{})
	pictures := [][]byte{picture(t, 320, 240, 1), picture(t, 64, 64, 2)}
	for n := range 7 {
		post(t, i, intrusion(n+1, time.Now(), pictures[0], pictures[1]))
	}
	all := events(t, i)
	slices.Reverse(all) // an export has the newest first, too

	rows, err := csv.NewReader(strings.NewReader(run(t, "export", "--server", i.Web))).ReadAll()
	if err != nil || len(rows) != 8 {
		t.Fatalf("csv: %d rows, %v; want a header and 7", len(rows), err)
	}
	id := slices.Index(rows[0], "id")
	if id < 0 {
		t.Fatalf("header %v has no id", rows[0])
	}
	for n, e := range all {
		if rows[n+1][id] != e.ID {
			t.Errorf("row %d is of event %s, want %s", n+1, rows[n+1][id], e.ID)
		}
	}

	dir := t.TempDir()
	file := filepath.Join(dir, "events.ndjson")
	run(t, "export", "--server", i.Web, "--format", "ndjson", "--images", filepath.Join(dir, "pictures"), "-o", file)
	decoder := json.NewDecoder(bytes.NewReader(read(t, file)))
	for n, want := range all {
		var got client.Event
		if err := decoder.Decode(&got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("line %d: got %+v, %v; want %+v", n+1, got, err, want)
		}
		for _, img := range want.Images {
			name := filepath.Join(dir, "pictures", want.ReceivedAt.UTC().Format(time.DateOnly), want.ID+"-"+string(rune('0'+img.N))+".jpg")
			if !bytes.Equal(read(t, name), pictures[img.N]) {
				t.Errorf("%s is not what was sent", name)
			}
		}
	}
	if decoder.More() {
		t.Error("there are more lines than events")
	}
}

// TestReplay posts what one server captured at another. Both have the same events.
func TestReplay(t *testing.T) {
	first, second := e2e.Start(t, e2e.Options{}), e2e.Start(t, e2e.Options{})
	names := []string{"recorder-intrusion", "recorder-plate", "recorder-faces", "recorder-line", "keepalive-recorder", "alarm-recorder", "recorder-count-line"}
	for _, name := range names {
		post(t, first, read(t, ownPosts+name+".xml"))
	}
	c := first.Client(t)
	var files []string
	for d, err := range c.AllDevices(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), d.ID+".http")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.DownloadPosts(t.Context(), d.ID, f); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	out := run(t, append(append([]string{"replay"}, files...), "--to", "http://"+second.Devices)...)
	if !strings.Contains(out, "7 posts") || !strings.Contains(out, "0 not taken") {
		t.Errorf("replay says %s", out)
	}
	// What differs between two receivers is when, and by which numbers.
	alike := func(i *e2e.Instance) []client.Event {
		all := events(t, i)
		for n := range all {
			e := &all[n]
			if e.Clock == "server" {
				e.OccurredAt = time.Time{}
			}
			e.ID, e.Seq, e.ReceivedAt, e.Incident = "", 0, time.Time{}, ""
			for k := range e.Images {
				e.Images[k].URL = ""
			}
		}
		slices.SortFunc(all, func(a, b client.Event) int { return strings.Compare(a.Type+a.EventID, b.Type+b.EventID) })
		return all
	}
	want, got := alike(first), alike(second)
	if len(want) != 5 || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

// TestCheck shows a configuration, or says what is wrong with it.
func TestCheck(t *testing.T) {
	file := filepath.Join(t.TempDir(), "watchpost.yaml")
	if err := os.WriteFile(file, []byte("keep: 30d\ndevice-user: gate\ndevice-password: quite-secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out := run(t, "check", "--config", file)
	if !strings.Contains(out, "keep: 30d") || strings.Contains(out, "quite-secret") {
		t.Errorf("got %s", out)
	}
	if err := os.WriteFile(file, []byte("keep: 30d\nkeeep-size: 1GiB\nmax-post: many\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	bad, err := e2e.Command(t, "check", "--config", file).CombinedOutput()
	if err == nil {
		t.Error("a bad configuration passes")
	}
	for _, told := range []string{file + ":2", "keeep-size", file + ":3", "max-post"} {
		if !strings.Contains(string(bad), told) {
			t.Errorf("%q is missing from %s", told, bad)
		}
	}
	if _, err := e2e.TryStart(t, e2e.Options{Args: []string{"--config", file}}); err == nil {
		t.Error("serve starts with it")
	}
}

// TestVersion: the program and its API say the same.
func TestVersion(t *testing.T) {
	out := run(t, "version")
	v, err := e2e.Start(t, e2e.Options{}).Client(t).Version(t.Context())
	if err != nil || v.Version == "" || !strings.Contains(out, v.Version) || !strings.Contains(out, v.Go) {
		t.Errorf("version prints %q, the API says %+v, %v", out, v, err)
	}
}

// TestRebuildCounts makes counts anew, which needs the server to be stopped.
func TestRebuildCounts(t *testing.T) {
	i := e2e.Start(t, e2e.Options{})
	for n := range 3 {
		post(t, i, intrusion(n+1, time.Now(), picture(t, 64, 64, 1), picture(t, 32, 32, 2)))
	}
	counted := func(i *e2e.Instance) (all []client.Count) {
		t.Helper()
		for c, err := range i.Client(t).Counts(t.Context(), client.CountQuery{Bucket: "day", TimeZone: "Asia/Kathmandu"}) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, c)
		}
		return all
	}
	want := counted(i)
	if len(want) == 0 || want[0].Events != 3 {
		t.Fatalf("got %+v, want three events", want)
	}
	refused := e2e.Command(t, "rebuild", "counts", "--data", i.Data)
	if out, err := refused.CombinedOutput(); err == nil || !strings.Contains(string(out), "a server runs on "+i.Data+"; stop it first") {
		t.Errorf("beside a server: got %v, %s", err, out)
	}
	if err := i.Stop(); err != nil {
		t.Fatal(err)
	}
	if out := run(t, "rebuild", "counts", "--data", i.Data); !strings.Contains(out, "Counted 3 events and 0 passages anew.") {
		t.Errorf("got %q", out)
	}
	again := e2e.Start(t, e2e.Options{Data: i.Data})
	if got := counted(again); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
