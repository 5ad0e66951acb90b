-- The organisations that agree and who takes the place of one that ended; and
-- how an agreement comes about: the steps of its working group and the issues
-- that it answers. All of it is only added to. Nothing here is about a family.

CREATE TABLE body (
  number BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  says TEXT NOT NULL,
  said_by TEXT,
  said_at BIGINT NOT NULL
);

CREATE TABLE body_end (
  number BIGINT PRIMARY KEY,
  body TEXT NOT NULL,
  on_day TEXT NOT NULL,
  successor TEXT NOT NULL,
  why TEXT NOT NULL,
  said_by TEXT,
  said_at BIGINT NOT NULL
);

CREATE TABLE agreement_step (
  number BIGINT PRIMARY KEY,
  agreement TEXT NOT NULL,
  kind TEXT NOT NULL,
  on_day TEXT NOT NULL,
  who TEXT NOT NULL,
  says TEXT NOT NULL,
  said_by TEXT,
  said_at BIGINT NOT NULL
);

CREATE INDEX agreement_step_of ON agreement_step (agreement);

CREATE TABLE agreement_issue (
  number BIGINT PRIMARY KEY,
  agreement TEXT NOT NULL,
  what TEXT NOT NULL,
  raised_by TEXT NOT NULL,
  raised_on TEXT NOT NULL,
  owner TEXT NOT NULL,
  said_by TEXT,
  said_at BIGINT NOT NULL
);

CREATE INDEX agreement_issue_of ON agreement_issue (agreement);

-- The answer to an issue, which closes it.
CREATE TABLE agreement_issue_answer (
  issue BIGINT PRIMARY KEY,
  answer TEXT NOT NULL,
  closed_on TEXT NOT NULL,
  said_by TEXT,
  said_at BIGINT NOT NULL,
  FOREIGN KEY (issue) REFERENCES agreement_issue (number)
);
