-- The partner agencies that the consent form names, a version a change: what
-- somebody signed stays known (002 Annex, ECi). Nothing here is about a
-- family. Only added to.

CREATE TABLE team_list (
  version BIGINT NOT NULL,
  service TEXT NOT NULL,
  agency TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by TEXT,
  PRIMARY KEY (version, service)
);
