-- What a person changed in the alignment of two languages of an article, so that
-- it can be taken back and done again without end. before and after hold, as
-- JSON, the documents and alignments that the change touched. Revisions are taken
-- back from the newest on: undone is when, NULL for one that stands. A new
-- revision does away with those that were taken back.
CREATE TABLE revision (
  id      INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
  source  TEXT    NOT NULL,
  target  TEXT    NOT NULL,
  at      INTEGER NOT NULL,
  who     TEXT    NOT NULL,
  what    TEXT    NOT NULL,
  before  TEXT    NOT NULL,
  after   TEXT    NOT NULL,
  undone  INTEGER
) STRICT;
CREATE INDEX revision_article ON revision (article, source, target);
