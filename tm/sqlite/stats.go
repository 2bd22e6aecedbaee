package sqlite

import (
	"context"
	"fmt"
	"os"

	"calque/tm"
)

// Stats implements [tm.Store]. The pairs are listed in the direction they are
// stored in.
func (s *Store) Stats(ctx context.Context) (tm.Stats, error) {
	stats := tm.Stats{Statuses: map[tm.Status]int{}}
	err := s.inRead(ctx, "counting", func(q *session) (err error) {
		for _, count := range []struct {
			query string
			n     *int
		}{
			{"SELECT count(*) FROM article", &stats.Articles},
			{"SELECT count(*) FROM document", &stats.Documents},
			{"SELECT total(sentences) FROM document", &stats.Sentences},
			{"SELECT count(*) FROM bead", &stats.Beads},
			{"PRAGMA user_version", &stats.Schema},
		} {
			var n float64
			if err := q.QueryRowContext(ctx, count.query).Scan(&n); err != nil {
				return err
			}
			*count.n = int(n)
		}
		if err := countUnits(ctx, q, &stats); err != nil {
			return err
		}
		stats.Months, err = countMonths(ctx, q)
		return err
	})
	if err != nil {
		return tm.Stats{}, err
	}
	stats.Bytes, err = s.bytes()
	return stats, err
}

// bytes is the size of the memory on disk, with the write-ahead log.
func (s *Store) bytes() (int64, error) {
	info, err := os.Stat(s.path)
	if err != nil {
		return 0, fmt.Errorf("measuring the memory: %w", err)
	}
	total := info.Size()
	if log, err := os.Stat(s.path + "-wal"); err == nil {
		total += log.Size()
	}
	return total, nil
}

// countUnits counts units by pair, status and tenth of confidence in one pass.
func countUnits(ctx context.Context, q querier, stats *tm.Stats) error {
	rows, err := q.QueryContext(ctx, `SELECT source_lang, target_lang,
		CASE WHEN superseded IS NULL THEN status ELSE 'superseded' END AS state,
		min(CAST(confidence * 10 AS INTEGER), 9) AS tenth, pivot IS NOT NULL AS composed,
		count(*), count(*) FILTER (WHERE confidence < ?)
		FROM unit GROUP BY source_lang, target_lang, state, tenth, composed ORDER BY source_lang, target_lang`,
		tm.DefaultMinConfidence)
	if err != nil {
		return fmt.Errorf("counting the units: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var source, target string
		var status tm.Status
		var tenth, n, low int
		var composed bool
		if err := rows.Scan(&source, &target, &status, &tenth, &composed, &n, &low); err != nil {
			return fmt.Errorf("counting the units: %w", err)
		}
		stats.Statuses[status] += n
		if status == tm.StatusSuperseded {
			continue
		}
		pair := pairOf(stats, source, target)
		pair.Units += n
		pair.Histogram[tenth] += n
		if status == tm.StatusConfirmed {
			pair.Confirmed += n
		}
		if composed {
			stats.Composed += n
			pair.Composed += n
			continue
		}
		stats.Units += n
		if status == tm.StatusAuto {
			pair.Doubtful += low
		}
	}
	return rows.Err()
}

// pairOf returns the counts of a pair; rows come ordered by pair.
func pairOf(stats *tm.Stats, source, target string) *tm.PairStats {
	from, to := readTag(source), readTag(target)
	if n := len(stats.Pairs); n == 0 || stats.Pairs[n-1].From != from || stats.Pairs[n-1].To != to {
		stats.Pairs = append(stats.Pairs, tm.PairStats{From: from, To: to})
	}
	return &stats.Pairs[len(stats.Pairs)-1]
}
