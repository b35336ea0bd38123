package sqlstore

import (
	"context"

	"github.com/watchpost/watchpost/internal/store"
)

// AlarmStatements are what a list of alarms runs.
func AlarmStatements(q store.AlarmQuery) ([]Statement, error) {
	return statementsOf(alarmList(), askedOfAlarms(&q))
}

// TrackStatements are what a list of tracks runs.
func TrackStatements(q store.TrackQuery) ([]Statement, error) {
	return statementsOf(trackList(trackColumns), askedOfTracks(&q))
}

// PassageStatements are what a list of passages runs.
func PassageStatements(q store.PassageQuery) ([]Statement, error) {
	return statementsOf(passageList(), askedOfPassages(&q))
}

func statementsOf[T any](l *timed[T], q asked) ([]Statement, error) {
	lists, err := l.lists(q)
	var out []Statement
	for i := range lists {
		out = append(out, Statement{l.statement(&lists[i], 51), lists[i].args})
	}
	return out, err
}

// IncidentStatements are what a list of incidents runs.
func IncidentStatements(q store.IncidentQuery) ([]Statement, error) {
	lists, err := incidentLists(context.Background(), &q, 51)
	var out []Statement
	for _, l := range lists {
		out = append(out, Statement{l.stmt, l.args})
	}
	return out, err
}
