-- The register of agreements on planned sharing: the text of each version, and
-- who signed or ended it. All of it is only added to. Nothing here is about a
-- family.

CREATE TABLE agreement (
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  added_by TEXT,
  added_at BIGINT NOT NULL,
  PRIMARY KEY (name, version)
);

CREATE TABLE agreement_event (
  number BIGINT PRIMARY KEY,
  agreement TEXT NOT NULL,
  version BIGINT NOT NULL,
  kind TEXT NOT NULL,
  party TEXT NOT NULL,
  post TEXT NOT NULL,
  signer TEXT NOT NULL,
  why TEXT NOT NULL,
  on_day TEXT NOT NULL,
  said_by TEXT,
  said_at BIGINT NOT NULL,
  FOREIGN KEY (agreement, version) REFERENCES agreement (name, version)
);

CREATE INDEX agreement_event_of ON agreement_event (agreement, version);

-- The partnership's framework: principles, policies and processes with owner
-- and next review; where each organisation stands on sharing; who learned
-- what; and the local services. The newest row of a name counts, the others
-- are its history.

CREATE TABLE framework_item (
  number BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  says TEXT NOT NULL,
  owner TEXT NOT NULL,
  review_on TEXT NOT NULL,
  said_by TEXT NOT NULL,
  said_at BIGINT NOT NULL
);

CREATE TABLE position_statement (
  number BIGINT PRIMARY KEY,
  organisation TEXT NOT NULL,
  says TEXT NOT NULL,
  said_by TEXT NOT NULL,
  said_at BIGINT NOT NULL
);

CREATE TABLE training_record (
  number BIGINT PRIMARY KEY,
  staff_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  source TEXT NOT NULL,
  done_on TEXT NOT NULL,
  said_by TEXT NOT NULL,
  said_at BIGINT NOT NULL
);

CREATE TABLE local_service (
  number BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  centre TEXT NOT NULL,
  says TEXT NOT NULL,
  address TEXT NOT NULL,
  telephone TEXT NOT NULL,
  is_open BOOLEAN NOT NULL,
  said_by TEXT NOT NULL,
  said_at BIGINT NOT NULL
);

-- How far a sign-in reaches: 'basic' for programs that need basic details
-- only, 'detail' for everybody else.
ALTER TABLE session ADD COLUMN scope TEXT NOT NULL DEFAULT 'detail';
