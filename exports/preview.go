package exports

import (
	"context"
	"errors"
	"io"
	"iter"

	"calque/tm"
)

// Rivals yields the units with the source text of a unit and in its languages,
// in the order in which the whole of the units has them.
type Rivals func(tm.Unit) iter.Seq2[tm.Unit, error]

// Preview is the beginning of an export.
type Preview struct {
	Units []tm.Unit // as they are written
	More  bool      // there are others, or there may be
}

// Peek writes the first n units that [Export] would write, and nothing of what
// follows. It does not read the others to see which translation of a text is
// the best, but asks for the rivals of each. Of a format with several files
// nothing is written. When ctx is done, what was found until then is written.
func Peek(ctx context.Context, w io.Writer, format Format, units iter.Seq2[tm.Unit, error], rivals Rivals, options Options, n int) (Preview, error) {
	var preview Preview
	units = passing(ctx, units, options)
	if !options.AllVariants && !format.KeepsAll {
		units = bestOf(units, func(u tm.Unit) iter.Seq2[tm.Unit, error] { return passing(ctx, rivals(u), options) })
	}
	if options.Multilingual && !format.OnePair {
		units = byPlace(units)
	}
	for u, err := range units {
		if errors.Is(err, context.DeadlineExceeded) {
			preview.More = true
			break
		}
		if err != nil {
			return preview, err
		}
		if len(preview.Units) == n {
			preview.More = true
			break
		}
		preview.Units = append(preview.Units, u)
	}
	if format.NewWriter == nil || len(preview.Units) == 0 {
		return preview, nil
	}
	writer := format.NewWriter(w, options)
	for _, u := range preview.Units {
		if err := writer.WriteUnit(u); err != nil {
			return preview, err
		}
	}
	return preview, writer.Close()
}

// passing are the units that are neither in another language nor too long.
func passing(ctx context.Context, units iter.Seq2[tm.Unit, error], options Options) iter.Seq2[tm.Unit, error] {
	units = cancellable(ctx, wanted(units, options))
	if options.MaxChars > 0 {
		var left int
		units = short(units, options.MaxChars, &left)
	}
	return units
}

// bestOf keeps the units that [Choose] would choose, one source at a time.
func bestOf(units iter.Seq2[tm.Unit, error], rivals Rivals) iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		choice := newChoice()
		for u, err := range units {
			if err == nil {
				err = choice.rankAmong(u, rivals)
			}
			if err == nil && !choice.Keep(u) {
				continue
			}
			if !yield(u, err) || err != nil {
				return
			}
		}
	}
}

// rankAmong ranks the translations of the source of a unit, unless that was
// done.
func (c *Choice) rankAmong(u tm.Unit, rivals Rivals) error {
	source := c.source(u)
	if _, done := c.winners[source]; done {
		return nil
	}
	c.winners[source] = winner{}
	return c.rank(rivals(u))
}
