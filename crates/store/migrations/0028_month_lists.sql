-- The one list of a month that child health sends to the data lead of the
-- authority, who releases to the centres: what it said of whom, which centre
-- each entry is for, and every step. All of it is only added to.

-- The file is encrypted to the data lead's key: nobody here can open it.
CREATE TABLE month_list (
  id TEXT PRIMARY KEY,
  number BIGINT NOT NULL,
  month TEXT NOT NULL,
  agreement TEXT NOT NULL,
  flow TEXT NOT NULL,
  fields TEXT NOT NULL,
  births BIGINT NOT NULL,
  named BIGINT NOT NULL,
  entries BIGINT NOT NULL,
  public_key TEXT NOT NULL,
  digest TEXT NOT NULL,
  file BLOB NOT NULL,
  built_at BIGINT NOT NULL,
  built_by TEXT
);
CREATE INDEX month_list_month ON month_list (month, number);

-- One child on one list, by a record of the child, as on the list of a centre.
CREATE TABLE month_list_entry (
  list_id TEXT NOT NULL REFERENCES month_list (id),
  position BIGINT NOT NULL,
  centre TEXT NOT NULL,
  record_id TEXT NOT NULL,
  news TEXT NOT NULL,
  child_ref TEXT NOT NULL,
  said TEXT NOT NULL,
  reference TEXT NOT NULL,
  facts TEXT NOT NULL,
  rule TEXT NOT NULL,
  pack TEXT NOT NULL,
  PRIMARY KEY (list_id, position)
);
CREATE INDEX month_list_entry_record ON month_list_entry (record_id);

CREATE TABLE month_list_left_out (
  list_id TEXT NOT NULL REFERENCES month_list (id),
  reason TEXT NOT NULL,
  times BIGINT NOT NULL,
  PRIMARY KEY (list_id, reason)
);

CREATE TABLE month_list_step (
  number BIGINT PRIMARY KEY,
  list_id TEXT NOT NULL REFERENCES month_list (id),
  step TEXT NOT NULL,
  why TEXT NOT NULL,
  said_by TEXT,
  said_at BIGINT NOT NULL
);
CREATE INDEX month_list_step_list ON month_list_step (list_id);
