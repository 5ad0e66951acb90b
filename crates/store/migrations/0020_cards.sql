-- What a centre says of itself on its welcome cards (S004-WAd). The newest line
-- of a centre counts. Nothing here is about a family.
CREATE TABLE centre_card (
  number BIGINT PRIMARY KEY,
  centre TEXT NOT NULL,
  open_times TEXT NOT NULL,
  way TEXT NOT NULL,
  page TEXT NOT NULL,
  said_by TEXT,
  said_at BIGINT NOT NULL
);
CREATE INDEX centre_card_centre ON centre_card (centre);

-- The order in which lists were built: two of one moment stand in it.
ALTER TABLE birth_list ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
