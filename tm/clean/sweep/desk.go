package sweep

import (
	"context"
	"iter"
	"slices"
	"sync"
	"time"

	"calque/tm"
	"calque/tm/clean"
)

// Work is what a desk is at.
type Work string

// The work of a desk.
const (
	Nothing Work = ""
	Looking Work = "looking"
	Taking  Work = "taking"
	Undoing Work = "undoing"
)

// State is what a desk knows.
type State struct {
	Work Work
	// Done and Total count units: those that were read, of two readings of the
	// memory, or changed. Total is 0 when it is not known.
	Done, Total int
	// Looked is when the memory was looked through, zero for never, and Stale
	// that it was changed since otherwise than from this desk.
	Looked   time.Time
	Stale    bool
	Units    int // that were looked at
	Suspects int // that are left of those found
	Kinds    []KindCount
	// Latest is the last run that can be taken back.
	Latest Run
	// Last says what the last work did, with the error that ended it.
	Last Outcome
}

// KindCount counts the suspects of a kind.
type KindCount struct {
	Kind    clean.Kind
	Units   int
	Fixable int // of Units, those that would be taken out
}

// Outcome is what came of the last work.
type Outcome struct {
	Of     Work
	Report Report // of taking out
	Back   int    // units that were brought back
	Err    error
}

// Example is a suspect with its texts, as they are now.
type Example struct {
	Suspect
	Number int // from 1, among all suspects; see [Desk.Examples]
	Says   []clean.Fault
	Unit   tm.Unit
}

// Desk looks through a memory in the background, keeps what it found, and takes
// it out. It does one thing at a time. A Desk is safe for concurrent use.
type Desk struct {
	store tm.Store
	rules func(context.Context) (clean.Rules, error)
	life  context.Context
	end   context.CancelFunc

	mu      sync.Mutex
	working sync.WaitGroup
	stop    context.CancelFunc // of the work
	done    chan struct{}      // closed when the work ends
	state   State
	version int64 // of the memory when it was looked through
	found   []found

	latestMu      sync.Mutex
	latest        Run
	latestVersion int64
}

// found is a suspect in few bytes, since a large memory has many.
type found struct {
	unit, changed int64 // changed in milliseconds
	fix           tm.Status
	kinds         uint16        // a bit for each of clean.Kinds
	says          []clean.Fault // of the first suspects of each kind
	gone          bool          // it was taken out
}

// maxExamples is how many suspects of a kind are kept with what is wrong with
// them. The others can be seen when these are taken out.
const maxExamples = 2000

// NewDesk returns a desk for a memory. rules are asked for when it begins to
// look.
func NewDesk(store tm.Store, rules func(context.Context) (clean.Rules, error)) *Desk {
	life, end := context.WithCancel(context.Background())
	return &Desk{store: store, rules: rules, life: life, end: end}
}

// Close ends what the desk is at, and waits until it has ended.
func (d *Desk) Close() {
	d.end()
	d.working.Wait()
}

// Stop ends what the desk is at. What was taken out until then stays so.
func (d *Desk) Stop() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stop != nil {
		d.stop()
	}
}

// Wait waits until the desk is at nothing, for so long at most.
func (d *Desk) Wait(ctx context.Context, most time.Duration) {
	d.mu.Lock()
	done := d.done
	d.mu.Unlock()
	if done == nil {
		return
	}
	select {
	case <-done:
	case <-time.After(most):
	case <-ctx.Done():
	}
}

// State says what the desk is at and what it found.
func (d *Desk) State(ctx context.Context) (State, error) {
	version, err := d.store.Version(ctx)
	if err != nil {
		return State{}, err
	}
	run, err := d.latestRun(ctx, version)
	if err != nil {
		return State{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	state := d.state
	state.Kinds = slices.Clone(state.Kinds)
	state.Stale = !state.Looked.IsZero() && state.Work == Nothing && version != d.version
	state.Latest = run
	return state, nil
}

// latestRun reads which run could be taken back, when the memory has changed.
// While units are being changed it is not read again and again.
func (d *Desk) latestRun(ctx context.Context, version int64) (Run, error) {
	d.latestMu.Lock()
	defer d.latestMu.Unlock()
	if version == d.latestVersion || d.busy() {
		return d.latest, nil
	}
	run, err := Latest(ctx, d.store)
	if err == nil {
		d.latest, d.latestVersion = run, version
	}
	return run, err
}

func (d *Desk) busy() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.state.Work != Nothing
}

// begin does work in the background and reports false when there is some
// already.
func (d *Desk) begin(work Work, total int, do func(context.Context) Outcome) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.state.Work != Nothing || d.life.Err() != nil {
		return false
	}
	ctx, stop := context.WithCancel(d.life)
	done := make(chan struct{})
	d.stop, d.done = stop, done
	d.state.Work, d.state.Done, d.state.Total, d.state.Last = work, 0, total, Outcome{}
	d.working.Go(func() {
		defer close(done)
		defer stop()
		outcome := do(ctx)
		outcome.Of = work
		d.mu.Lock()
		defer d.mu.Unlock()
		d.state.Work, d.state.Last = Nothing, outcome
	})
	return true
}

func (d *Desk) step() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.state.Done++
}

// Look looks through the memory for units that are probably no translations, in
// the background. units is how many there are, as far as that is known. It
// reports false when the desk is at something.
func (d *Desk) Look(units int) bool {
	return d.begin(Looking, 2*units, func(ctx context.Context) Outcome { return Outcome{Err: d.look(ctx)} })
}

func (d *Desk) look(ctx context.Context) error {
	version, err := d.store.Version(ctx)
	if err != nil {
		return err
	}
	rules, err := d.rules(ctx)
	if err != nil {
		return err
	}
	var all []found
	counts := map[clean.Kind]KindCount{}
	read := 0
	direct := Direct(ctx, d.store, tm.Filter{})
	units := func() iter.Seq2[tm.Unit, error] {
		read = 0
		return func(yield func(tm.Unit, error) bool) {
			for u, err := range direct() {
				read++
				d.step()
				if err == nil {
					err = ctx.Err()
				}
				if !yield(u, err) || err != nil {
					return
				}
			}
		}
	}
	for f, err := range clean.Find(units, rules) {
		if err != nil {
			return err
		}
		all = append(all, newFound(f, counts))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.found, d.version = all, version
	d.state.Looked, d.state.Units, d.state.Suspects, d.state.Kinds = time.Now(), read, len(all), listCounts(counts)
	return nil
}

// newFound packs a finding and counts it.
func newFound(f clean.Finding, counts map[clean.Kind]KindCount) found {
	s := NewSuspect(f)
	packed := found{unit: s.Unit, changed: s.Changed.UnixMilli(), fix: s.Fix}
	for _, kind := range s.Kinds {
		packed.kinds |= bitOf(kind)
		n := counts[kind]
		n.Units++
		n.Fixable += count(s.Fix != "")
		counts[kind] = n
		if n.Units <= maxExamples {
			packed.says = f.Faults
		}
	}
	return packed
}

func bitOf(kind clean.Kind) uint16 { return 1 << max(slices.Index(clean.Kinds(), kind), 0) }

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

func listCounts(counts map[clean.Kind]KindCount) []KindCount {
	var list []KindCount
	for _, kind := range clean.Kinds() {
		if n := counts[kind]; n.Units > 0 {
			n.Kind = kind
			list = append(list, n)
		}
	}
	return list
}

func (f *found) suspect() Suspect {
	s := Suspect{Unit: f.unit, Changed: time.UnixMilli(f.changed).UTC(), Fix: f.fix}
	for _, kind := range clean.Kinds() {
		if f.kinds&bitOf(kind) != 0 {
			s.Kinds = append(s.Kinds, kind)
		}
	}
	return s
}

// Examples returns up to n suspects of a kind, of any when it is empty, whose
// number is greater than after. more says that there are others. Those that are
// no longer in the memory as they were found are left out.
func (d *Desk) Examples(ctx context.Context, kind clean.Kind, after, n int) (examples []Example, more bool, err error) {
	picked, more := d.pick(kind, after, n)
	for _, example := range picked {
		example.Unit, err = d.store.Unit(ctx, example.Suspect.Unit)
		if err != nil {
			return nil, false, err
		}
		examples = append(examples, example)
	}
	return examples, more, nil
}

func (d *Desk) pick(kind clean.Kind, after, n int) (picked []Example, more bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := max(after, 0); i < len(d.found); i++ {
		f := &d.found[i]
		if f.gone || f.says == nil || kind != "" && f.kinds&bitOf(kind) == 0 {
			continue
		}
		if len(picked) == n {
			return picked, true
		}
		picked = append(picked, Example{Suspect: f.suspect(), Number: i + 1, Says: f.says})
	}
	return picked, false
}

// TakeOut takes the suspects of some kinds out, in the background. It reports
// false when the desk is at something.
func (d *Desk) TakeOut(kinds []clean.Kind) bool {
	var bits uint16
	for _, kind := range kinds {
		bits |= bitOf(kind)
	}
	return d.takeOut(func(f *found) bool { return f.kinds&bits != 0 })
}

// TakeOutUnit takes one suspect out.
func (d *Desk) TakeOutUnit(unit int64) bool {
	return d.takeOut(func(f *found) bool { return f.unit == unit })
}

func (d *Desk) takeOut(wanted func(*found) bool) bool {
	return d.begin(Taking, 0, func(ctx context.Context) Outcome {
		unchanged := d.isCurrent(ctx)
		report, err := TakeOut(ctx, d.store, d.leaving(ctx, d.choose(wanted)))
		d.settle(ctx, unchanged)
		return Outcome{Report: report, Err: err}
	})
}

// choose lists the places of the suspects that are wanted.
func (d *Desk) choose(wanted func(*found) bool) []int {
	d.mu.Lock()
	defer d.mu.Unlock()
	var chosen []int
	for i := range d.found {
		if !d.found[i].gone && wanted(&d.found[i]) {
			chosen = append(chosen, i)
		}
	}
	d.state.Total = len(chosen)
	return chosen
}

// leaving yields suspects to be taken out, and strikes each off the list when
// the next one is asked for.
func (d *Desk) leaving(ctx context.Context, chosen []int) iter.Seq[Suspect] {
	return func(yield func(Suspect) bool) {
		for _, i := range chosen {
			if ctx.Err() != nil {
				return
			}
			s := d.found[i].suspect() // only this work changes the list
			if !yield(s) {
				return
			}
			d.strike(i, s)
		}
	}
}

func (d *Desk) strike(i int, s Suspect) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.state.Done++
	if s.Fix == "" {
		return // it stays, and so does what was said of it
	}
	d.found[i].gone = true
	d.state.Suspects--
	for j := range d.state.Kinds {
		if n := &d.state.Kinds[j]; slices.Contains(s.Kinds, n.Kind) {
			n.Units--
			n.Fixable--
		}
	}
}

// isCurrent reports whether the memory is as it was when it was looked through.
func (d *Desk) isCurrent(ctx context.Context) bool {
	version, err := d.store.Version(ctx)
	d.mu.Lock()
	defer d.mu.Unlock()
	return err == nil && version == d.version
}

// settle takes the changes of this desk as known, when there were no others.
func (d *Desk) settle(ctx context.Context, unchanged bool) {
	version, err := d.store.Version(ctx)
	d.mu.Lock()
	defer d.mu.Unlock()
	if err == nil && unchanged {
		d.version = version
	}
}

// Undo takes the last run back, in the background; what it brings back is found
// when the memory is looked through again. It reports false when the desk is at
// something.
func (d *Desk) Undo() bool {
	return d.begin(Undoing, 0, func(ctx context.Context) Outcome {
		run, err := Undo(ctx, d.store)
		return Outcome{Back: len(run.Units), Err: err}
	})
}
