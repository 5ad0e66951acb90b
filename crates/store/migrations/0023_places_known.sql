-- Where each child lives is worked out with every file. Only what came in
-- before that was so has to be gone through once: a new database has nothing
-- of the kind, and nobody should wait for it at the first list.
INSERT INTO setting (name, value) SELECT 'child-places', '1' WHERE NOT EXISTS (SELECT 1 FROM source_record);
