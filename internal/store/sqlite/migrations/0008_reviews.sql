-- How far people are with each event: 0 new, 1 seen, 2 handled. It is filed with
-- facets, and holds a list of each state for each camera, newest first.
CREATE TABLE event_states (
	state  INTEGER NOT NULL,
	camera INTEGER NOT NULL,
	seq    INTEGER NOT NULL,
	PRIMARY KEY (state, camera, seq)
) WITHOUT ROWID;
-- Read along an index in this order, so that nothing is sorted.
INSERT INTO event_states (state, camera, seq) SELECT 0, camera, seq FROM facets ORDER BY camera, seq;

-- What people said of an event, where somebody did.
CREATE TABLE remarks (
	seq   INTEGER PRIMARY KEY,
	state INTEGER NOT NULL,
	body  TEXT    NOT NULL
);

-- Who said what of an event, and when.
CREATE TABLE event_changes (
	n     INTEGER PRIMARY KEY AUTOINCREMENT,
	seq   INTEGER NOT NULL,
	at_us INTEGER NOT NULL,
	who   TEXT    NOT NULL,
	what  TEXT    NOT NULL,
	note  TEXT    NOT NULL
);
CREATE INDEX event_changes_of ON event_changes (seq, n);
