-- Links that show one event to whoever has them, for a while. The secret of one
-- stands here as a hash.
CREATE TABLE shares (
	id         TEXT    PRIMARY KEY,
	digest     TEXT    NOT NULL UNIQUE,
	seq        INTEGER NOT NULL, -- of the event
	made_by    TEXT    NOT NULL,
	user_id    TEXT    NOT NULL,
	token_id   TEXT    NOT NULL,
	created_us INTEGER NOT NULL,
	expires_us INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX shares_of ON shares (seq);
CREATE INDEX shares_expire ON shares (expires_us);
