-- Facts that sources tell for centres to follow up, and what came of each.
-- Rows are only added: that a fact is over is a row of its own, and the newest
-- word about a record, a topic and an appointment counts.

CREATE TABLE told_fact (
  id TEXT PRIMARY KEY,
  number BIGINT NOT NULL,
  record_id TEXT NOT NULL,
  source_name TEXT NOT NULL,
  service TEXT NOT NULL,
  since_on TEXT NOT NULL,
  said_at BIGINT NOT NULL,
  sealed_fact BLOB NOT NULL
);
CREATE UNIQUE INDEX told_fact_number ON told_fact (number);
CREATE INDEX told_fact_record ON told_fact (record_id);
CREATE INDEX told_fact_since ON told_fact (since_on);

CREATE TABLE follow_up (
  fact_id TEXT NOT NULL REFERENCES told_fact (id),
  number BIGINT NOT NULL,
  result TEXT NOT NULL,
  centre TEXT NOT NULL,
  decision_id TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  sealed_words BLOB NOT NULL,
  PRIMARY KEY (fact_id, number)
);
