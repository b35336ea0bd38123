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
	type           TEXT    NOT NULL,
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
-- seq stands at the end of every index by itself, so that each serves a list
-- that is newest first.
CREATE INDEX events_camera_type ON events (camera, type);
CREATE INDEX events_camera ON events (camera);
CREATE INDEX events_type ON events (type);
CREATE INDEX events_group ON events (grp_fold) WHERE grp_fold IS NOT NULL;
CREATE INDEX events_person ON events (seq) WHERE (mask & 1) <> 0;
CREATE INDEX events_car ON events (seq) WHERE (mask & 2) <> 0;
CREATE INDEX events_motorcycle ON events (seq) WHERE (mask & 4) <> 0;
CREATE INDEX events_face ON events (seq) WHERE (mask & 8) <> 0;
CREATE INDEX events_plate ON events (seq) WHERE (mask & 16) <> 0;
CREATE INDEX events_unknown ON events (seq) WHERE (mask & 32) <> 0;
CREATE INDEX events_has_image ON events (seq) WHERE (mask & 64) <> 0;
CREATE INDEX events_has_plate ON events (seq) WHERE (mask & 128) <> 0;
CREATE INDEX events_has_face ON events (seq) WHERE (mask & 256) <> 0;
CREATE INDEX events_pinned ON events (seq) WHERE pinned <> 0;

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

-- The highest number ever given, so that none is given twice.
CREATE TABLE counter (
	one INTEGER PRIMARY KEY CHECK (one = 1),
	seq INTEGER NOT NULL
);
INSERT INTO counter (one, seq) VALUES (1, 0);

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

CREATE TABLE plate_reads (
	text TEXT    NOT NULL,
	seq  INTEGER NOT NULL,
	PRIMARY KEY (text, seq)
) WITHOUT ROWID;
CREATE INDEX plate_reads_seq ON plate_reads (seq);

CREATE TABLE plates (
	text        TEXT    PRIMARY KEY,
	fold        TEXT    NOT NULL,
	reads       INTEGER NOT NULL,
	first_us    INTEGER NOT NULL,
	last_us     INTEGER NOT NULL,
	last_event  BLOB    NOT NULL,
	last_camera TEXT    NOT NULL,
	grp         TEXT    NOT NULL,
	grp_fold    TEXT    NOT NULL,
	owner       TEXT    NOT NULL
) WITHOUT ROWID;
CREATE INDEX plates_last ON plates (last_us, text);
CREATE INDEX plates_fold ON plates (fold);
CREATE INDEX plates_group ON plates (grp_fold, last_us, text);

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
CREATE INDEX alarms_camera ON alarms (camera);
CREATE INDEX alarms_device ON alarms (device);
CREATE INDEX alarms_open ON alarms (n) WHERE ended_us IS NULL;

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
CREATE INDEX tracks_camera ON tracks (camera);
CREATE INDEX tracks_target ON tracks (target);
CREATE INDEX tracks_open ON tracks (n) WHERE ended = 0;

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
