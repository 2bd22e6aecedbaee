package sqlite

import (
	"context"
	"fmt"

	"calque/tm"
	"calque/tm/concord"
)

// Concordance implements [tm.Store].
func (s *Store) Concordance(ctx context.Context, query tm.ConcordanceQuery) (tm.Concordance, error) {
	pattern, err := concord.Parse(query.Pattern)
	if err != nil {
		return tm.Concordance{}, err
	}
	var found tm.Concordance
	err = s.inRead(ctx, "searching for a concordance", func(q *session) error {
		c := newConcordance(q, s.index, query, pattern)
		if err := c.run(ctx); err != nil {
			return err
		}
		found, err = c.answer(ctx)
		return err
	})
	return found, err
}

// concordance answers one query: the index gives the texts, the newest first,
// their units are counted until there are enough, and only those that are
// returned are read whole.
type concordance struct {
	q        *session
	index    *fuzzy
	query    tm.ConcordanceQuery
	pattern  *concord.Pattern
	from, to []string
	statuses map[tm.Status]bool
	// articleID is the number of the article to keep to, 0 where the memory has
	// none of that key.
	articleID int64
	origins   originReader
	passed    int      // units that were read and are not wanted
	nearby    *textSet // texts of units that may be wanted; nil until many have passed

	tally
	kept []seenUnit // that hits are yet to be made of
	full bool       // the search left off
}

func newConcordance(q *session, index *fuzzy, query tm.ConcordanceQuery, pattern *concord.Pattern) *concordance {
	return &concordance{q: q, index: index, query: query, pattern: pattern, statuses: statusSet(query.Statuses), tally: newTally()}
}

func (c *concordance) run(ctx context.Context) error {
	tags, err := languages(ctx, c.q)
	if err != nil {
		return err
	}
	c.from, c.to = variants(tags, c.query.Lang), variants(tags, c.query.To)
	if c.query.Article != "" {
		c.articleID, err = selectNumber(ctx, c.q, "SELECT id FROM article WHERE key = ?", c.query.Article)
		if err != nil {
			return fmt.Errorf("finding the article %s: %w", c.query.Article, err)
		}
	}
	for _, lang := range c.from {
		if c.full {
			return nil
		}
		m, err := c.pattern.In(concord.Options{Lang: lang, Case: c.query.Case, Accents: c.query.Accents})
		if err != nil {
			return err
		}
		if err := c.language(ctx, m, lang); err != nil {
			return fmt.Errorf("in the texts in %s: %w", lang, err)
		}
	}
	return nil
}

// enough reports whether the search may leave off before the next unit.
func (c *concordance) enough() bool {
	q := c.query
	c.full = q.Count > 0 && c.units >= q.Count && q.Limit > 0 && len(c.kept) >= q.Limit
	return c.full
}

// room reports whether a hit more is wanted.
func (c *concordance) room() bool {
	return c.query.Limit == 0 || len(c.kept) < c.query.Limit
}

// answer reads the hits and names the stories.
func (c *concordance) answer(ctx context.Context) (tm.Concordance, error) {
	var found tm.Concordance
	matchers := map[string]*concord.Matcher{}
	for _, k := range c.kept {
		full, err := loadUnit(ctx, c.q, k.id)
		if err != nil {
			return found, err
		}
		unit := full.read(k.reversed)
		lang := unit.Source.Lang.String()
		if matchers[lang] == nil {
			o := concord.Options{Lang: lang, Case: c.query.Case, Accents: c.query.Accents}
			if matchers[lang], err = c.pattern.In(o); err != nil {
				return found, err
			}
		}
		places, _ := matchers[lang].Find(unit.Source.Text)
		found.Hits = append(found.Hits, tm.Hit{Unit: unit, Places: places})
	}
	var err error
	if found.Counts, err = c.counts(ctx, c.q); err != nil {
		return found, err
	}
	found.Counts.Complete = !c.full
	return found, nil
}
