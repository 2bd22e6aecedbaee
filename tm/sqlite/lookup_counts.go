package sqlite

import (
	"context"
	"fmt"
	"maps"

	"calque/tm"
)

// counting counts the matches of a look-up. What counts nothing is nil.
type counting struct {
	most     int // that are counted before the search leaves off; 0 for all
	units    []found
	distinct bool
	left     bool // the search left off
}

// enough reports whether a look-up that has its matches may leave off.
func (c *counting) enough(units []found) bool {
	if c == nil {
		return true
	}
	c.left = c.most > 0 && len(units) >= c.most
	return c.left
}

// take is given all units that were read.
func (c *counting) take(units []found, distinct bool) {
	if c != nil {
		c.units, c.distinct = append(c.units, units...), distinct
	}
}

// counts counts the units, or with distinct the pairs of their texts: as a whole
// and in each bucket.
func (c *counting) counts(ctx context.Context, q querier) (tm.Counts, error) {
	if err := c.nameStories(ctx, q); err != nil {
		return tm.Counts{}, fmt.Errorf("counting the matches: %w", err)
	}
	type place struct {
		bucket
		texts [2]int64
	}
	all := newTally()
	counted := map[place]bool{}
	first := func(p place) bool {
		again := c.distinct && counted[p]
		counted[p] = true
		return !again
	}
	texts := map[int64]bool{}
	for i := range c.units {
		u := &c.units[i]
		texts[u.texts[0]] = true
		if first(place{bucket{facet: everything}, u.texts}) {
			all.units++
		}
		for _, b := range u.buckets() {
			if first(place{b, u.texts}) {
				all.in[b]++
			}
		}
	}
	all.texts = len(texts)
	counts, err := all.counts(ctx, q)
	counts.Complete = !c.left
	return counts, err
}

// nameStories gives each unit the key of its article, so that an article and
// what says to come from it are one story.
func (c *counting) nameStories(ctx context.Context, q querier) error {
	stories := map[bucket]bool{}
	for _, u := range c.units {
		stories[bucket{story: u.story}] = true
	}
	keys, err := articleKeys(ctx, q, maps.Keys(stories))
	if err != nil {
		return fmt.Errorf("naming the articles: %w", err)
	}
	for i := range c.units {
		if story := &c.units[i].story; story.article != 0 {
			*story = storyOf{key: keys[story.article]}
		}
	}
	return nil
}
