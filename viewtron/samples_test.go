package viewtron_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/viewtron"
)

// TestSamples reads published captures, where they lie beside the repository.
func TestSamples(t *testing.T) {
	names, _ := filepath.Glob("../../shared/samples/*/*.xml") // the pattern is a good one
	if len(names) == 0 {
		t.Skip("no samples beside the repository")
	}
	kinds := map[string]viewtron.Kind{"keepalive": viewtron.KindKeepalive, "alarm-status": viewtron.KindAlarmStatus}
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m := parse(t, string(body))
		kind, ok := kinds[strings.TrimSuffix(filepath.Base(name), ".xml")]
		if !ok {
			kind = viewtron.KindEvent
		}
		want(t, name, m.Kind, kind)
		if m.Event != nil && m.Event.Detection == viewtron.Unknown {
			t.Errorf("%s: smart type %q is not known", name, m.Event.SmartType)
		}
		for _, f := range m.Findings {
			t.Errorf("%s: got finding %q", name, f)
		}
	}
}
