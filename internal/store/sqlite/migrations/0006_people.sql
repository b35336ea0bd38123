-- People, their sessions, tokens for programs, groups of cameras. Passwords,
-- sessions and tokens stand here as hashes.
CREATE TABLE users (
	id         TEXT    PRIMARY KEY,
	name       TEXT    NOT NULL,
	role       TEXT    NOT NULL,
	cameras    TEXT    NOT NULL, -- JSON lists of ids; both empty: no limit
	groups     TEXT    NOT NULL,
	disabled   INTEGER NOT NULL,
	created_us INTEGER NOT NULL,
	login_us   INTEGER NOT NULL,
	hash       TEXT    NOT NULL
) WITHOUT ROWID;

CREATE TABLE sessions (
	id         TEXT    PRIMARY KEY,
	user_id    TEXT    NOT NULL,
	created_us INTEGER NOT NULL,
	seen_us    INTEGER NOT NULL,
	ip         TEXT    NOT NULL,
	agent      TEXT    NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE tokens (
	id         TEXT    PRIMARY KEY,
	digest     TEXT    NOT NULL UNIQUE,
	name       TEXT    NOT NULL,
	role       TEXT    NOT NULL,
	cameras    TEXT    NOT NULL,
	groups     TEXT    NOT NULL,
	created_by TEXT    NOT NULL,
	created_us INTEGER NOT NULL,
	expires_us INTEGER NOT NULL,
	used_us    INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE camera_groups (
	id      TEXT PRIMARY KEY,
	name    TEXT NOT NULL,
	cameras TEXT NOT NULL
) WITHOUT ROWID;

-- Who did what. The oldest lines go when there are too many.
CREATE TABLE audit (
	n      INTEGER PRIMARY KEY AUTOINCREMENT,
	at_us  INTEGER NOT NULL,
	who    TEXT    NOT NULL,
	action TEXT    NOT NULL,
	object TEXT    NOT NULL,
	ip     TEXT    NOT NULL,
	detail TEXT    NOT NULL
);
