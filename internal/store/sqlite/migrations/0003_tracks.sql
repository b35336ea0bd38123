-- Where a target went, when it was seen best, and what posts took it for.
ALTER TABLE tracks ADD COLUMN best_us INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tracks ADD COLUMN best_rect TEXT NOT NULL DEFAULT '[0,0,0,0]';
ALTER TABLE tracks ADD COLUMN types TEXT;
ALTER TABLE tracks ADD COLUMN path BLOB; -- what comes after its parts

-- A track that lasts is written every second. What is long ago of its path stands
-- here, and is written once.
CREATE TABLE track_parts (
	track INTEGER NOT NULL,
	part  INTEGER NOT NULL,
	path  BLOB    NOT NULL,
	PRIMARY KEY (track, part)
) WITHOUT ROWID;

CREATE INDEX tracks_type ON tracks (type, first_us);
