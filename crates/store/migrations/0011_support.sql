-- Support that was agreed with a family (002 ¶2, ¶15 b2), with everything that
-- happened to it: the family's answer, goals, what came of them, its end. It
-- goes with the record that it is kept with, when people are joined or parted.
-- Only added to, and kept as long as that record.

CREATE TABLE support (
  id TEXT PRIMARY KEY,
  record_id TEXT NOT NULL,
  family_id TEXT NOT NULL,
  holder TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  sealed_words BLOB NOT NULL
);
CREATE INDEX support_of ON support (record_id);
CREATE INDEX support_made ON support (made_at);

CREATE TABLE support_person (
  support_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  PRIMARY KEY (support_id, record_id),
  FOREIGN KEY (support_id) REFERENCES support (id)
);

CREATE TABLE support_event (
  support_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  kind TEXT NOT NULL,
  goal BIGINT,
  aim TEXT,
  outcome TEXT,
  on_day TEXT,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  sealed_words BLOB NOT NULL,
  PRIMARY KEY (support_id, number),
  FOREIGN KEY (support_id) REFERENCES support (id)
);

-- The aims that goals are tagged with: the five national ones are in the
-- program, a locality adds its own and switches off what it does not use. The
-- newest row of a word counts.
CREATE TABLE support_aim (
  number BIGINT PRIMARY KEY,
  word TEXT NOT NULL,
  title TEXT NOT NULL,
  is_used BOOLEAN NOT NULL,
  said_by TEXT NOT NULL,
  said_at BIGINT NOT NULL
);

-- Which kind of service gives what the directory lists, and the kinds of
-- information that it needs; nobody has said so where it is empty.
ALTER TABLE local_service ADD COLUMN given_by TEXT;
ALTER TABLE local_service ADD COLUMN needs TEXT;

-- What a locality says of the library: additions, and what is no longer
-- current. Only added to. Nothing here is about a family.
CREATE TABLE library_event (
  number BIGINT PRIMARY KEY,
  item TEXT NOT NULL,
  sort TEXT NOT NULL,
  status TEXT NOT NULL,
  title TEXT NOT NULL,
  version TEXT NOT NULL,
  dated TEXT NOT NULL,
  replaced_by TEXT,
  where_to_read TEXT NOT NULL,
  says TEXT NOT NULL,
  why TEXT NOT NULL,
  said_by TEXT NOT NULL,
  said_at BIGINT NOT NULL
);
