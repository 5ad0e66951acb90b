-- The ledger that staff write: what remains to be done about an entry, and
-- advice that is asked for before a family is named.
--
-- Entries themselves stay in ledger_entry and are only added to. A task is no
-- history: it is done, and the entry that did it is the history.

CREATE TABLE ledger_task (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL,
  kind TEXT NOT NULL,
  family_id TEXT NOT NULL,
  owner TEXT,
  due_on TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  done_at BIGINT,
  done_by TEXT
);
CREATE INDEX ledger_task_owner ON ledger_task (owner, done_at);
CREATE INDEX ledger_task_kind ON ledger_task (kind, done_at);
CREATE INDEX ledger_task_reference ON ledger_task (reference);

CREATE TABLE consultation (
  id TEXT PRIMARY KEY,
  family_id TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  consultee TEXT NOT NULL,
  cause_at BIGINT,
  answered_at BIGINT,
  sealed_words BLOB NOT NULL,
  sealed_cause BLOB,
  sealed_answer BLOB
);
CREATE INDEX consultation_consultee ON consultation (consultee, answered_at);
CREATE INDEX consultation_asked_by ON consultation (asked_by);

CREATE INDEX ledger_entry_kind ON ledger_entry (kind, recorded_at);
