-- Registration with a centre, the first visit form, what a centre is asked to
-- do, and visits that are planned. Rows are only added: registering and ending
-- are lines, a step of a form, a task or a visit is a row of its own.
--
-- Each hangs on a record of the child, so that it goes with the child when
-- records are joined or parted.

CREATE TABLE registration (
  number BIGINT PRIMARY KEY,
  record_id TEXT NOT NULL,
  centre TEXT NOT NULL,
  is_start BOOLEAN NOT NULL,
  happened_on TEXT NOT NULL,
  how TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX registration_record ON registration (record_id, number);

CREATE TABLE first_visit (
  id TEXT PRIMARY KEY,
  record_id TEXT NOT NULL,
  centre TEXT NOT NULL,
  answer TEXT NOT NULL,
  visited_on TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  sealed_words BLOB NOT NULL
);
CREATE INDEX first_visit_record ON first_visit (record_id);
CREATE INDEX first_visit_made ON first_visit (made_at);

CREATE TABLE first_visit_step (
  first_visit_id TEXT NOT NULL REFERENCES first_visit (id),
  step TEXT NOT NULL,
  made_by TEXT,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (first_visit_id, step)
);

CREATE TABLE centre_task (
  id TEXT PRIMARY KEY,
  record_id TEXT NOT NULL,
  centre TEXT NOT NULL,
  kind TEXT NOT NULL,
  due_on TEXT NOT NULL,
  decision_id TEXT,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  sealed_words BLOB NOT NULL
);
CREATE INDEX centre_task_record ON centre_task (record_id);
CREATE INDEX centre_task_centre ON centre_task (centre, due_on);

CREATE TABLE centre_task_step (
  task_id TEXT NOT NULL REFERENCES centre_task (id),
  number BIGINT NOT NULL,
  step TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  sealed_words BLOB NOT NULL,
  PRIMARY KEY (task_id, number)
);

CREATE TABLE planned_visit (
  id TEXT PRIMARY KEY,
  record_id TEXT NOT NULL,
  service TEXT NOT NULL,
  team TEXT,
  staff_id TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL,
  home_key TEXT,
  made_at BIGINT NOT NULL,
  sealed_words BLOB NOT NULL
);
CREATE INDEX planned_visit_record ON planned_visit (record_id, from_on);
CREATE INDEX planned_visit_team ON planned_visit (service, team, from_on);
CREATE INDEX planned_visit_home ON planned_visit (home_key, from_on);

CREATE TABLE planned_visit_event (
  visit_id TEXT NOT NULL REFERENCES planned_visit (id),
  number BIGINT NOT NULL,
  event TEXT NOT NULL,
  other_id TEXT,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  sealed_words BLOB NOT NULL,
  PRIMARY KEY (visit_id, number)
);
CREATE INDEX planned_visit_event_other ON planned_visit_event (other_id);
