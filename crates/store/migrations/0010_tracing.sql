-- Looking NHS numbers up in the national demographics record: what was asked
-- about which record, what it came to, and what somebody said of it. Only
-- added to.
--
-- What the national record says is kept only while somebody has to look at
-- it or did, sealed. A restricted record is never kept.

CREATE TABLE number_trace (
  id TEXT PRIMARY KEY,
  record_id TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  asked_by TEXT,
  way TEXT NOT NULL,
  purpose TEXT NOT NULL,
  outcome TEXT NOT NULL,
  step TEXT,
  score_milli BIGINT,
  sealed_record BLOB
);
CREATE INDEX number_trace_record ON number_trace (record_id, asked_at);

CREATE TABLE number_answer (
  trace_id TEXT NOT NULL REFERENCES number_trace (id),
  number BIGINT NOT NULL,
  answer TEXT NOT NULL,
  answered_by TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  record_id TEXT,
  sealed_note BLOB,
  PRIMARY KEY (trace_id, number)
);
