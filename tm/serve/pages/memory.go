package pages

import (
	"fmt"
	"net/http"
	"time"

	"calque/tm"
	"calque/tm/serve/figures"
)

type memoryData struct {
	Ready    bool
	Counted  time.Time
	Stats    tm.Stats
	Size     string
	Pairs    []pairBars
	Growth   stack
	Months   []tm.MonthStats
	Lexicons []lexiconBars
	Cleaning bool // there are pages for it
	Export   bool
}

// pairBars is a pair of languages with its histogram of confidence.
type pairBars struct {
	tm.PairStats
	Bars stack
}

func (p *Pages) memory(w http.ResponseWriter, r *http.Request) error {
	v := p.newView(r, "memory.title")
	v.Section = "memory"
	counted, err := p.options.Figures.Get(r.Context())
	if err != nil {
		return err
	}
	d := memoryData{Ready: counted.Ready, Counted: counted.At, Stats: counted.Stats, Size: sizeText(counted.Stats.Bytes),
		Lexicons: newLexiconBars(counted.Lexicons), Cleaning: p.options.Cleaning != nil, Export: p.options.Export != nil}
	d.Months = lastMonths(counted.Stats.Months)
	d.Growth = newGrowth(d.Months, v.T("memory.ofstories"), v.T("memory.exchange"))
	for _, pair := range counted.Stats.Pairs {
		d.Pairs = append(d.Pairs, pairBars{pair, newHistogram(pair.Histogram[:])})
	}
	v.Data = d
	return p.show(w, r, "memory.html", "", v)
}

func newHistogram(tenths []int) stack {
	var columns []column
	for i, n := range tenths {
		columns = append(columns, column{label: fmt.Sprintf("%d–%d %%", 10*i, 10*i+10), parts: []part{{value: n}}})
	}
	return newStack(columns)
}

// mostMonths is how many months the picture of growth has room for.
const mostMonths = 36

// lastMonths are the last months, with those between in which nothing came.
func lastMonths(known []tm.MonthStats) []tm.MonthStats {
	if len(known) == 0 {
		return nil
	}
	first, last := known[0].Month, known[len(known)-1].Month
	if since := last.AddDate(0, -mostMonths+1, 0); first.Before(since) {
		first = since
	}
	counts := map[time.Time]tm.MonthStats{}
	for _, m := range known {
		counts[m.Month] = m
	}
	var months []tm.MonthStats
	for month := first; !month.After(last); month = month.AddDate(0, 1, 0) {
		m := counts[month]
		m.Month = month
		months = append(months, m)
	}
	return months
}

// newGrowth shows the units of stories and, on top of them, those of exchange
// files.
func newGrowth(months []tm.MonthStats, stories, exchange string) stack {
	var columns []column
	for _, m := range months {
		columns = append(columns, column{label: m.Month.Format("2006-01"),
			parts: []part{{"", stories, m.Units}, {"second", exchange, m.Exchange}}})
	}
	return newStack(columns)
}

// lexiconBars is a lexicon with a bar for each language.
type lexiconBars struct {
	figures.Lexicon
	Bars []lexiconBar
}

type lexiconBar struct {
	figures.Words
	Width float64 // of the chart, in its units
}

// Chart is the width of all bars.
func (lexiconBars) Chart() int { return chartWidth }

// newLexiconBars gives the bars of all lexicons one scale, so that they can be
// compared.
func newLexiconBars(lexicons []figures.Lexicon) []lexiconBars {
	most := 1
	for _, l := range lexicons {
		for _, words := range l.Languages {
			most = max(most, words.Pairs, words.Words)
		}
	}
	var all []lexiconBars
	for _, l := range lexicons {
		bars := lexiconBars{Lexicon: l}
		for _, words := range l.Languages {
			bars.Bars = append(bars.Bars, lexiconBar{words, chartWidth * float64(max(words.Pairs, words.Words)) / float64(most)})
		}
		all = append(all, bars)
	}
	return all
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
