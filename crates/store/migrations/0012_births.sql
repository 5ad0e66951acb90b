-- Lists of births and moves: what they are worked out from, whom they go to,
-- what each said, and every step of each.
--
-- Everything but where a child lives today is only added to.

-- Where a child lives and when it was born, sealed; worked out anew whenever
-- what is known about the child changes.
CREATE TABLE child_place (
  person_id TEXT PRIMARY KEY,
  changed_at BIGINT NOT NULL,
  sealed_place BLOB NOT NULL
);

-- The key that lists to a recipient are encrypted to. The newest line counts;
-- an empty key says that there is none any more.
CREATE TABLE recipient_key (
  number BIGINT PRIMARY KEY,
  recipient TEXT NOT NULL,
  public_key TEXT NOT NULL,
  checked_with TEXT NOT NULL,
  said_by TEXT,
  said_at BIGINT NOT NULL
);

-- The file is encrypted to the centre's key: nobody here can open it.
CREATE TABLE birth_list (
  id TEXT PRIMARY KEY,
  centre TEXT NOT NULL,
  month TEXT NOT NULL,
  kind TEXT NOT NULL,
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
CREATE INDEX birth_list_month ON birth_list (month, centre);
CREATE INDEX birth_list_centre ON birth_list (centre, built_at);

-- One child on one list, by a record of the child: it goes with the child when
-- records are joined or parted. What was said is a keyed hash.
CREATE TABLE birth_list_entry (
  list_id TEXT NOT NULL REFERENCES birth_list (id),
  position BIGINT NOT NULL,
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
CREATE INDEX birth_list_entry_record ON birth_list_entry (record_id);

CREATE TABLE birth_list_left_out (
  list_id TEXT NOT NULL REFERENCES birth_list (id),
  reason TEXT NOT NULL,
  times BIGINT NOT NULL,
  PRIMARY KEY (list_id, reason)
);

CREATE TABLE birth_list_step (
  number BIGINT PRIMARY KEY,
  list_id TEXT NOT NULL REFERENCES birth_list (id),
  step TEXT NOT NULL,
  why TEXT NOT NULL,
  said_by TEXT,
  said_at BIGINT NOT NULL
);
CREATE INDEX birth_list_step_list ON birth_list_step (list_id);

-- What happened to the welcome card of a child: one card a child, ever.
CREATE TABLE welcome_card (
  number BIGINT PRIMARY KEY,
  record_id TEXT NOT NULL,
  centre TEXT NOT NULL,
  step TEXT NOT NULL,
  said_by TEXT,
  said_at BIGINT NOT NULL
);
CREATE INDEX welcome_card_record ON welcome_card (record_id);
CREATE INDEX welcome_card_centre ON welcome_card (centre, said_at);
