-- Counts are kept for good by the quarter of an hour, no longer by the hour: the
-- hours and days of every time zone are made of whole quarters.
INSERT INTO counts (res, start_s, camera, type, target, events, targets)
	SELECT 900, start_s / 900 * 900, camera, type, target, sum(events), sum(targets)
	FROM counts WHERE res = 60 GROUP BY start_s / 900 * 900, camera, type, target;
-- What an hour had in minutes that are gone is counted in its first quarter.
INSERT INTO counts (res, start_s, camera, type, target, events, targets)
	SELECT 900, h.start_s, h.camera, h.type, h.target, h.events - coalesce(q.events, 0), h.targets - coalesce(q.targets, 0)
	FROM counts h LEFT JOIN (
		SELECT start_s / 3600 * 3600 AS hour, camera, type, target, sum(events) AS events, sum(targets) AS targets
		FROM counts WHERE res = 900 GROUP BY start_s / 3600 * 3600, camera, type, target
	) q ON q.hour = h.start_s AND q.camera = h.camera AND q.type = h.type AND q.target = h.target
	WHERE h.res = 3600 AND (h.events > coalesce(q.events, 0) OR h.targets > coalesce(q.targets, 0))
	ON CONFLICT (res, start_s, camera, type, target)
	DO UPDATE SET events = counts.events + excluded.events, targets = counts.targets + excluded.targets;
DELETE FROM counts WHERE res = 3600;

-- What a person has drawn. A deleted zone stays until its passages are gone.
CREATE TABLE zones (
	key     INTEGER PRIMARY KEY AUTOINCREMENT,
	id      TEXT    NOT NULL UNIQUE,
	camera  TEXT    NOT NULL,
	version INTEGER NOT NULL,
	deleted INTEGER NOT NULL,
	body    TEXT    NOT NULL
);

-- What targets did at zones.
CREATE TABLE passages (
	n        INTEGER PRIMARY KEY AUTOINCREMENT,
	zone     INTEGER NOT NULL,
	version  INTEGER NOT NULL,
	track    TEXT    NOT NULL,
	type     TEXT    NOT NULL,
	what     TEXT    NOT NULL, -- entered, left, dwelled, in, out
	at_us    INTEGER NOT NULL,
	inside   INTEGER NOT NULL,
	dwell_us INTEGER NOT NULL
);
CREATE INDEX passages_zone ON passages (zone, at_us);
CREATE INDEX passages_at ON passages (at_us);
CREATE INDEX passages_track ON passages (track, at_us);

-- Passages by the minute and by the quarter of an hour.
CREATE TABLE zone_counts (
	res      INTEGER NOT NULL, -- seconds of the bucket
	start_s  INTEGER NOT NULL,
	zone     INTEGER NOT NULL,
	type     TEXT    NOT NULL,
	ins      INTEGER NOT NULL,
	outs     INTEGER NOT NULL,
	entered  INTEGER NOT NULL,
	lefts    INTEGER NOT NULL,
	dwelled  INTEGER NOT NULL,
	dwell_us INTEGER NOT NULL, -- of those who left, together
	PRIMARY KEY (res, start_s, zone, type)
) WITHOUT ROWID;
