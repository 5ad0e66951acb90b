-- The map on the welcome cards of a centre: the newest line of a centre
-- counts; an empty picture takes the map off.
CREATE TABLE centre_map (
  number BIGINT PRIMARY KEY,
  centre TEXT NOT NULL,
  picture BLOB NOT NULL,
  shows TEXT NOT NULL,
  credit TEXT NOT NULL,
  said_by TEXT,
  said_at BIGINT NOT NULL
);
CREATE INDEX centre_map_centre ON centre_map (centre);
