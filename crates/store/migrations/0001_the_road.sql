-- The road: sources, files, records, links, people, families, what was told
-- and agreed, staff, decisions, audit.
--
-- One text for both engines. On PostgreSQL BLOB reads as BYTEA and WITHOUT
-- ROWID (for narrow tables whose key is most of the row) is left out. Times are
-- microseconds since 1970 in UTC; days are ISO text; identifiers are text with
-- a letter for the kind. A column named sealed_… is encrypted with the row's
-- identifier as associated data; a column named …_key is a keyed hash. No other
-- column may hold a name, an address, a number or a note about a family.

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE place (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  code TEXT NOT NULL,
  cluster TEXT NOT NULL,
  address TEXT NOT NULL,
  telephone TEXT NOT NULL,
  PRIMARY KEY (kind, name)
);

CREATE TABLE reach_area (
  postcode TEXT PRIMARY KEY,
  centre TEXT NOT NULL,
  cluster TEXT NOT NULL,
  ward TEXT NOT NULL,
  small_area TEXT NOT NULL,
  deprivation_decile BIGINT
);
CREATE INDEX reach_area_centre ON reach_area (centre);
CREATE INDEX reach_area_cluster ON reach_area (cluster);

CREATE TABLE source (
  name TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  service TEXT NOT NULL,
  map TEXT NOT NULL,
  expected_every_days BIGINT NOT NULL,
  at_most_bad_percent BIGINT NOT NULL,
  extract_on TEXT,
  committed_at BIGINT
);

CREATE TABLE source_file (
  id TEXT PRIMARY KEY,
  source_name TEXT NOT NULL REFERENCES source (name),
  file_name TEXT NOT NULL,
  digest TEXT NOT NULL,
  state TEXT NOT NULL,
  extract_on TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  received_by TEXT,
  rows_read BIGINT NOT NULL,
  rows_new BIGINT NOT NULL,
  rows_changed BIGINT NOT NULL,
  rows_unchanged BIGINT NOT NULL,
  rows_possible BIGINT NOT NULL,
  rows_left_out BIGINT NOT NULL,
  rows_committed BIGINT NOT NULL,
  refusal TEXT,
  finished_at BIGINT
);
CREATE INDEX source_file_received ON source_file (received_at);
CREATE INDEX source_file_digest ON source_file (source_name, digest);

CREATE TABLE staged_row (
  file_id TEXT NOT NULL REFERENCES source_file (id),
  position BIGINT NOT NULL,
  change TEXT NOT NULL,
  row_key TEXT NOT NULL,
  digest TEXT NOT NULL,
  sealed_row BLOB NOT NULL,
  PRIMARY KEY (file_id, position)
) WITHOUT ROWID;

CREATE TABLE file_problem (
  file_id TEXT NOT NULL REFERENCES source_file (id),
  position BIGINT NOT NULL,
  row_number BIGINT,
  column_name TEXT,
  sealed_found BLOB NOT NULL,
  how_to_fix TEXT NOT NULL,
  leaves_row_out BOOLEAN NOT NULL,
  PRIMARY KEY (file_id, position)
);

-- A row of a source by its keyed hash. Its records are found by its number:
-- numbers come in order, so that taking many rows in touches few pages.
CREATE TABLE source_row (
  source_name TEXT NOT NULL,
  row_key TEXT NOT NULL,
  number BIGINT NOT NULL,
  digest TEXT NOT NULL,
  file_id TEXT NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (source_name, row_key)
) WITHOUT ROWID;
CREATE UNIQUE INDEX source_row_number ON source_row (number);

CREATE TABLE source_record (
  id TEXT PRIMARY KEY,
  source_name TEXT NOT NULL,
  row_key TEXT NOT NULL,
  row_number BIGINT NOT NULL,
  part TEXT NOT NULL,
  service TEXT NOT NULL,
  recorded_on TEXT,
  received_on TEXT NOT NULL,
  first_received_on TEXT NOT NULL,
  is_shielded BOOLEAN NOT NULL,
  is_sealed BOOLEAN NOT NULL,
  sealed_statement BLOB NOT NULL
);
CREATE UNIQUE INDEX source_record_row ON source_record (row_number, part);

CREATE TABLE source_record_past (
  record_id TEXT NOT NULL,
  replaced_at BIGINT NOT NULL,
  file_id TEXT NOT NULL,
  sealed_statement BLOB NOT NULL,
  PRIMARY KEY (record_id, replaced_at)
);

CREATE TABLE link_event (
  seq BIGINT PRIMARY KEY,
  record_a TEXT NOT NULL,
  record_b TEXT NOT NULL,
  verdict TEXT NOT NULL,
  origin TEXT NOT NULL,
  weight_milli BIGINT NOT NULL,
  reasons TEXT NOT NULL,
  model TEXT NOT NULL,
  made_by TEXT,
  made_at BIGINT NOT NULL,
  withdraws BIGINT
);
CREATE INDEX link_event_a ON link_event (record_a);
CREATE INDEX link_event_b ON link_event (record_b);

CREATE TABLE link_review (
  record_a TEXT NOT NULL,
  record_b TEXT NOT NULL,
  weight_milli BIGINT NOT NULL,
  reasons TEXT NOT NULL,
  found_at BIGINT NOT NULL,
  PRIMARY KEY (record_a, record_b)
);

CREATE TABLE person (
  id TEXT PRIMARY KEY,
  redirect_to TEXT,
  created_at BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE record_person (
  record_id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX record_person_person ON record_person (person_id);

CREATE TABLE search_term (
  term_key TEXT NOT NULL,
  person_id TEXT NOT NULL,
  PRIMARY KEY (term_key, person_id)
) WITHOUT ROWID;
CREATE INDEX search_term_person ON search_term (person_id);

CREATE TABLE family (
  id TEXT PRIMARY KEY,
  redirect_to TEXT,
  created_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX family_redirect ON family (redirect_to);

CREATE TABLE family_member (
  family_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  part TEXT NOT NULL,
  lives_elsewhere BOOLEAN NOT NULL,
  PRIMARY KEY (family_id, person_id)
) WITHOUT ROWID;
CREATE INDEX family_member_person ON family_member (person_id);

CREATE TABLE involvement (
  id TEXT PRIMARY KEY,
  record_id TEXT NOT NULL,
  source_name TEXT NOT NULL,
  service TEXT NOT NULL,
  team TEXT,
  worker_code TEXT,
  started_on TEXT,
  ended_on TEXT,
  is_lead BOOLEAN NOT NULL,
  next_on TEXT,
  sealed_involvement BLOB NOT NULL
);
CREATE INDEX involvement_record ON involvement (record_id);
CREATE INDEX involvement_worker ON involvement (worker_code, next_on);
CREATE INDEX involvement_team ON involvement (service, team);

CREATE TABLE contact (
  id TEXT PRIMARY KEY,
  record_id TEXT NOT NULL,
  source_name TEXT,
  service TEXT NOT NULL,
  happened_on TEXT NOT NULL,
  was_attended BOOLEAN NOT NULL,
  recorded_by TEXT,
  recorded_at BIGINT NOT NULL,
  sealed_contact BLOB NOT NULL,
  sealed_note BLOB
);
CREATE INDEX contact_record ON contact (record_id, happened_on);

CREATE TABLE contact_comment (
  id TEXT PRIMARY KEY,
  contact_id TEXT NOT NULL REFERENCES contact (id),
  statement BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  answers TEXT,
  sealed_words BLOB NOT NULL
);
CREATE INDEX contact_comment_contact ON contact_comment (contact_id);

CREATE TABLE ledger_entry (
  id TEXT PRIMARY KEY,
  seq BIGINT NOT NULL UNIQUE,
  record_id TEXT NOT NULL,
  source_name TEXT,
  kind TEXT NOT NULL,
  happened_on TEXT NOT NULL,
  recorded_by TEXT,
  recorded_at BIGINT NOT NULL,
  sealed_entry BLOB NOT NULL
);
CREATE INDEX ledger_entry_record ON ledger_entry (record_id);

CREATE TABLE staff (
  id TEXT PRIMARY KEY,
  sign_in_name TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  code TEXT UNIQUE,
  organisation TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  is_active BOOLEAN NOT NULL,
  failed_sign_ins BIGINT NOT NULL,
  locked_until BIGINT,
  signed_in_at BIGINT,
  sharing_until TEXT,
  cleared_until TEXT,
  approved_on TEXT,
  principles_accepted_on TEXT
);

CREATE TABLE staff_role (
  staff_id TEXT NOT NULL REFERENCES staff (id),
  role TEXT NOT NULL,
  service TEXT,
  team TEXT,
  ends_on TEXT,
  used_at BIGINT,
  PRIMARY KEY (staff_id, role)
);

CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,
  staff_id TEXT NOT NULL REFERENCES staff (id),
  role TEXT,
  purpose TEXT,
  form_token TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  ended_at BIGINT,
  ended_because TEXT
);
CREATE INDEX session_staff ON session (staff_id);

CREATE TABLE notice_to_staff (
  staff_id TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  seen_at BIGINT,
  PRIMARY KEY (staff_id, made_at, kind)
);

CREATE TABLE kept_search (
  id TEXT PRIMARY KEY,
  staff_id TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  sealed_terms BLOB NOT NULL
);

CREATE TABLE draft (
  staff_id TEXT NOT NULL,
  form TEXT NOT NULL,
  about TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  sealed_words BLOB NOT NULL,
  PRIMARY KEY (staff_id, form, about)
);

CREATE TABLE recent_family (
  staff_id TEXT NOT NULL,
  family_id TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  PRIMARY KEY (staff_id, family_id)
);

CREATE TABLE recorded_reason (
  id TEXT PRIMARY KEY,
  staff_id TEXT NOT NULL,
  family_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  reviewed_by TEXT,
  reviewed_at BIGINT,
  outcome TEXT,
  sealed_words BLOB NOT NULL
);
CREATE INDEX recorded_reason_staff ON recorded_reason (staff_id, family_id);

CREATE TABLE decision (
  id TEXT PRIMARY KEY,
  made_at BIGINT NOT NULL,
  staff_id TEXT NOT NULL,
  role TEXT NOT NULL,
  purpose TEXT NOT NULL,
  family_id TEXT NOT NULL,
  pack TEXT NOT NULL,
  answers TEXT NOT NULL
);
CREATE INDEX decision_family ON decision (family_id, made_at);

CREATE TABLE audit_entry (
  seq BIGINT PRIMARY KEY,
  made_at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  role TEXT NOT NULL,
  action TEXT NOT NULL,
  purpose TEXT NOT NULL,
  about TEXT NOT NULL,
  outcome TEXT NOT NULL,
  detail TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX audit_entry_about ON audit_entry (about, seq);
CREATE INDEX audit_entry_actor ON audit_entry (actor, seq);
CREATE INDEX audit_entry_made ON audit_entry (made_at);

CREATE TABLE audit_head (
  id BIGINT PRIMARY KEY,
  seq BIGINT NOT NULL,
  hash TEXT NOT NULL
);

CREATE TABLE audit_checkpoint (
  day TEXT PRIMARY KEY,
  seq BIGINT NOT NULL,
  line TEXT NOT NULL
);

CREATE TABLE form_once (
  form_key TEXT PRIMARY KEY,
  done_at BIGINT NOT NULL,
  went_to TEXT NOT NULL
);
