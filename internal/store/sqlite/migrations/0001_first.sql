-- Events are the journal too: seq is the place of an event in the one list of
-- what happened. What else happened stands in journal, with numbers from the
-- same count.
CREATE TABLE events (
	seq            INTEGER PRIMARY KEY,
	id             BLOB    NOT NULL,
	received_us    INTEGER NOT NULL,
	occurred_us    INTEGER NOT NULL,
	clock          TEXT    NOT NULL,
	device_time    TEXT    NOT NULL,
	camera         INTEGER NOT NULL,
	source         TEXT    NOT NULL,
	format         TEXT    NOT NULL,
	config_version TEXT    NOT NULL,
	type           INTEGER NOT NULL, -- of types
	smart_type     TEXT    NOT NULL,
	state          TEXT    NOT NULL,
	event_id       TEXT    NOT NULL,
	zones          TEXT,
	targets        TEXT,
	images         TEXT,
	flags          TEXT,
	plate          TEXT    NOT NULL,
	grp            TEXT    NOT NULL,
	grp_fold       TEXT,
	mask           INTEGER NOT NULL, -- target types and what the event has, a bit each
	image_bytes    INTEGER NOT NULL,
	pinned         INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX events_id ON events (id);
-- Each of these serves a list that is newest first, and holds what the other
-- filters look at, so that a row is read only when it belongs to the list.
CREATE INDEX events_camera ON events (camera, seq, type, mask);
CREATE INDEX events_type ON events (type, seq, camera, mask);
CREATE INDEX events_group ON events (grp_fold, seq, camera, type, mask) WHERE grp_fold IS NOT NULL;
CREATE INDEX events_person ON events (seq, camera, type, mask) WHERE (mask & 1) <> 0;
CREATE INDEX events_car ON events (seq, camera, type, mask) WHERE (mask & 2) <> 0;
CREATE INDEX events_motorcycle ON events (seq, camera, type, mask) WHERE (mask & 4) <> 0;
CREATE INDEX events_face ON events (seq, camera, type, mask) WHERE (mask & 8) <> 0;
CREATE INDEX events_plate ON events (seq, camera, type, mask) WHERE (mask & 16) <> 0;
CREATE INDEX events_unknown ON events (seq, camera, type, mask) WHERE (mask & 32) <> 0;
CREATE INDEX events_has_image ON events (seq, camera, type, mask) WHERE (mask & 64) <> 0;
CREATE INDEX events_has_plate ON events (seq, camera, type, mask) WHERE (mask & 128) <> 0;
CREATE INDEX events_has_face ON events (seq, camera, type, mask) WHERE (mask & 256) <> 0;
CREATE INDEX events_pinned ON events (seq) WHERE pinned <> 0;

CREATE TABLE types (
	key  INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE
);

-- The numbers that arrived in each ten minutes: they make a span of time a span
-- of numbers, whatever the clock did.
CREATE TABLE spans (
	start_s INTEGER PRIMARY KEY,
	low     INTEGER NOT NULL,
	high    INTEGER NOT NULL
);

CREATE TABLE raws (
	seq INTEGER PRIMARY KEY,
	xml BLOB NOT NULL -- deflated
);

CREATE TABLE journal (
	seq   INTEGER PRIMARY KEY,
	at_us INTEGER NOT NULL,
	kind  TEXT    NOT NULL,
	body  TEXT    NOT NULL
);
CREATE INDEX journal_at ON journal (at_us);

-- The highest number that was given to something that is gone, so that none is
-- given twice; and the number up to which events stand in counts.
CREATE TABLE counter (
	one     INTEGER PRIMARY KEY CHECK (one = 1),
	seq     INTEGER NOT NULL,
	counted INTEGER NOT NULL
);
INSERT INTO counter (one, seq, counted) VALUES (1, 0, 0);

CREATE TABLE devices (
	key  INTEGER PRIMARY KEY,
	id   TEXT NOT NULL UNIQUE,
	body TEXT NOT NULL
);

CREATE TABLE cameras (
	key           INTEGER PRIMARY KEY,
	id            TEXT    NOT NULL UNIQUE,
	device        INTEGER NOT NULL REFERENCES devices (key),
	channel       INTEGER NOT NULL,
	name          TEXT    NOT NULL,
	last_seen_us  INTEGER NOT NULL,
	last_event_us INTEGER NOT NULL
);
CREATE INDEX cameras_device ON cameras (device);

CREATE TABLE plate_reads (
	text TEXT    NOT NULL,
	seq  INTEGER NOT NULL,
	PRIMARY KEY (text, seq)
) WITHOUT ROWID;

-- What is known of a plate from the reads that are kept. n only rises, so that
-- what came since a search can be asked for.
CREATE TABLE plates (
	n           INTEGER PRIMARY KEY AUTOINCREMENT,
	text        TEXT    NOT NULL UNIQUE,
	reads       INTEGER NOT NULL,
	first_us    INTEGER NOT NULL,
	last_us     INTEGER NOT NULL,
	last_event  BLOB    NOT NULL,
	last_camera TEXT    NOT NULL,
	grp         TEXT    NOT NULL,
	grp_fold    TEXT    NOT NULL,
	owner       TEXT    NOT NULL
);
CREATE INDEX plates_last ON plates (last_us);
CREATE INDEX plates_group ON plates (grp_fold, last_us);

-- What is equal in a post that is sent again, as two halves of a hash.
CREATE TABLE dedup (
	key  INTEGER PRIMARY KEY,
	chk  INTEGER NOT NULL,
	at_s INTEGER NOT NULL
);

CREATE TABLE alarms (
	n           INTEGER PRIMARY KEY AUTOINCREMENT,
	device      TEXT    NOT NULL,
	camera      TEXT    NOT NULL,
	kind        TEXT    NOT NULL,
	flag        TEXT    NOT NULL,
	rule        TEXT    NOT NULL,
	started_us  INTEGER NOT NULL,
	last_us     INTEGER NOT NULL,
	ended_us    INTEGER,
	device_time TEXT    NOT NULL,
	reason      TEXT    NOT NULL
);
CREATE INDEX alarms_started ON alarms (started_us);
CREATE INDEX alarms_camera ON alarms (camera, started_us);
CREATE INDEX alarms_device ON alarms (device, started_us);
CREATE INDEX alarms_kind ON alarms (kind, started_us);
CREATE INDEX alarms_open ON alarms (started_us) WHERE ended_us IS NULL;
CREATE INDEX alarms_ended ON alarms (ended_us) WHERE ended_us IS NOT NULL;

CREATE TABLE tracks (
	n          INTEGER PRIMARY KEY AUTOINCREMENT,
	id         TEXT    NOT NULL UNIQUE,
	device     TEXT    NOT NULL,
	camera     TEXT    NOT NULL,
	target     TEXT    NOT NULL,
	type       TEXT    NOT NULL,
	first_us   INTEGER NOT NULL,
	last_us    INTEGER NOT NULL,
	ended      INTEGER NOT NULL,
	posts      INTEGER NOT NULL,
	first_rect TEXT    NOT NULL,
	last_rect  TEXT    NOT NULL,
	speed      REAL    NOT NULL,
	heading    REAL    NOT NULL
);
CREATE INDEX tracks_first ON tracks (first_us);
CREATE INDEX tracks_camera ON tracks (camera, first_us);
CREATE INDEX tracks_target ON tracks (target, first_us);
CREATE INDEX tracks_open ON tracks (n) WHERE ended = 0;
CREATE INDEX tracks_ended ON tracks (last_us) WHERE ended <> 0;

-- Events by the minute and by the hour. An event counts once with an empty
-- target, and once for each type of target it shows.
CREATE TABLE counts (
	res     INTEGER NOT NULL, -- seconds of the bucket
	start_s INTEGER NOT NULL,
	camera  INTEGER NOT NULL,
	type    TEXT    NOT NULL,
	target  TEXT    NOT NULL,
	events  INTEGER NOT NULL,
	targets INTEGER NOT NULL,
	PRIMARY KEY (res, start_s, camera, type, target)
) WITHOUT ROWID;

CREATE TABLE quarantine (
	n            INTEGER PRIMARY KEY AUTOINCREMENT,
	id           TEXT    NOT NULL UNIQUE,
	received_us  INTEGER NOT NULL,
	device       TEXT    NOT NULL,
	ip           TEXT    NOT NULL,
	method       TEXT    NOT NULL,
	path         TEXT    NOT NULL,
	content_type TEXT    NOT NULL,
	reason       TEXT    NOT NULL,
	bytes        INTEGER NOT NULL,
	body_name    TEXT    NOT NULL,
	kept         INTEGER NOT NULL
);
CREATE INDEX quarantine_received ON quarantine (received_us);
