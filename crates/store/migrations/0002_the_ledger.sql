-- The ledger that staff write: what remains to be done about an entry.
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

CREATE INDEX ledger_entry_kind ON ledger_entry (kind, recorded_at);
