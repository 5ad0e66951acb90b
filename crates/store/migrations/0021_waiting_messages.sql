-- Messages that wait are gone through in the order in which they came, also
-- where very many came in one moment.
DROP INDEX message_state;
CREATE INDEX message_waiting ON message (state, received_at, id);
