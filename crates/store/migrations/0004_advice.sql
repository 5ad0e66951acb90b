-- What somebody asked of "Can I share this?", beside the kept decision; what
-- they decided instead; and the requests for advice with every word of them.
-- Only added to: there is no function that changes or deletes a row.

CREATE TABLE share_question (
  decision_id TEXT PRIMARY KEY,
  family_id TEXT NOT NULL,
  sealed_question BLOB NOT NULL
);

CREATE TABLE different_decision (
  id TEXT PRIMARY KEY,
  decision_id TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  rule TEXT NOT NULL,
  answered TEXT NOT NULL,
  decided TEXT NOT NULL,
  sealed_words BLOB NOT NULL
);
CREATE INDEX different_decision_of ON different_decision (decision_id, made_at);

CREATE TABLE advice (
  id TEXT PRIMARY KEY,
  family_id TEXT NOT NULL,
  decision_id TEXT,
  kind TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_of TEXT NOT NULL,
  asked_at BIGINT NOT NULL
);
CREATE INDEX advice_of ON advice (asked_of, asked_at);
CREATE INDEX advice_by ON advice (asked_by, asked_at);

CREATE TABLE advice_message (
  advice_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  kind TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  sealed_words BLOB NOT NULL,
  PRIMARY KEY (advice_id, number)
);
