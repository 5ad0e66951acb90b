-- What was agreed about a visit that stands in a service's own system. The
-- visit itself is the next contact of an involvement and has no row of its
-- own; its reference is worked out from the record, the service and the day.
-- Rows are only added.
CREATE TABLE visit_elsewhere_event (
  visit_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  event TEXT NOT NULL,
  other_id TEXT,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  sealed_words BLOB NOT NULL,
  PRIMARY KEY (visit_id, number)
);
