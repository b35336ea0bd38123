-- Filters of the timeline that people keep. The owner is a user or a token; '' is
-- everybody's.
CREATE TABLE saved_filters (
	id         TEXT    PRIMARY KEY,
	owner      TEXT    NOT NULL,
	name       TEXT    NOT NULL,
	query      TEXT    NOT NULL,
	created_us INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX saved_filters_owner ON saved_filters (owner, name);
