-- What lists of events look for, apart from the events themselves: it is filled
-- from them many at a time, as dedup is, because a dozen indexes would otherwise
-- be most of what an event costs.
CREATE TABLE facets (
	seq         INTEGER PRIMARY KEY,
	received_us INTEGER NOT NULL,
	camera      INTEGER NOT NULL,
	type        INTEGER NOT NULL,
	mask        INTEGER NOT NULL,
	grp_fold    TEXT
);
-- Each of these serves a list that is newest first, and holds what the other
-- filters look at, so that a row is read only when it belongs to the list.
CREATE INDEX facets_camera ON facets (camera, seq, type, mask);
CREATE INDEX facets_type ON facets (type, seq, camera, mask);
CREATE INDEX facets_group ON facets (grp_fold, seq, camera, type, mask) WHERE grp_fold IS NOT NULL;
CREATE INDEX facets_person ON facets (seq, camera, type, mask) WHERE (mask & 1) <> 0;
CREATE INDEX facets_car ON facets (seq, camera, type, mask) WHERE (mask & 2) <> 0;
CREATE INDEX facets_motorcycle ON facets (seq, camera, type, mask) WHERE (mask & 4) <> 0;
CREATE INDEX facets_face ON facets (seq, camera, type, mask) WHERE (mask & 8) <> 0;
CREATE INDEX facets_plate ON facets (seq, camera, type, mask) WHERE (mask & 16) <> 0;
CREATE INDEX facets_unknown ON facets (seq, camera, type, mask) WHERE (mask & 32) <> 0;
CREATE INDEX facets_has_image ON facets (seq, camera, type, mask) WHERE (mask & 64) <> 0;
CREATE INDEX facets_has_plate ON facets (seq, camera, type, mask) WHERE (mask & 128) <> 0;
CREATE INDEX facets_has_face ON facets (seq, camera, type, mask) WHERE (mask & 256) <> 0;

-- The indexes are there before the rows are: sorting the rows of a large database
-- for each of them would take more memory than a small machine has.
INSERT INTO facets (seq, received_us, camera, type, mask, grp_fold)
	SELECT seq, received_us, camera, type, mask, grp_fold FROM events ORDER BY seq;

-- The old indexes go after that: pages that they left to the new ones would be
-- kept in memory, all of them, in case the statement above fails.
DROP INDEX events_camera;
DROP INDEX events_type;
DROP INDEX events_group;
DROP INDEX events_person;
DROP INDEX events_car;
DROP INDEX events_motorcycle;
DROP INDEX events_face;
DROP INDEX events_plate;
DROP INDEX events_unknown;
DROP INDEX events_has_image;
DROP INDEX events_has_plate;
DROP INDEX events_has_face;

-- What dedup is filled from. Events that stand there already need none.
ALTER TABLE events ADD COLUMN dedup_key INTEGER;
ALTER TABLE events ADD COLUMN dedup_chk INTEGER;

-- The number up to which events stand in facets and in dedup.
ALTER TABLE counter ADD COLUMN filed INTEGER NOT NULL DEFAULT 0;
UPDATE counter SET filed = (SELECT coalesce(max(seq), 0) FROM events);
