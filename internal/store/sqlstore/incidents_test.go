package sqlstore_test

import (
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlstore"
)

// Every list of incidents is read along an index that holds it in order.
func TestIncidentListsHaveAnIndex(t *testing.T) {
	db := openWithOne(t)
	yes, no := true, false
	with := func(kinds ...incident.MemberKind) store.IncidentQuery { return store.IncidentQuery{With: kinds} }
	for _, tt := range []struct {
		name  string
		query store.IncidentQuery
		index string
	}{
		{"all", store.IncidentQuery{}, "sqlite_autoindex_incidents_1"},
		{"next page", store.IncidentQuery{Page: store.Page{Cursor: event.NewID(t0).String()}}, "sqlite_autoindex_incidents_1"},
		{"of a time", store.IncidentQuery{After: t0, Before: t0.Add(time.Hour)}, "sqlite_autoindex_incidents_1"},
		{"of cameras", store.IncidentQuery{Cameras: []string{"a", "b"}, Types: []event.Type{"face"}, Open: &yes}, "f USING PRIMARY KEY (facet=? AND incident>? AND incident<?)"},
		{"of a device", store.IncidentQuery{Devices: []string{"a"}, Reviewed: &no}, "f USING PRIMARY KEY (facet=? AND incident>? AND incident<?)"},
		{"of types", store.IncidentQuery{Types: []event.Type{"face", "motion"}}, "f USING PRIMARY KEY (facet=? AND incident>? AND incident<?)"},
		{"of a target", store.IncidentQuery{Targets: []event.TargetType{"person"}}, "f USING PRIMARY KEY (facet=? AND incident>? AND incident<?)"},
		{"of a plate", store.IncidentQuery{Plate: "KLM 4821", Cameras: []string{"a"}, After: t0}, "f USING PRIMARY KEY (facet=? AND incident>? AND incident<?)"},
		{"open", store.IncidentQuery{Open: &yes}, "incidents_open"},
		{"reviewed", store.IncidentQuery{Reviewed: &yes}, "incidents_reviewed"},
		{"not reviewed", store.IncidentQuery{Reviewed: &no}, "incidents_unreviewed"},
		{"with an event", with(incident.MemberEvent), "incidents_with_events"},
		{"with an alarm", with(incident.MemberAlarm), "incidents_with_alarms"},
		{"with a track", with(incident.MemberTrack), "incidents_with_tracks"},
		// Most are closed, and most have one or the other.
		{"closed", store.IncidentQuery{Open: &no}, "sqlite_autoindex_incidents_1"},
		{"with an event or a track", with(incident.MemberEvent, incident.MemberTrack), "sqlite_autoindex_incidents_1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stmts, err := sqlstore.IncidentStatements(tt.query)
			if err != nil || len(stmts) == 0 {
				t.Fatalf("got %d statements, %v", len(stmts), err)
			}
			for _, stmt := range stmts {
				plan := strings.Join(explain(t, db, stmt), "\n")
				if !strings.Contains(plan, tt.index) || strings.Contains(plan, "TEMP B-TREE") {
					t.Errorf("the plan is %q, want one along %s without sorting\n%s", plan, tt.index, stmt.SQL)
				}
			}
		})
	}
}
