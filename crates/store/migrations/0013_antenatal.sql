-- Early notification before a birth: what a woman agreed to at booking, to
-- whom it went, and what became of each message. And babies who were lost:
-- what would have been sent stops. All of it is only added to.

CREATE TABLE antenatal_notification (
  id TEXT PRIMARY KEY,
  baby_record TEXT NOT NULL,
  woman_record TEXT NOT NULL,
  partner_record TEXT,
  made_by TEXT NOT NULL,
  service TEXT NOT NULL,
  team TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  weeks BIGINT,
  centre TEXT NOT NULL,
  to_centre BOOLEAN NOT NULL,
  health_visiting TEXT NOT NULL,
  to_health_visiting BOOLEAN NOT NULL,
  sealed_form BLOB NOT NULL
);
CREATE INDEX antenatal_notification_team ON antenatal_notification (service, team, made_at);
CREATE INDEX antenatal_notification_centre ON antenatal_notification (centre, made_at);
CREATE INDEX antenatal_notification_visiting ON antenatal_notification (health_visiting, made_at);
CREATE INDEX antenatal_notification_baby ON antenatal_notification (baby_record);
CREATE INDEX antenatal_notification_woman ON antenatal_notification (woman_record);

-- What was done: with one message, by its service, or with the notification.
CREATE TABLE antenatal_event (
  number BIGINT PRIMARY KEY,
  notification_id TEXT NOT NULL REFERENCES antenatal_notification (id),
  service TEXT,
  kind TEXT NOT NULL,
  made_by TEXT,
  made_at BIGINT NOT NULL,
  sealed_words BLOB NOT NULL
);
CREATE INDEX antenatal_event_notification ON antenatal_event (notification_id, number);

-- The newest row of a record counts; 'taken-back' says that it was an error.
CREATE TABLE loss (
  number BIGINT PRIMARY KEY,
  record_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  on_day TEXT NOT NULL,
  said_by TEXT,
  source_name TEXT,
  said_at BIGINT NOT NULL
);
CREATE INDEX loss_record ON loss (record_id, number);
