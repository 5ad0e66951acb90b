-- National messages as they came: births, moves, deaths, changes, contacts.
-- What stands in one is sealed; its own identifier and what it is about are
-- keyed hashes.

CREATE TABLE message (
  id TEXT PRIMARY KEY,
  message_key TEXT UNIQUE,
  digest TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  event TEXT,
  written_at BIGINT,
  received_at BIGINT NOT NULL,
  channel TEXT NOT NULL,
  copies BIGINT NOT NULL,
  source_name TEXT,
  file_id TEXT,
  problem TEXT,
  settled_because TEXT,
  settled_by TEXT,
  settled_at BIGINT,
  sealed_content BLOB NOT NULL
);
CREATE INDEX message_state ON message (state, received_at);
CREATE INDEX message_received ON message (received_at);
CREATE INDEX message_file ON message (file_id);

-- For each row that messages have told of, the message that counts: the one
-- that was written last, whichever came last.
CREATE TABLE message_row (
  row_key TEXT PRIMARY KEY,
  source_name TEXT NOT NULL,
  person_key TEXT NOT NULL,
  message_id TEXT NOT NULL,
  message_key TEXT NOT NULL,
  written_at BIGINT NOT NULL,
  says_death BOOLEAN NOT NULL,
  takes_death_back BOOLEAN NOT NULL,
  death_left_out BOOLEAN NOT NULL
) WITHOUT ROWID;
CREATE INDEX message_row_person ON message_row (person_key);

-- To the second, where a message says it: of two on one day the later counts.
ALTER TABLE source_record ADD COLUMN written_at BIGINT;
