-- Whom the locality's consent form names, by name or by kind of service, and
-- what for, with every change: somebody came, or went. Only added to: which
-- agreements reach how far depends on what the form said on their day.

CREATE TABLE team_member (
  id TEXT PRIMARY KEY,
  sort TEXT NOT NULL,
  word TEXT NOT NULL,
  is_joining BOOLEAN NOT NULL,
  changed_on TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX team_member_changed ON team_member (changed_at);

-- Looks at sensitive items have a view of their own (the audit's filter).
CREATE INDEX audit_entry_sensitive ON audit_entry (seq) WHERE action = 'look-sensitive';
