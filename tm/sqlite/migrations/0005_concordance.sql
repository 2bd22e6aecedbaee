-- Tokens whose spelling changes when accents are left out, by that plainer
-- spelling (see package calque/tm/concord). Those that stay the same are found
-- in fuzzy_token.
CREATE TABLE fuzzy_plain (
  lang  INTEGER NOT NULL,
  plain BLOB    NOT NULL,
  id    INTEGER NOT NULL,
  PRIMARY KEY (lang, plain, id)
) STRICT, WITHOUT ROWID;

-- An index that is there already lacks them: the next change makes it anew, and
-- until then texts are searched one by one.
UPDATE fuzzy_lang SET format = 0;
