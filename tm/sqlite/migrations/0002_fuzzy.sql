-- The fuzzy index: for each language, which texts hold which tokens. It is
-- made of the rows of table text and can be made again from them at any time;
-- package calque/tm/index describes it, and the format of its blocks.
--
-- stamp is a random number that changes with every transaction that writes,
-- epoch one that changes when the tokens are numbered anew.
-- A language whose format is 0 has texts that were never indexed: they are
-- searched one by one until somebody writes.
CREATE TABLE fuzzy_lang (
  id     INTEGER PRIMARY KEY,
  lang   TEXT    NOT NULL UNIQUE,
  stamp  INTEGER NOT NULL,
  format INTEGER NOT NULL,
  epoch  INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  seq    INTEGER NOT NULL
) STRICT;

INSERT INTO fuzzy_lang (lang, stamp, format, epoch, tokens, seq)
  SELECT DISTINCT lang, 1, 0, 0, 0, 0 FROM text;

-- The tokens of a language by their folded spelling, numbered from 1.
CREATE TABLE fuzzy_token (
  lang INTEGER NOT NULL,
  key  BLOB    NOT NULL,
  id   INTEGER NOT NULL,
  PRIMARY KEY (lang, key)
) STRICT, WITHOUT ROWID;

-- Texts that were added (data) or removed (no data) since the last segment.
CREATE TABLE fuzzy_log (
  lang INTEGER NOT NULL,
  seq  INTEGER NOT NULL,
  text INTEGER NOT NULL,
  data BLOB,
  PRIMARY KEY (lang, seq)
) STRICT, WITHOUT ROWID;

-- Texts that were removed and still stand in an older segment.
CREATE TABLE fuzzy_gone (
  lang INTEGER NOT NULL,
  text INTEGER NOT NULL,
  seq  INTEGER NOT NULL,
  PRIMARY KEY (lang, text)
) STRICT, WITHOUT ROWID;

CREATE TABLE fuzzy_segment (
  id      INTEGER PRIMARY KEY,
  lang    INTEGER NOT NULL,
  mark    INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  first   INTEGER NOT NULL,
  last    INTEGER NOT NULL,
  lengths BLOB    NOT NULL
) STRICT;

-- The blocks of the segments: id is segment << 50 | table << 48 | key.
CREATE TABLE fuzzy_block (
  id   INTEGER PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;
