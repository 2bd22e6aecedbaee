package pages

import (
	"runtime"
	"sync"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/match"
)

// rowLinks are the stretches of a row that stand for each other: its numbers
// and names, in bytes of the text of each side.
type rowLinks struct{ source, target []match.Span }

// linkCache finds the links of rows and keeps them by text: finding them takes a
// tenth of a millisecond a row, and a page is shown again after each change of
// one row.
type linkCache struct {
	associate match.Associate // nil: there are no links
	mu        sync.Mutex
	now, old  map[linked]rowLinks
}

// linked is a row as it reads.
type linked struct {
	from, to       language.Tag
	source, target string
}

// linkKept is how many rows are kept, twice at most: when they are so many, those
// that were not asked for since the last time are forgotten.
const linkKept = 4096

func newLinkCache(associate match.Associate) *linkCache {
	return &linkCache{associate: associate, now: map[linked]rowLinks{}}
}

// ofRows finds the links of each row, on all processors.
func (c *linkCache) ofRows(beads []tm.Bead, source, target *tm.Document) []rowLinks {
	links := make([]rowLinks, len(beads))
	if c.associate == nil {
		return links
	}
	rows := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(beads)) {
		workers.Go(func() {
			for i := range rows {
				links[i] = c.of(linked{source.Lang, target.Lang, source.Text(beads[i].Source), target.Text(beads[i].Target)})
			}
		})
	}
	for i := range beads {
		if beads[i].Source.Len() > 0 && beads[i].Target.Len() > 0 {
			rows <- i
		}
	}
	close(rows)
	workers.Wait()
	return links
}

func (c *linkCache) of(row linked) rowLinks {
	if links, ok := c.kept(row); ok {
		return links
	}
	var links rowLinks
	for _, a := range c.associate(row.from, row.to, row.source, row.target) {
		if a.Evidence == "numbers" || a.Evidence == "names" {
			links.source, links.target = append(links.source, a.Source), append(links.target, a.Target)
		}
	}
	c.keep(row, links)
	return links
}

func (c *linkCache) kept(row linked) (rowLinks, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	links, ok := c.now[row]
	if !ok {
		if links, ok = c.old[row]; ok {
			c.put(row, links)
		}
	}
	return links, ok
}

func (c *linkCache) keep(row linked, links rowLinks) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.put(row, links)
}

func (c *linkCache) put(row linked, links rowLinks) {
	if len(c.now) == linkKept {
		c.old, c.now = c.now, map[linked]rowLinks{}
	}
	c.now[row] = links
}
