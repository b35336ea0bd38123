-- When devices were heard and when they were silent, among all that the journal
-- tells; most of it is of targets.
CREATE INDEX journal_device ON journal (at_us) WHERE kind = 'device';
