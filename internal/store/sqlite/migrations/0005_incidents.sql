-- Incidents, newest first by id: a ULID of when they began. The body is what is told
-- of one; the columns are what lists ask for.
CREATE TABLE incidents (
	n          INTEGER PRIMARY KEY,
	id         BLOB    NOT NULL UNIQUE,
	started_us INTEGER NOT NULL,
	last_us    INTEGER NOT NULL,
	closed_us  INTEGER, -- NULL while it is open
	has        INTEGER NOT NULL, -- a bit each: events, alarms, tracks
	reviewed   INTEGER NOT NULL DEFAULT 0,
	body       TEXT    NOT NULL
);
CREATE INDEX incidents_open ON incidents (id) WHERE closed_us IS NULL;
CREATE INDEX incidents_closed ON incidents (closed_us) WHERE closed_us IS NOT NULL;
CREATE INDEX incidents_reviewed ON incidents (id) WHERE reviewed <> 0;
CREATE INDEX incidents_unreviewed ON incidents (id) WHERE reviewed = 0;
CREATE INDEX incidents_with_events ON incidents (id) WHERE (has & 1) <> 0;
CREATE INDEX incidents_with_alarms ON incidents (id) WHERE (has & 2) <> 0;
CREATE INDEX incidents_with_tracks ON incidents (id) WHERE (has & 4) <> 0;

-- What else lists of incidents ask for: a letter for what it is, and its value.
CREATE TABLE incident_facets (
	facet    TEXT NOT NULL,
	incident BLOB NOT NULL,
	PRIMARY KEY (facet, incident)
) WITHOUT ROWID;
CREATE INDEX incident_facets_of ON incident_facets (incident);

-- What belongs to which incident.
CREATE TABLE incident_events (
	event    BLOB NOT NULL PRIMARY KEY,
	incident BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX incident_events_of ON incident_events (incident);

CREATE TABLE incident_tracks (
	track    TEXT NOT NULL PRIMARY KEY,
	incident BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX incident_tracks_of ON incident_tracks (incident);

ALTER TABLE alarms ADD COLUMN incident BLOB;
CREATE INDEX alarms_incident ON alarms (incident) WHERE incident IS NOT NULL;

-- The number up to which the journal has been made into incidents. What was there
-- before stays as it is.
ALTER TABLE counter ADD COLUMN followed INTEGER NOT NULL DEFAULT 0;
UPDATE counter SET followed = max(seq, (SELECT coalesce(max(seq), 0) FROM events), (SELECT coalesce(max(seq), 0) FROM journal));
