package ingest

import (
	"context"
	"iter"
	"sync"

	"calque/align/article/pairing"
)

// ImportAll imports articles in order and yields what came of each. Up to
// [Options.Workers] articles are read and aligned at once, while one is being
// stored; no more than [Options.Workers] and two others are held in memory. It
// stops early, with everything yielded so far stored, when ctx is done or the
// caller breaks off. Nothing of it runs any more when it is over, so that the
// caller may close the store.
func (im *Importer) ImportAll(ctx context.Context, articles iter.Seq[pairing.Article]) iter.Seq[Outcome] {
	return func(yield func(Outcome) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var running sync.WaitGroup
		defer running.Wait()
		defer cancel()
		for p := range im.prepareAll(ctx, articles, &running) {
			if ctx.Err() != nil || !yield(im.store1(ctx, <-p)) {
				return
			}
		}
	}
}

// prepareAll starts preparing articles ahead and hands over, in order, a
// channel for each. The hand-over channel bounds how far ahead it runs. What it
// started counts as running until it ends.
func (im *Importer) prepareAll(ctx context.Context, articles iter.Seq[pairing.Article], running *sync.WaitGroup) <-chan chan prepared {
	ahead := make(chan chan prepared, im.options.Workers)
	slots := make(chan struct{}, im.options.Workers)
	running.Go(func() {
		defer close(ahead)
		for a := range articles {
			select {
			case slots <- struct{}{}:
			case <-ctx.Done():
				return
			}
			result := make(chan prepared, 1)
			running.Go(func() {
				defer func() { <-slots }()
				result <- im.prepare(ctx, a)
			})
			select {
			case ahead <- result:
			case <-ctx.Done():
				return
			}
		}
	})
	return ahead
}
