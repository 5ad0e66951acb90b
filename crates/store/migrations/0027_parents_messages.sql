-- What parents write on the public page to say no to sharing. Until somebody
-- has spoken to them, whoever matches what they wrote is held back. The words
-- are sealed, and so is what was noted when the message was settled.
CREATE TABLE parent_message (
  id TEXT PRIMARY KEY,
  received_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  holds_back BOOLEAN NOT NULL,
  settled_by TEXT,
  settled_at BIGINT,
  sealed_words BLOB NOT NULL,
  sealed_note BLOB NOT NULL
);
CREATE INDEX parent_message_holds_back ON parent_message (holds_back, received_at);
CREATE INDEX parent_message_received ON parent_message (received_at);
