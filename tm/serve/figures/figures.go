// Package figures counts what a memory holds for a page that may not wait:
// counting reads every unit, so it is done in the background, and the result is
// kept until the memory changes.
//
//	figures, err := cache.Get(ctx)
//	if !figures.Ready {
//		// counted for the first time, and large: ask again in a moment
//	}
//
// A memory that changes all the time is not counted all the time: the longer it
// took, the longer the result stands.
package figures

import (
	"context"
	"sync"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
)

// Figures are what was counted of a memory, and when.
type Figures struct {
	Ready    bool
	At       time.Time
	Stats    tm.Stats
	Lexicons []Lexicon
}

// Lexicon is how large one of the lexicons is that the aligner uses.
type Lexicon struct {
	Name      string
	From      language.Tag // the language whose words are paired with those of the others
	Languages []Words
}

// Words counts what a lexicon knows of a language.
type Words struct {
	Lang  language.Tag
	Words int // different words of the language
	Pairs int // with a word of Lexicon.From
}

// Cache keeps the figures of a memory. It is safe for concurrent use.
type Cache struct {
	store    tm.Store
	lexicons func(context.Context) ([]Lexicon, error)

	mu      sync.Mutex
	last    Figures
	err     error
	version int64         // of the memory at last
	took    time.Duration // to count it
	done    chan struct{} // closed when the counting at work ends; nil for none
}

const (
	restPart = 20                    // counting takes at most one part in so many of the time
	patience = 60 * time.Millisecond // a small memory is counted while the page waits
)

// New returns a cache that has counted nothing. lexicons counts the lexicons;
// nil for none.
func New(store tm.Store, lexicons func(context.Context) ([]Lexicon, error)) *Cache {
	return &Cache{store: store, lexicons: lexicons}
}

// Get returns the figures of the memory as it is, or those that were counted
// last where that would take long.
func (c *Cache) Get(ctx context.Context) (Figures, error) {
	version, err := c.store.Version(ctx)
	if err != nil {
		return Figures{}, err
	}
	done := c.begin(ctx, version)
	if done != nil {
		select {
		case <-done:
		case <-time.After(patience):
		case <-ctx.Done():
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last, c.err
}

// Wait is [Cache.Get] for those who can wait until the memory was counted once.
func (c *Cache) Wait(ctx context.Context) (Figures, error) {
	for {
		f, err := c.Get(ctx)
		if err != nil || f.Ready {
			return f, err
		}
		if ctx.Err() != nil {
			return f, context.Cause(ctx)
		}
	}
}

// begin starts counting when that is due, and returns what closes when it is
// done; nil when nothing is being counted.
func (c *Cache) begin(ctx context.Context, version int64) <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	fresh := c.last.Ready && c.err == nil && (version == c.version || time.Since(c.last.At) < restPart*c.took)
	if c.done == nil && !fresh {
		c.done = make(chan struct{})
		go c.count(context.WithoutCancel(ctx), version)
	}
	return c.done
}

func (c *Cache) count(ctx context.Context, version int64) {
	start := time.Now()
	now := Figures{Ready: true}
	var err error
	now.Stats, err = c.store.Stats(ctx)
	took := time.Since(start) // lexicons do not grow with the memory
	if err == nil && c.lexicons != nil {
		now.Lexicons, err = c.lexicons(ctx)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now.At = time.Now()
	c.version, c.took, c.err = version, took, err
	if err == nil {
		c.last = now
	}
	close(c.done)
	c.done = nil
}
