package bench

import (
	"context"
	"fmt"
	"slices"
	"time"

	"calque/tm"
	"calque/tm/match"
)

// plainScan answers queries by comparing them with every text: what the index
// is measured against.
type plainScan struct {
	lang    string
	numbers map[string]uint32
	keys    []string
	texts   [][]uint32
}

func (r *run) newScan() (*plainScan, error) {
	p := &plainScan{lang: r.Lang.String(), numbers: map[string]uint32{}, keys: []string{""}}
	for text, err := range r.Corpus() {
		if err != nil {
			return nil, fmt.Errorf("reading the corpus: %w", err)
		}
		tokens := match.Tokenize(text, p.lang)
		sequence := make([]uint32, len(tokens))
		for i, token := range tokens {
			number, ok := p.numbers[token.Key]
			if !ok {
				number = uint32(len(p.keys))
				p.numbers[token.Key] = number
				p.keys = append(p.keys, token.Key)
			}
			sequence[i] = number
		}
		p.texts = append(p.texts, sequence)
	}
	return p, nil
}

// scores are the scores of one query, before penalties, best first.
type scores struct {
	all      []int
	byTokens bool // one of them is reached by the tokens alone
}

// search returns what a scan of all texts finds.
func (p *plainScan) search(query string, least int) scores {
	scorer := match.NewScorer(query, p.lang, match.DefaultWeights())
	tokens := scorer.Tokens()
	sequence := make([]uint32, len(tokens))
	for i, token := range tokens {
		sequence[i] = p.numbers[token.Key]
	}
	pattern := match.NewComparer(sequence)
	var s scores
	for _, text := range p.texts {
		d := pattern.Distance(text)
		score := match.Percent(d, max(len(tokens), len(text)))
		s.byTokens = s.byTokens || score >= least
		if len(tokens) <= match.ShortTokens && len(text) <= match.ShortTokens {
			score = scorer.Rate(d, len(text), p.folded(text)).Score
		}
		if score >= least {
			s.all = append(s.all, score)
		}
	}
	slices.Sort(s.all)
	slices.Reverse(s.all)
	return s
}

func (p *plainScan) folded(text []uint32) string {
	keys := make([]string, len(text))
	for i, number := range text {
		keys[i] = p.keys[number]
	}
	return match.FoldedKeys(keys)
}

// scan compares the memory with a plain scan on a sample of the queries, evenly
// spread.
func (r *run) scan(ctx context.Context) error {
	if r.Scan <= 0 {
		return nil
	}
	r.Progress("getting ready for a plain scan")
	if err := r.store.LoadIndex(ctx, r.Lang); err != nil {
		return err
	}
	plain, err := r.newScan()
	if err != nil {
		return err
	}
	var scanning, searching time.Duration
	sample, matched, byTokens, same := min(r.Scan, len(r.Queries)), 0, 0, 0
	for i := range sample {
		r.Progress(fmt.Sprintf("plain scan %d of %d", i+1, sample))
		query := r.Queries[i*len(r.Queries)/sample]
		start := time.Now()
		want := plain.search(query, threshold)
		scanning += time.Since(start)
		start = time.Now()
		got, err := r.scores(ctx, query)
		if err != nil {
			return err
		}
		searching += time.Since(start)
		if want.byTokens {
			byTokens++
		}
		if len(want.all) > 0 || len(got) > 0 {
			matched++
			if slices.Equal(got, want.all) {
				same++
			}
		}
	}
	r.report.add(fmt.Sprintf("a plain scan, mean of %d queries", sample), "%s", inUnits(scanning/time.Duration(sample)))
	r.report.add("  over a look-up of all its matches", "%.0f times", float64(scanning)/float64(searching))
	r.report.Rows = append(r.report.Rows, Row{
		Name:  "queries with a match of 70 by plain scan, found with all of them at the same scores",
		Value: fmt.Sprintf("%d of %d", same, matched), Goal: "all", Met: same == matched,
	})
	r.report.add("  of these, those with one by bare token distance", "%d", byTokens)
	return nil
}

// scores returns the scores of all matches, before penalties, best first.
func (r *run) scores(ctx context.Context, query string) ([]int, error) {
	matches, err := r.store.Lookup(ctx, tm.Query{Text: query, From: r.Lang, To: Target, Min: threshold})
	if err != nil {
		return nil, err
	}
	var all []int
	for _, m := range matches {
		all = append(all, m.Score+m.Penalties.Total())
	}
	slices.Sort(all)
	slices.Reverse(all)
	return all, nil
}
