-- What a device read of a plate, and somebody said is another, is found still, but is
-- no read of that plate.
ALTER TABLE plate_reads ADD COLUMN misread INTEGER NOT NULL DEFAULT 0;
