-- Editions of the sharing rules: the text of each, who approved it, and from
-- which day which one is in force. All of it is only added to, so that a
-- decision can be replayed under the rules of its day. Nothing here is about a
-- family.

CREATE TABLE rule_edition (
  name TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  base_text TEXT NOT NULL,
  author TEXT,
  drafted_at BIGINT NOT NULL
);

CREATE TABLE rule_approval (
  edition TEXT NOT NULL REFERENCES rule_edition (name),
  staff_id TEXT NOT NULL,
  approved_at BIGINT NOT NULL,
  PRIMARY KEY (edition, staff_id)
);

CREATE TABLE rule_in_force (
  number BIGINT PRIMARY KEY,
  edition TEXT NOT NULL REFERENCES rule_edition (name),
  from_day TEXT NOT NULL,
  put_by TEXT,
  put_at BIGINT NOT NULL
);

CREATE INDEX decision_made ON decision (made_at);
