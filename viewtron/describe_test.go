package viewtron_test

import (
	"encoding/json"
	"testing"

	"github.com/watchpost/watchpost/viewtron"
)

// describe writes down everything in a message but the version of its envelope.
func describe(t testing.TB, m *viewtron.Message) string {
	t.Helper()
	c := *m
	c.Version = ""
	text, err := json.Marshal(&c)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
