-- The words that people are found by stood twice, each time in full and far
-- apart: most of what taking people in wrote. Now each stands once, as the
-- first 63 bits of its keyed hash beside a number, and all words of a person
-- together, so that only those that changed are written.

-- People who can be found: numbered as they came in, with all words that find
-- them, each the first thirteen letters of its hash.
CREATE TABLE found_person (
  number BIGINT PRIMARY KEY,
  person_id TEXT NOT NULL UNIQUE,
  words_key TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE search_word (
  word_key BIGINT NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (word_key, number)
) WITHOUT ROWID;

INSERT INTO found_person (number, person_id, words_key)
SELECT ROW_NUMBER() OVER (ORDER BY person.created_at, person.id), person.id, found.words
FROM person
JOIN (SELECT person_id, STRING_AGG(SUBSTR(term_key, 1, 13), '') AS words FROM search_term GROUP BY person_id) AS found
ON found.person_id = person.id;

-- Gone through in the order of the words, which is the order of the new table.
INSERT INTO search_word (word_key, number)
SELECT
  CAST(INSTR('0123456789abcdefghjkmnpqrstvwxyz', SUBSTR(term_key, 1, 1)) - 1 AS BIGINT) * 1152921504606846976
  + CAST(INSTR('0123456789abcdefghjkmnpqrstvwxyz', SUBSTR(term_key, 2, 1)) - 1 AS BIGINT) * 36028797018963968
  + CAST(INSTR('0123456789abcdefghjkmnpqrstvwxyz', SUBSTR(term_key, 3, 1)) - 1 AS BIGINT) * 1125899906842624
  + CAST(INSTR('0123456789abcdefghjkmnpqrstvwxyz', SUBSTR(term_key, 4, 1)) - 1 AS BIGINT) * 35184372088832
  + CAST(INSTR('0123456789abcdefghjkmnpqrstvwxyz', SUBSTR(term_key, 5, 1)) - 1 AS BIGINT) * 1099511627776
  + CAST(INSTR('0123456789abcdefghjkmnpqrstvwxyz', SUBSTR(term_key, 6, 1)) - 1 AS BIGINT) * 34359738368
  + CAST(INSTR('0123456789abcdefghjkmnpqrstvwxyz', SUBSTR(term_key, 7, 1)) - 1 AS BIGINT) * 1073741824
  + CAST(INSTR('0123456789abcdefghjkmnpqrstvwxyz', SUBSTR(term_key, 8, 1)) - 1 AS BIGINT) * 33554432
  + CAST(INSTR('0123456789abcdefghjkmnpqrstvwxyz', SUBSTR(term_key, 9, 1)) - 1 AS BIGINT) * 1048576
  + CAST(INSTR('0123456789abcdefghjkmnpqrstvwxyz', SUBSTR(term_key, 10, 1)) - 1 AS BIGINT) * 32768
  + CAST(INSTR('0123456789abcdefghjkmnpqrstvwxyz', SUBSTR(term_key, 11, 1)) - 1 AS BIGINT) * 1024
  + CAST(INSTR('0123456789abcdefghjkmnpqrstvwxyz', SUBSTR(term_key, 12, 1)) - 1 AS BIGINT) * 32
  + CAST(INSTR('0123456789abcdefghjkmnpqrstvwxyz', SUBSTR(term_key, 13, 1)) - 1 AS BIGINT),
  found_person.number
FROM search_term CROSS JOIN found_person WHERE found_person.person_id = search_term.person_id;

DROP TABLE search_term;

-- A birth tells a baby by its mother, its days and its place among those born,
-- whether or not it has a number yet: so that a number which comes later goes
-- on with the row that was there before.
ALTER TABLE message_row ADD COLUMN kept_under_key TEXT;

CREATE TABLE message_baby (
  baby_key TEXT NOT NULL,
  row_key TEXT NOT NULL,
  is_numbered BOOLEAN NOT NULL,
  PRIMARY KEY (baby_key, row_key)
) WITHOUT ROWID;
CREATE INDEX message_baby_row ON message_baby (row_key);
