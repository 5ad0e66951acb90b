-- Translations of the documents for families that the locality had checked:
-- the newest line of a language counts; empty words take it out of use.
CREATE TABLE letter_words (
  number BIGINT PRIMARY KEY,
  language TEXT NOT NULL,
  words TEXT NOT NULL,
  said_by TEXT,
  said_at BIGINT NOT NULL
);
CREATE INDEX letter_words_language ON letter_words (language);
