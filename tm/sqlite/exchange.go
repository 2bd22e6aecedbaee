package sqlite

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"golang.org/x/text/language"

	"calque/tm"
)

// How many units of an exchange file go into a transaction: an eighth of what
// was stored before, so that a file of any size is stored in few of them and a
// process that is killed loses little of its work. A unit of long texts counts
// for several.
const (
	fewestAtOnce = 2_000
	mostAtOnce   = 32_000
	bytesOfUnit  = 2 << 10
)

// PutUnits implements [tm.Store].
func (s *Store) PutUnits(ctx context.Context, units iter.Seq2[tm.Unit, error], o tm.PutUnitsOptions) (tm.PutUnitsResult, error) {
	if err := o.Validate(); err != nil {
		return tm.PutUnitsResult{}, err
	}
	x := &exchange{store: s, options: o, langs: map[language.Tag]string{},
		plain: newBulk(insertPlain), full: newBulk(insertFull)}
	err := x.run(ctx, units)
	if x.large {
		// Whatever happened, the next change is an ordinary one.
		err = errors.Join(err, s.setPace(context.WithoutCancel(ctx), usualPace))
	}
	if err == nil && x.large {
		err = s.mergeIndex(ctx)
	}
	return x.result, err
}

// exchange is the work of storing the units of an exchange file.
type exchange struct {
	store   *Store
	options tm.PutUnitsOptions
	origins originWriter
	langs   map[language.Tag]string
	plain   *bulk // units that are yet to be stored
	full    *bulk // those that have more than texts
	batch   []tm.Unit
	weight  int  // of the batch, in units
	large   bool // the import is a large one
	result  tm.PutUnitsResult
}

// run stores the units batch by batch. What came before an error is stored.
func (x *exchange) run(ctx context.Context, units iter.Seq2[tm.Unit, error]) error {
	var failed error
	for u, err := range units {
		if err == nil {
			if err = u.Validate(); err != nil {
				err = fmt.Errorf("unit %d: %w", x.result.Stored()+len(x.batch)+1, err)
			}
		}
		if err != nil {
			failed = err
			break
		}
		x.batch = append(x.batch, u)
		x.weight += 1 + (len(u.Source.Text)+len(u.Target.Text))/bytesOfUnit
		if x.weight < min(max(x.result.Stored()/8, fewestAtOnce), mostAtOnce) {
			continue
		}
		if err := x.flush(ctx); err != nil {
			return err
		}
	}
	if err := x.flush(ctx); err != nil {
		return err
	}
	return failed
}

// flush stores the batch in one transaction.
func (x *exchange) flush(ctx context.Context) error {
	if len(x.batch) == 0 {
		return nil
	}
	var result tm.PutUnitsResult
	err := x.store.inWrite(ctx, "storing units", func(ctx context.Context, c *change) error {
		b := &exchangeBatch{change: c, exchange: x, result: x.result}
		err := b.run(ctx)
		result = b.result
		return err
	})
	if err != nil {
		x.origins = originWriter{} // those of the batch are not there
		return err
	}
	clear(x.batch)
	x.batch, x.weight, x.result = x.batch[:0], 0, result
	if x.options.Progress != nil {
		x.options.Progress(result)
	}
	if x.large || result.Stored() < mostAtOnce {
		return nil
	}
	x.large = true
	return x.store.setPace(ctx, largePace)
}

// lang returns the tag under which a language is stored.
func (x *exchange) lang(tag language.Tag) string {
	name, known := x.langs[tag]
	if !known {
		name = tm.CanonicalLang(tag).String()
		x.langs[tag] = name
	}
	return name
}
