-- The memory: articles and their documents, how the sentences of two documents
-- translate each other (beads), and what a look-up returns (units).
--
-- Times are milliseconds since 1970 in UTC, languages are tags as
-- tm.ParseLang returns them, positions count from 0, and text is UTF-8 as it
-- stood in its file.

CREATE TABLE article (
  id      INTEGER PRIMARY KEY,
  key     TEXT    NOT NULL UNIQUE,
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL
) STRICT;

-- One language version of an article. digest is a hash of everything that
-- the store was given for it, so that a document that comes again unchanged is
-- known without reading its blocks.
CREATE TABLE document (
  id        INTEGER PRIMARY KEY,
  article   INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  lang      TEXT    NOT NULL,
  source    TEXT    NOT NULL,
  sha256    TEXT    NOT NULL,
  title     TEXT    NOT NULL,
  date      INTEGER,
  agency    TEXT    NOT NULL,
  author    TEXT    NOT NULL,
  credit    TEXT    NOT NULL,
  url       TEXT    NOT NULL,
  format    TEXT    NOT NULL,
  encoding  TEXT    NOT NULL,
  template  TEXT    NOT NULL,
  sentences INTEGER NOT NULL,
  digest    BLOB    NOT NULL,
  UNIQUE (article, lang)
) STRICT;
CREATE INDEX document_source ON document (source, lang);
CREATE INDEX document_sha256 ON document (sha256);

CREATE TABLE block (
  document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
  n        INTEGER NOT NULL,
  role     TEXT    NOT NULL,
  text     TEXT    NOT NULL,
  PRIMARY KEY (document, n)
) STRICT, WITHOUT ROWID;

-- A span of a block, in bytes of its UTF-8: first to last, last not included.
CREATE TABLE sentence (
  document INTEGER NOT NULL,
  n        INTEGER NOT NULL,
  block    INTEGER NOT NULL,
  first    INTEGER NOT NULL CHECK (first >= 0),
  last     INTEGER NOT NULL CHECK (last > first),
  PRIMARY KEY (document, n),
  FOREIGN KEY (document, block) REFERENCES block (document, n) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Two documents of an article that were aligned. digest is a hash of the beads
-- as the aligner gave them, without what persons said of them.
CREATE TABLE alignment (
  id      INTEGER PRIMARY KEY,
  source  INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
  target  INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
  aligner TEXT    NOT NULL,
  digest  BLOB    NOT NULL,
  UNIQUE (source, target)
) STRICT;
CREATE INDEX alignment_target ON alignment (target);

-- A run of sentences of the source document and the run of the target document
-- that translates it; one may be empty. The beads of an alignment cover every
-- sentence of both documents once. n is the order in which they are listed.
CREATE TABLE bead (
  id           INTEGER PRIMARY KEY,
  alignment    INTEGER NOT NULL REFERENCES alignment (id) ON DELETE CASCADE,
  n            INTEGER NOT NULL,
  source_first INTEGER NOT NULL,
  source_count INTEGER NOT NULL CHECK (source_count >= 0),
  target_first INTEGER NOT NULL,
  target_count INTEGER NOT NULL CHECK (target_count >= 0),
  confidence   REAL    NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  status       TEXT    NOT NULL CHECK (status IN ('auto', 'confirmed', 'rejected')),
  evidence     TEXT,
  changed_by   TEXT    NOT NULL,
  changed      INTEGER NOT NULL
) STRICT;
CREATE INDEX bead_alignment ON bead (alignment, n);

-- One row for each distinct text of a language, whoever uses it. hash is the
-- first eight bytes of the SHA-256 of the text; the fuzzy index holds exactly
-- the rows of this table.
CREATE TABLE text (
  id   INTEGER PRIMARY KEY,
  lang TEXT    NOT NULL,
  hash INTEGER NOT NULL,
  text TEXT    NOT NULL
) STRICT;
CREATE INDEX text_hash ON text (lang, hash);

-- A source text and its target text, as a look-up returns them. A unit that
-- was made from a bead names it and its article; one that came from an
-- exchange file has neither; one that was composed through a third language
-- names that in pivot.
--
-- superseded is when the texts vanished from the article, NULL while they
-- stand there; status then still says what it was, for when they come back.
-- The four neighbours are hashes of the texts of the beads before and after
-- this one, on either side, folded as for comparing contexts; NULL where there
-- is none.
CREATE TABLE unit (
  id              INTEGER PRIMARY KEY,
  bead            INTEGER REFERENCES bead (id) ON DELETE SET NULL,
  article         INTEGER REFERENCES article (id) ON DELETE CASCADE,
  pivot           TEXT,
  source_lang     TEXT    NOT NULL,
  target_lang     TEXT    NOT NULL,
  source_text     INTEGER NOT NULL REFERENCES text (id),
  target_text     INTEGER NOT NULL REFERENCES text (id),
  source_before   INTEGER,
  source_after    INTEGER,
  target_before   INTEGER,
  target_after    INTEGER,
  status          TEXT    NOT NULL CHECK (status IN ('auto', 'confirmed', 'rejected')),
  confidence      REAL    NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  superseded      INTEGER,
  aligner         TEXT    NOT NULL,
  role            TEXT    NOT NULL,
  source_block    INTEGER,
  source_sentence INTEGER,
  target_block    INTEGER,
  target_sentence INTEGER,
  note            TEXT    NOT NULL DEFAULT '',
  properties      TEXT,
  created         INTEGER NOT NULL,
  created_by      TEXT    NOT NULL,
  changed         INTEGER NOT NULL,
  changed_by      TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX unit_bead ON unit (bead) WHERE bead IS NOT NULL;
CREATE INDEX unit_article ON unit (article, source_lang, target_lang, source_sentence);
CREATE INDEX unit_source ON unit (source_text);
CREATE INDEX unit_target ON unit (target_text);

-- What was changed after it was first stored: who did what to which bead or
-- unit, and what stood there before and after, as JSON.
CREATE TABLE history (
  id   INTEGER PRIMARY KEY,
  at   INTEGER NOT NULL,
  who  TEXT    NOT NULL,
  what TEXT    NOT NULL,
  bead INTEGER,
  unit INTEGER,
  old  TEXT,
  new  TEXT
) STRICT;
CREATE INDEX history_bead ON history (bead) WHERE bead IS NOT NULL;
CREATE INDEX history_unit ON history (unit) WHERE unit IS NOT NULL;

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
