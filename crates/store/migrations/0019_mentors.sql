-- Family mentors (003 L3277–3350): which family a mentor is to meet, with
-- everything that happened since; who supervises each mentor; and what the two
-- talked about. Only added to, and kept as long as the record that a family is
-- kept with. What the family agreed to is in the ledger.

CREATE TABLE mentor_place (
  id TEXT PRIMARY KEY,
  record_id TEXT NOT NULL,
  family_id TEXT NOT NULL,
  mentor_id TEXT NOT NULL,
  holder TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  sealed_words BLOB NOT NULL
);
CREATE INDEX mentor_place_of_mentor ON mentor_place (mentor_id);
CREATE INDEX mentor_place_of_family ON mentor_place (family_id);

CREATE TABLE mentor_event (
  place_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  kind TEXT NOT NULL,
  on_day TEXT,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  sealed_words BLOB NOT NULL,
  PRIMARY KEY (place_id, number),
  FOREIGN KEY (place_id) REFERENCES mentor_place (id)
);

-- The newest row of a mentor counts.
CREATE TABLE mentor_supervision (
  number BIGINT PRIMARY KEY,
  mentor_id TEXT NOT NULL,
  supervisor_id TEXT NOT NULL,
  named_by TEXT NOT NULL,
  named_at BIGINT NOT NULL
);

CREATE TABLE mentor_talk (
  mentor_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  supervisor_id TEXT NOT NULL,
  on_day TEXT NOT NULL,
  next_on TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  sealed_words BLOB NOT NULL,
  PRIMARY KEY (mentor_id, number)
);

-- What a district does in another way than the county's template for early
-- notification (002, Lancashire). The newest row of a district and an item
-- counts, until its last day; an empty value goes back to the template.
CREATE TABLE antenatal_deviation (
  number BIGINT PRIMARY KEY,
  district TEXT NOT NULL,
  item TEXT NOT NULL,
  value TEXT NOT NULL,
  why TEXT NOT NULL,
  agreed_by TEXT NOT NULL,
  until_on TEXT NOT NULL,
  said_by TEXT NOT NULL,
  said_at BIGINT NOT NULL
);
