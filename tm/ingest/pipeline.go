package ingest

import (
	"context"
	"iter"

	"calque/align/article/pairing"
)

// ImportAll imports articles in order and yields what came of each. Up to
// [Options.Workers] articles are read and aligned at once, while one is being
// stored; no more than twice as many are held in memory. It stops early, with
// everything yielded so far stored, when ctx is done or the caller breaks off.
func (im *Importer) ImportAll(ctx context.Context, articles iter.Seq[pairing.Article]) iter.Seq[Outcome] {
	return func(yield func(Outcome) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		for p := range im.prepareAll(ctx, articles) {
			if ctx.Err() != nil || !yield(im.store1(ctx, <-p)) {
				return
			}
		}
	}
}

// prepareAll starts preparing articles ahead and hands over, in order, a
// channel for each. The hand-over channel bounds how far ahead it runs.
func (im *Importer) prepareAll(ctx context.Context, articles iter.Seq[pairing.Article]) <-chan chan prepared {
	ahead := make(chan chan prepared, im.options.Workers)
	slots := make(chan struct{}, im.options.Workers)
	go func() {
		defer close(ahead)
		for a := range articles {
			select {
			case slots <- struct{}{}:
			case <-ctx.Done():
				return
			}
			result := make(chan prepared, 1)
			go func() {
				defer func() { <-slots }()
				result <- im.prepare(ctx, a)
			}()
			select {
			case ahead <- result:
			case <-ctx.Done():
				return
			}
		}
	}()
	return ahead
}
