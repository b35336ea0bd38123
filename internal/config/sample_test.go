package config_test

import (
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/config"
)

var update = flag.Bool("update", false, "write the sample configuration anew")

// samplePath is the commented file that a user starts from.
var samplePath = filepath.Join("..", "..", "watchpost.sample.yaml")

func TestSample(t *testing.T) {
	var want strings.Builder
	if err := config.Sample(&want); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(samplePath, []byte(want.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(samplePath)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want.String() {
		t.Errorf("%s is not what the table of options makes; run go test ./internal/config -update", samplePath)
	}

	c, err := config.Load([]string{"--config", samplePath}, nil, nil)
	if err != nil {
		t.Fatalf("the sample does not load: %v", err)
	}
	c.Config, c.Clocks = "", nil // named by the flag; an empty list in the file
	c.DeviceZone = config.Default().DeviceZone
	if def := config.Default(); !reflect.DeepEqual(c, def) {
		t.Errorf("the sample is\n%+v\nwant the defaults\n%+v", c, def)
	}

	fields := reflect.TypeFor[config.Serve]()
	for i := range fields.NumField() {
		key := kebab(fields.Field(i).Name)
		if key == "config" {
			continue
		}
		if !regexp.MustCompile(`(?m)^` + key + `: `).Match(got) {
			t.Errorf("the sample does not name %s (%s)", key, fields.Field(i).Name)
		}
	}
}

// kebab turns MaxConnectionsPerAddress into max-connections-per-address.
func kebab(field string) string {
	s := regexp.MustCompile(`([a-z])([A-Z])`).ReplaceAllString(field, "$1-$2")
	s = regexp.MustCompile(`([A-Z])([A-Z][a-z])`).ReplaceAllString(s, "$1-$2")
	return strings.ToLower(s)
}

func TestEffectiveLoadsAgain(t *testing.T) {
	args := []string{"--web", "[::1]:8080", "--keep", "36h", "--keep-size=1.5GB", "--data", "true", "--allow", "192.0.2.0/24,::1",
		"--device-user", "O'Neill #1", "--device-zone=America/New_York"}
	c, err := config.Load(append(args, "--device-password=hunter2"), nil, files(nil))
	if err != nil {
		t.Fatal(err)
	}
	var first, second strings.Builder
	if err := config.Effective(&first, c); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(first.String(), "device-password: \"<secret>\"\n") {
		t.Errorf("the password is not masked in\n%s", first.String())
	}
	again := strings.Replace(first.String(), `"<secret>"`, "hunter2", 1)
	if c, err = config.Load([]string{"--config", yamlName}, nil, files(map[string]string{yamlName: again})); err != nil {
		t.Fatalf("what is printed does not load: %v\n%s", err, again)
	}
	if err := config.Effective(&second, c); err != nil {
		t.Fatal(err)
	}
	if first.String() != second.String() {
		t.Errorf("printed\n%s\nand after loading it\n%s", first.String(), second.String())
	}
}

func TestUsageNamesEveryFlag(t *testing.T) {
	var b strings.Builder
	if err := config.Usage(&b); err != nil {
		t.Fatal(err)
	}
	fields := reflect.TypeFor[config.Serve]()
	for i := range fields.NumField() {
		if flag := "  --" + kebab(fields.Field(i).Name); fields.Field(i).Name != "Clocks" && !strings.Contains(b.String(), flag) {
			t.Errorf("the help does not name%s", flag)
		}
	}
	for line := range strings.Lines(b.String()) {
		if len(line) > 81 {
			t.Errorf("wider than 80 letters: %q", line)
		}
	}
}
