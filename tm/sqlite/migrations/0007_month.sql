-- Which units came in which month: those from number first on, up to the first
-- of the next row. Units are numbered in the order they come in, and what their
-- created says may be the word of an exchange file of another year.
CREATE TABLE month (
  first INTEGER PRIMARY KEY,
  month TEXT    NOT NULL UNIQUE -- 2026-11, UTC
) STRICT;

-- Of a memory that is there already the units of articles tell, or else the
-- youngest change.
INSERT INTO month (first, month)
  SELECT min(id), strftime('%Y-%m', created / 1000, 'unixepoch') AS month
  FROM unit WHERE article IS NOT NULL AND created > 0 GROUP BY month;

INSERT INTO month (first, month)
  SELECT min(id), strftime('%Y-%m', max(changed) / 1000, 'unixepoch')
  FROM unit WHERE NOT EXISTS (SELECT 1 FROM month) HAVING count(*) > 0;
