-- Under which flow of which agreement the rows of a file came in: as it stood
-- on the day on which they did. Files without a line came in under none.
CREATE TABLE file_agreement (
  file_id TEXT PRIMARY KEY,
  agreement TEXT NOT NULL,
  version BIGINT NOT NULL,
  flow TEXT NOT NULL
) WITHOUT ROWID;

-- The organisation of a Guardian who saw a paper and is of none of those that
-- agree; empty for one of theirs, and for what was seen before this was asked.
ALTER TABLE agreement_event ADD COLUMN outside TEXT NOT NULL DEFAULT '';
