-- Pairs of records that somebody looks at: what hangs on each, the reference
-- under which it is opened, what somebody noted beside an answer, and what
-- runs of matching found. And what references stood for that were given up:
-- when people are parted again, each leads to where its records went.
--
-- Everything but the list of pairs that wait is only added to.

ALTER TABLE link_review ADD COLUMN value_milli BIGINT NOT NULL DEFAULT 0;
ALTER TABLE link_review ADD COLUMN stakes TEXT NOT NULL DEFAULT 'child';
CREATE INDEX link_review_value ON link_review (value_milli DESC, record_a, record_b);
CREATE INDEX link_review_b ON link_review (record_b);
CREATE INDEX link_event_withdraws ON link_event (withdraws);

-- The reference of a pair stays when the pair is found again. A pair on the
-- list that has none yet is given one when somebody opens the list.
CREATE TABLE link_pair (
  id TEXT PRIMARY KEY,
  record_a TEXT NOT NULL,
  record_b TEXT NOT NULL,
  found_at BIGINT NOT NULL,
  UNIQUE (record_a, record_b)
);

CREATE TABLE link_note (
  event BIGINT PRIMARY KEY,
  sealed_words BLOB NOT NULL
);

-- Joins of the linker that somebody is asked to check, drawn by lot: the only
-- ones that say how often the linker is right.
CREATE TABLE link_sample (
  record_a TEXT NOT NULL,
  record_b TEXT NOT NULL,
  weight_milli BIGINT NOT NULL,
  asked_at BIGINT NOT NULL,
  asked_by TEXT NOT NULL,
  PRIMARY KEY (record_a, record_b)
);

CREATE INDEX link_event_human ON link_event (seq) WHERE origin = 'human';

-- How many joins a rule refused, and which groups were too large, in one run.
CREATE TABLE link_run (
  number BIGINT PRIMARY KEY,
  made_at BIGINT NOT NULL,
  model TEXT NOT NULL,
  records BIGINT NOT NULL
);

CREATE TABLE link_run_count (
  run BIGINT NOT NULL REFERENCES link_run (number),
  kind TEXT NOT NULL,
  word TEXT NOT NULL,
  times BIGINT NOT NULL,
  largest BIGINT NOT NULL,
  PRIMARY KEY (run, kind, word)
) WITHOUT ROWID;

-- The records that a person's or a family's reference stood for when it was
-- given up, because two became one.
CREATE TABLE reference_past (
  reference TEXT NOT NULL,
  record_id TEXT NOT NULL,
  given_up_at BIGINT NOT NULL,
  PRIMARY KEY (reference, record_id)
) WITHOUT ROWID;
CREATE INDEX reference_past_record ON reference_past (record_id);

-- That a part of a person or a family went elsewhere, and where.
CREATE TABLE reference_split (
  reference TEXT NOT NULL,
  other TEXT NOT NULL,
  split_at BIGINT NOT NULL,
  PRIMARY KEY (reference, other, split_at)
) WITHOUT ROWID;

CREATE INDEX person_redirect ON person (redirect_to);
CREATE INDEX source_record_hidden ON source_record (id) WHERE is_shielded OR is_sealed;
