-- What belongs to the memory as a whole and not to an article: the lexicon that
-- was learned from it, the dictionaries that its owner gave it. The store does
-- not look into data.
CREATE TABLE resource (
  name    TEXT PRIMARY KEY,
  version TEXT NOT NULL,    -- of what made it, for it to know again
  data    BLOB NOT NULL,
  changed INTEGER NOT NULL  -- milliseconds of Unix time
) STRICT;
