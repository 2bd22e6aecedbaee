-- Units that came from an exchange file and belong to no article: what a unit of
-- an article learns from its documents, they bring along.
--
-- origin holds what many units of a file have in common, each once, as JSON:
-- the key of the article, title, date and the like. hash is the first eight
-- bytes of the SHA-256 of data.
CREATE TABLE origin (
  id   INTEGER PRIMARY KEY,
  hash INTEGER NOT NULL,
  data TEXT    NOT NULL
) STRICT;
CREATE INDEX origin_hash ON origin (hash);

-- The neighbours' texts are kept as they were given; source_before and
-- source_after are their hashes. block and sentence count from 1 and say where
-- the unit stood in its document; source_sentence stays NULL, so that these
-- units are read in the order they came in. The codes are a JSON list of what
-- the placeholders of a text stand for, NULL for none.
ALTER TABLE unit ADD COLUMN origin       INTEGER REFERENCES origin (id);
ALTER TABLE unit ADD COLUMN block        INTEGER;
ALTER TABLE unit ADD COLUMN sentence     INTEGER;
ALTER TABLE unit ADD COLUMN before_text  TEXT;
ALTER TABLE unit ADD COLUMN after_text   TEXT;
ALTER TABLE unit ADD COLUMN source_codes TEXT;
ALTER TABLE unit ADD COLUMN target_codes TEXT;
