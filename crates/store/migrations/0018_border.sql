-- Areas outside, families handed over to them and received from them; and the
-- health visitor and the therapist of each centre. All of it is only added to.

-- What is known of an area outside. The newest line of a name counts.
CREATE TABLE outside_area (
  number BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  contact TEXT NOT NULL,
  telephone TEXT NOT NULL,
  covers TEXT NOT NULL,
  is_gone BIGINT NOT NULL,
  said_by TEXT,
  said_at BIGINT NOT NULL
);

-- The file is encrypted to the key of the area: nobody here can open it. The
-- words say what went about whom, by record, and are sealed.
CREATE TABLE hand_over (
  id TEXT PRIMARY KEY,
  family_id TEXT NOT NULL,
  area TEXT NOT NULL,
  service TEXT NOT NULL,
  public_key TEXT NOT NULL,
  digest TEXT NOT NULL,
  file BLOB NOT NULL,
  sealed_words BLOB NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL
);

CREATE INDEX hand_over_of ON hand_over (family_id);

CREATE TABLE hand_over_step (
  number BIGINT PRIMARY KEY,
  hand_over_id TEXT NOT NULL,
  step TEXT NOT NULL,
  why TEXT NOT NULL,
  said_by TEXT,
  said_at BIGINT NOT NULL
);

CREATE INDEX hand_over_step_of ON hand_over_step (hand_over_id);

-- What came from another area, by the reference that it gave.
CREATE TABLE hand_over_in (
  signed_by TEXT NOT NULL,
  hand_over_id TEXT NOT NULL,
  area TEXT NOT NULL,
  digest TEXT NOT NULL,
  file_id TEXT NOT NULL,
  children BIGINT NOT NULL,
  received_by TEXT,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (signed_by, hand_over_id)
);

-- The newest line of a centre counts. Nothing here is about a family.
CREATE TABLE centre_link (
  number BIGINT PRIMARY KEY,
  centre TEXT NOT NULL,
  visitor_name TEXT NOT NULL,
  visitor_telephone TEXT NOT NULL,
  visitor_service TEXT NOT NULL,
  therapist_name TEXT NOT NULL,
  therapist_telephone TEXT NOT NULL,
  therapist_service TEXT NOT NULL,
  said_by TEXT,
  said_at BIGINT NOT NULL
);
