// Package sweep takes the units out of look-ups and exports that package
// [calque/tm/clean] finds, and brings them back.
//
//	for finding, err := range clean.Find(sweep.Direct(ctx, store, tm.Filter{}), rules) {
//		suspects = append(suspects, sweep.NewSuspect(finding))
//	}
//	report, err := sweep.TakeOut(ctx, store, slices.Values(suspects))
//	…
//	back, err := sweep.Undo(ctx, store)
//
// A [Desk] does the same in the background for those who cannot wait: it looks
// through a large memory, keeps what it found, and says how far it is.
//
// What always holds:
//
//   - A unit of an article is rejected, one of an exchange file superseded. Both
//     stay on record, and what a person confirmed in an article stays.
//   - Each unit is taken out in a transaction of its own, so that a run that was
//     interrupted can be gone on with, or taken back.
//   - Only the unit that was looked at is taken out: one that was changed since
//     is left alone.
package sweep

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/clean"
)

// Suspect is what is remembered of a unit to take it out.
type Suspect struct {
	Unit    int64
	Changed time.Time
	// Fix is the status that takes it out, empty for one that stays whatever is
	// said of it.
	Fix   tm.Status
	Kinds []clean.Kind
}

// NewSuspect is what is to be remembered of a finding.
func NewSuspect(f clean.Finding) Suspect {
	return Suspect{f.Unit.ID, f.Unit.Changed, fixOf(&f.Unit), f.Kinds()}
}

func fixOf(u *tm.Unit) tm.Status {
	switch {
	case u.Origin.Article == "":
		return tm.StatusSuperseded
	case u.Status == tm.StatusConfirmed:
		return ""
	}
	return tm.StatusRejected
}

// Direct streams the units that were not composed through a third language:
// composed ones follow those that they are made of.
func Direct(ctx context.Context, store tm.Store, filter tm.Filter) func() iter.Seq2[tm.Unit, error] {
	return func() iter.Seq2[tm.Unit, error] {
		return func(yield func(tm.Unit, error) bool) {
			for unit, err := range store.Units(ctx, filter) {
				if err == nil && unit.Pivot != language.Und {
					continue
				}
				if !yield(unit, err) {
					return
				}
			}
		}
	}
}

// Report counts what became of suspects.
type Report struct {
	Done      int // taken out
	Confirmed int // that a person confirmed in an article, and that stayed
	Meanwhile int // changed by somebody else since, and left alone
}

// runName begins what the history gives as the name of whoever made the changes
// of a run; the time of the run follows, so that names are in its order.
const runName = "calque clean, run of "

// TakeOut takes units out as one run. After an error those before it are out.
func TakeOut(ctx context.Context, store tm.Store, suspects iter.Seq[Suspect]) (Report, error) {
	var report Report
	who := runName + time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
	for s := range suspects {
		if s.Fix == "" {
			report.Confirmed++
			continue
		}
		err := store.EditUnit(ctx, s.Unit, tm.UnitEdit{Seen: s.Changed, Status: s.Fix}, who)
		if errors.Is(err, tm.ErrConflict) || errors.Is(err, tm.ErrNotFound) {
			report.Meanwhile++
			continue
		}
		if err != nil {
			return report, fmt.Errorf("taking out unit %d: %w", s.Unit, err)
		}
		report.Done++
	}
	return report, nil
}

// Run is a run that can be taken back.
type Run struct {
	// At is when it was made, as a person reads it; empty when there is none.
	At    string
	Units []int64 // that nobody changed since
}

// Latest returns the last run that was not taken back.
func Latest(ctx context.Context, store tm.Store) (Run, error) {
	who, units, err := store.EditsBy(ctx, runName)
	return Run{strings.TrimPrefix(who, runName), units}, err
}

// Undo takes the last run back, but for units that were changed again since. It
// returns the run with the units that are back, also when an error stopped it.
func Undo(ctx context.Context, store tm.Store) (Run, error) {
	run, err := Latest(ctx, store)
	if err != nil {
		return Run{}, err
	}
	for i, unit := range run.Units {
		if err := store.UndoEdit(ctx, unit, "calque clean (undo)"); err != nil {
			run.Units = run.Units[:i]
			return run, fmt.Errorf("taking back the change of unit %d: %w", unit, err)
		}
	}
	return run, nil
}
