//go:build unix

package e2e_test

import (
	"testing"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
)

// followed waits until everything belongs to an incident, and returns all of them.
func followed(t *testing.T, i *e2e.Instance) []client.IncidentDetails {
	t.Helper()
	var out []client.IncidentDetails
	eventually(t, "everything belongs to an incident", func() bool {
		out = nil
		members := 0
		for in, err := range i.Client(t).AllIncidents(t.Context(), client.IncidentQuery{Paging: client.Paging{Limit: 500}}) {
			if err != nil {
				t.Fatal(err)
			}
			details, err := i.Client(t).Incident(t.Context(), in.ID)
			if err != nil && !client.IsNotFound(err) { // it may just have been merged
				t.Fatal(err)
			}
			out = append(out, details)
			members += len(details.Events) + len(details.Alarms) + len(details.Tracks)
		}
		return members == count(t, i.Client(t).AllEvents(t.Context(), client.Query{}))+
			count(t, i.Client(t).AllAlarms(t.Context(), client.AlarmQuery{}))+
			count(t, i.Client(t).AllTracks(t.Context(), client.TrackQuery{}))
	})
	return out
}

func count[T any](t *testing.T, list func(func(T, error) bool)) (n int) {
	t.Helper()
	for _, err := range list {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}
