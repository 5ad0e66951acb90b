-- When what a parent wrote was erased: some time after the message was settled.
-- The row stays, with its days and how it ended; what was sealed in it is
-- replaced by nothing.
ALTER TABLE parent_message ADD COLUMN erased_at BIGINT;
CREATE INDEX parent_message_settled ON parent_message (settled_at);
