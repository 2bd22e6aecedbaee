package sqlite

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"calque/tm"
)

// manyPassed is how many units a search reads in vain before it asks which texts
// units of the agency, year and so on have at all. Where these are common that
// never happens, since there are soon enough hits; where they are rare it takes
// a fraction of the time that reading every unit with the words would take.
const manyPassed = 1000

// near leaves out texts that no unit has which the query may want.
func (c *concordance) near(ctx context.Context, texts iter.Seq2[int64, error]) iter.Seq2[int64, error] {
	return func(yield func(int64, error) bool) {
		for text, err := range texts {
			if err == nil && c.nearby == nil && c.passed >= manyPassed {
				c.passed = 0
				if c.nearby, err = c.nearbyTexts(ctx); err != nil {
					err = fmt.Errorf("reading which texts may be wanted: %w", err)
				}
			}
			if err != nil {
				yield(0, err)
				return
			}
			if c.nearby != nil && len(*c.nearby) == 0 {
				return
			}
			if c.nearby.has(text) && !yield(text, nil) {
				return
			}
		}
	}
}

// textSet is a set of texts, a bit a number. The nil set has them all.
type textSet []uint64

func (s *textSet) add(text int64) {
	for int(text>>6) >= len(*s) {
		*s = append(*s, make([]uint64, max(1024, len(*s)))...)
	}
	(*s)[text>>6] |= 1 << (text & 63)
}

func (s *textSet) has(text int64) bool {
	return s == nil || int(text>>6) < len(*s) && (*s)[text>>6]&(1<<(text&63)) != 0
}

// nearbyTexts reads the texts of units that the query may want: all that it
// wants are among them.
func (c *concordance) nearbyTexts(ctx context.Context) (*textSet, error) {
	condition, values := c.perhapsWanted()
	if condition == "" {
		return nil, nil
	}
	rows, err := c.q.QueryContext(ctx, "SELECT source_text, target_text FROM unit WHERE "+condition, values...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var near textSet
	for rows.Next() {
		var source, target int64
		if err := rows.Scan(&source, &target); err != nil {
			return nil, err
		}
		near.add(source)
		near.add(target)
	}
	return &near, rows.Err()
}

// perhapsWanted makes a condition on units that holds for all that the query
// wants and can be answered fast; empty where the query leaves nothing out.
func (c *concordance) perhapsWanted() (condition string, values []any) {
	documents, brought := conditions{}, conditions{}
	brought.add("article IS NULL")
	if agency := c.query.Agency; agency != "" {
		documents.add("article IN (SELECT article FROM document WHERE agency = ?)", agency)
		brought.add("origin IN (SELECT id FROM origin WHERE json_extract(data, '$.agency') = ?)", agency)
	}
	if c.query.Year != 0 {
		first, after := yearBounds(c.query.Year)
		documents.add("article IN (SELECT article FROM document WHERE date >= ? AND date < ?)", first, after)
		brought.add("origin IN (SELECT id FROM origin WHERE json_extract(data, '$.date') IS NOT NULL)")
	}
	if !c.query.Since.IsZero() {
		documents.add("article IN (SELECT article FROM document WHERE date IS NULL OR date >= ?)", millis(c.query.Since))
	}
	var all conditions
	if len(documents.all) > 0 {
		all.add("("+documents.String()+" OR "+brought.String()+")", append(documents.values, brought.values...)...)
	}
	if len(c.query.Statuses) > 0 && !c.statuses[tm.StatusSuperseded] {
		var statuses []any
		for _, status := range c.query.Statuses {
			statuses = append(statuses, string(status))
		}
		all.add("status IN ("+strings.Repeat("?, ", len(statuses)-1)+"?)", statuses...)
	}
	return all.String(), all.values
}

// conditions are conditions of SQL that all have to hold, and their values.
type conditions struct {
	all    []string
	values []any
}

func (c *conditions) add(condition string, values ...any) {
	c.all, c.values = append(c.all, condition), append(c.values, values...)
}

func (c *conditions) String() string { return strings.Join(c.all, " AND ") }
