package pages

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"calque/tm"
)

type memoryData struct {
	Ready   bool
	Counted time.Time
	Stats   tm.Stats
	Size    string
	Pairs   []pairBars
	Growth  bars
	Lexicon string // size of what was learned, empty for none
}

// pairBars is a pair of languages with its histogram of confidence.
type pairBars struct {
	tm.PairStats
	Bars bars
}

// bars is a bar chart, drawn by the template.
type bars struct {
	Width, Height int
	Bars          []bar
}

type bar struct {
	X, Y, Width, Height float64
	Label               string
	Value               int
}

const (
	chartWidth  = 320
	chartHeight = 80
)

func newBars(labels []string, values []int) bars {
	b := bars{Width: chartWidth, Height: chartHeight}
	if len(values) == 0 {
		return b
	}
	most := max(slices.Max(values), 1)
	step := float64(chartWidth) / float64(len(values))
	for i, v := range values {
		height := chartHeight * float64(v) / float64(most)
		b.Bars = append(b.Bars, bar{X: step * float64(i), Width: step * 0.9, Y: chartHeight - height, Height: height, Label: labels[i], Value: v})
	}
	return b
}

func (p *Pages) memory(w http.ResponseWriter, r *http.Request) error {
	v := p.newView(r, "memory.title")
	v.Section = "memory"
	counted := p.counts.get(r.Context())
	if counted.err != nil {
		return counted.err
	}
	d := memoryData{Ready: counted.ready, Counted: counted.at, Stats: counted.stats, Size: sizeText(counted.stats.Bytes),
		Growth: newBars(counted.months, counted.added), Lexicon: counted.lexicon}
	var tenths []string
	for i := range 10 {
		tenths = append(tenths, fmt.Sprintf("%d–%d %%", 10*i, 10*i+10))
	}
	for _, pair := range counted.stats.Pairs {
		d.Pairs = append(d.Pairs, pairBars{pair, newBars(tenths, pair.Histogram[:])})
	}
	v.Data = d
	return p.show(w, r, "memory.html", "", v)
}

func sizeText(bytes int64) string {
	size, unit := float64(bytes), "B"
	for _, next := range []string{"kB", "MB", "GB"} {
		if size < 1000 {
			break
		}
		size, unit = size/1000, next
	}
	return fmt.Sprintf("%.3g %s", size, unit)
}

// counted is what was counted of a memory, and when.
type counted struct {
	ready   bool
	at      time.Time
	stats   tm.Stats
	months  []string
	added   []int // stories by month
	lexicon string
	err     error
}

// countCache counts a memory in the background, since that reads every unit,
// and keeps the result for a while: the longer it took, the longer.
type countCache struct {
	store tm.Store
	mu    sync.Mutex
	last  counted
	life  time.Duration // of last
	busy  bool
	done  chan struct{}
}

const (
	countLife = time.Minute           // at least
	countPart = 50                    // counting takes at most one part in so many of the time
	countWait = 60 * time.Millisecond // a small memory is counted while the page waits
)

func newCountCache(store tm.Store) *countCache { return &countCache{store: store} }

func (c *countCache) get(ctx context.Context) counted {
	c.mu.Lock()
	if (!c.last.ready || time.Since(c.last.at) > c.life) && !c.busy {
		c.busy, c.done = true, make(chan struct{})
		go c.count(context.WithoutCancel(ctx))
	}
	last, done, busy := c.last, c.done, c.busy
	c.mu.Unlock()
	if !busy {
		return last
	}
	select {
	case <-done:
	case <-time.After(countWait):
	case <-ctx.Done():
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last
}

func (c *countCache) count(ctx context.Context) {
	now := counted{ready: true, at: time.Now()}
	now.stats, now.err = c.store.Stats(ctx)
	if now.err == nil {
		now.months, now.added, now.err = byMonth(ctx, c.store)
	}
	if now.err == nil {
		now.lexicon, now.err = lexiconSize(ctx, c.store)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last, c.busy, c.life = now, false, max(countLife, countPart*time.Since(now.at))
	close(c.done)
}

// byMonth counts the stories that came in, by month, with the months between
// in which none did.
func byMonth(ctx context.Context, store tm.Store) (months []string, added []int, err error) {
	counts := map[string]int{}
	var first, last time.Time
	for info, err := range store.Articles(ctx) {
		if err != nil {
			return nil, nil, err
		}
		month := time.Date(info.Imported.Year(), info.Imported.Month(), 1, 0, 0, 0, 0, time.UTC)
		counts[month.Format("2006-01")]++
		if first.IsZero() || month.Before(first) {
			first = month
		}
		if month.After(last) {
			last = month
		}
	}
	if first.IsZero() {
		return nil, nil, nil
	}
	const mostMonths = 36
	if since := last.AddDate(0, -mostMonths+1, 0); first.Before(since) {
		first = since
	}
	for month := first; !month.After(last); month = month.AddDate(0, 1, 0) {
		name := month.Format("2006-01")
		months, added = append(months, name), append(added, counts[name])
	}
	return months, added, nil
}

// lexiconSize is the size of the lexicons that belong to the memory.
func lexiconSize(ctx context.Context, store tm.Store) (string, error) {
	resources, err := store.Resources(ctx, "lexicon/")
	if err != nil || len(resources) == 0 {
		return "", err
	}
	var names []string
	var bytes int64
	for _, r := range resources {
		names = append(names, strings.TrimPrefix(r.Name, "lexicon/"))
		bytes += int64(len(r.Data))
	}
	return fmt.Sprintf("%s (%s)", strings.Join(names, ", "), sizeText(bytes)), nil
}
