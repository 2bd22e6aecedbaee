package tm

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// OnConflict says what becomes of a unit whose source text is in the memory
// already, in the same context, with another translation.
type OnConflict string

// What may become of it.
const (
	ConflictKeep    OnConflict = "keep"    // both are kept, as variants
	ConflictReplace OnConflict = "replace" // the one that was there becomes superseded
	ConflictSkip    OnConflict = "skip"    // the one that comes is left out
)

// PutUnitsOptions are the options of [Store.PutUnits].
type PutUnitsOptions struct {
	// OnConflict is [ConflictKeep] when empty. Units of an article are not
	// replaced, since they say what stands in it; they keep company instead.
	OnConflict OnConflict
	// Progress is told what was stored so far after each transaction; nil for
	// nobody.
	Progress func(PutUnitsResult)
}

// Validate reports an unknown answer to a conflict. The error wraps
// [ErrInvalid].
func (o PutUnitsOptions) Validate() error {
	switch o.OnConflict {
	case "", ConflictKeep, ConflictReplace, ConflictSkip:
		return nil
	}
	return invalid("a conflict cannot be answered with %q: keep, replace or skip", o.OnConflict)
}

// PutUnitsResult counts what became of the units that were given to
// [Store.PutUnits]. Each is counted once, but for Replaced.
type PutUnitsResult struct {
	Added     int // units that were not there before
	Updated   int // units that were there and now have a newer status, note or properties
	Unchanged int // units that were there
	Skipped   int // units left out for a conflict
	Conflicts int // of Added, those whose source has another translation in the same context
	Replaced  int // units that were there and became superseded
}

// Stored is the number of units that were taken from the sequence and are in
// the memory or were left out on purpose.
func (r PutUnitsResult) Stored() int { return r.Added + r.Updated + r.Unchanged + r.Skipped }

// UnitEdit says what [Store.EditUnit] is to change; what is zero or nil stays
// as it is.
type UnitEdit struct {
	// Seen is Unit.Changed as whoever decides on the change has read it: when
	// the unit was changed since, the edit is refused with [ErrConflict].
	Seen time.Time
	// Status may be [StatusSuperseded], which takes the unit out of look-ups
	// and exports, for a unit that belongs to no article.
	Status Status
	// Source and Target replace a text and its codes, of a unit that belongs to
	// no article; the language stays, whatever they say of it.
	Source, Target *Variant
	Note           *string
}

// Validate reports an unknown status or a text that cannot be stored. The error
// wraps [ErrInvalid].
func (e UnitEdit) Validate() error {
	for _, v := range []*Variant{e.Source, e.Target} {
		if v == nil {
			continue
		}
		if err := v.validateText(); err != nil {
			return err
		}
	}
	return e.Status.validate()
}

// Validate reports what is wrong with a unit that a store is asked to keep. The
// error wraps [ErrInvalid].
func (u *Unit) Validate() error {
	for _, side := range []struct {
		name    string
		variant *Variant
	}{{"source", &u.Source}, {"target", &u.Target}} {
		if err := side.variant.validate(); err != nil {
			return fmt.Errorf("its %s: %w", side.name, err)
		}
	}
	if CanonicalLang(u.Source.Lang) == CanonicalLang(u.Target.Lang) {
		return invalid("both its texts are in %s", u.Source.Lang)
	}
	if err := u.Status.validate(); err != nil {
		return err
	}
	if !(u.Confidence >= 0 && u.Confidence <= 1) || math.IsNaN(u.Confidence) {
		return invalid("its confidence is %g, not 0 to 1", u.Confidence)
	}
	return nil
}

func (s Status) validate() error {
	switch s {
	case "", StatusAuto, StatusConfirmed, StatusRejected, StatusSuperseded:
		return nil
	}
	return invalid("it cannot be %q: auto, confirmed, rejected or superseded", s)
}

func (v *Variant) validate() error {
	if v.Lang == language.Und {
		return invalid("its language is unknown")
	}
	return v.validateText()
}

func (v *Variant) validateText() error {
	switch {
	case strings.TrimSpace(v.Text) == "":
		return invalid("it has no text")
	case !utf8.ValidString(v.Text):
		return invalid("it is not UTF-8")
	}
	for _, code := range v.Codes {
		if code.Placeholder == "" || !strings.Contains(v.Text, code.Placeholder) {
			return invalid("the text has no %q, where a code stood", code.Placeholder)
		}
	}
	return nil
}
