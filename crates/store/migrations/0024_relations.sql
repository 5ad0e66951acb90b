-- Since when and until when an adult is something to a child, where sources
-- give days: worked out from the records like the families, and written anew
-- with them. Who is in a family of today stands in family_member; here stands
-- also who was.
CREATE TABLE family_relation (
  family_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  child_id TEXT NOT NULL,
  adult_id TEXT NOT NULL,
  part TEXT NOT NULL,
  since TEXT,
  until TEXT,
  PRIMARY KEY (family_id, number)
) WITHOUT ROWID;
