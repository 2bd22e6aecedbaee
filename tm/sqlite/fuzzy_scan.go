package sqlite

import (
	"context"
	"fmt"
	"slices"
	"time"

	"calque/tm/match"
)

// plainScan answers queries by comparing them with every text: what the index
// is measured against. It shares nothing with the index but the definition of
// the score.
type plainScan struct {
	lang    string
	numbers map[string]uint32
	keys    []string
	texts   [][]uint32
}

func (r *benchRun) newScan() (*plainScan, error) {
	p := &plainScan{lang: r.lang, numbers: map[string]uint32{}, keys: []string{""}}
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

// search returns the scores, before penalties, of all texts that reach min,
// best first.
func (p *plainScan) search(query string, min int) []int {
	scorer := match.NewScorer(query, p.lang, match.DefaultWeights())
	tokens := scorer.Tokens()
	sequence := make([]uint32, len(tokens))
	for i, token := range tokens {
		sequence[i] = p.numbers[token.Key]
	}
	pattern := match.NewComparer(sequence)
	var scores []int
	for _, text := range p.texts {
		d := pattern.Distance(text)
		score := match.Percent(d, max(len(tokens), len(text)))
		if len(tokens) <= match.ShortTokens && len(text) <= match.ShortTokens {
			score = scorer.Rate(d, len(text), p.folded(text)).Score
		}
		if score >= min {
			scores = append(scores, score)
		}
	}
	slices.Sort(scores)
	slices.Reverse(scores)
	return scores
}

func (p *plainScan) folded(text []uint32) string {
	keys := make([]string, len(text))
	for i, number := range text {
		keys[i] = p.keys[number]
	}
	return match.FoldedKeys(keys)
}

// scan compares the index with a plain scan on a sample of the queries, evenly
// spread.
func (r *benchRun) scan(ctx context.Context) error {
	if r.Sample <= 0 || len(r.Queries) == 0 {
		return nil
	}
	r.Progress("getting ready for a plain scan")
	if err := r.open(ctx); err != nil {
		return err
	}
	if err := r.store.LoadIndex(ctx, r.Lang); err != nil {
		return err
	}
	plain, err := r.newScan()
	if err != nil {
		return err
	}
	const threshold = 70
	var scanning, searching time.Duration
	sample, matched, same := min(r.Sample, len(r.Queries)), 0, 0
	for i := range sample {
		r.Progress(fmt.Sprintf("plain scan %d of %d", i+1, sample))
		query := r.Queries[i*len(r.Queries)/sample]
		start := time.Now()
		want := plain.search(query, threshold)
		scanning += time.Since(start)
		start = time.Now()
		got, err := r.scores(ctx, query, threshold)
		if err != nil {
			return err
		}
		searching += time.Since(start)
		if len(want) > 0 {
			matched++
			if slices.Equal(got, want) {
				same++
			}
		} else if len(got) > 0 {
			matched++
		}
	}
	r.report.add(fmt.Sprintf("plain scan of %d queries: mean", sample), "", "%s", inMS(scanning/time.Duration(sample)))
	r.report.add("plain scan over search in memory", "", "%.0f times", float64(scanning)/float64(searching))
	r.report.add("queries with a match of 70 or more, and those with all of them found at the same score", "all",
		"%d, %d", matched, same)
	return nil
}

// scores returns the scores of a search, before penalties, best first.
func (r *benchRun) scores(ctx context.Context, query string, threshold int) ([]int, error) {
	var scores []int
	err := r.store.inRead(ctx, "searching", func(q *session) error {
		hits, err := r.store.index.search(ctx, q, r.lang, query, threshold)
		for _, h := range hits {
			scores = append(scores, h.Score+h.Penalties.Total())
		}
		return err
	})
	slices.Sort(scores)
	slices.Reverse(scores)
	return scores, err
}
