-- What people know of plates, beside what devices say of them.
CREATE TABLE plate_groups (
	id    TEXT PRIMARY KEY,
	name  TEXT NOT NULL,
	color TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE known_plates (
	text       TEXT    PRIMARY KEY,
	grp        TEXT    NOT NULL, -- of plate_groups, '' for none
	owner      TEXT    NOT NULL,
	owner_fold TEXT    NOT NULL, -- in lower case
	note       TEXT    NOT NULL,
	changed_us INTEGER NOT NULL,
	changed_by TEXT    NOT NULL
) WITHOUT ROWID;
CREATE INDEX known_plates_group ON known_plates (grp, text) WHERE grp <> '';
