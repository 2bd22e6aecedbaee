package tm

import (
	"errors"
	"fmt"
	"math"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// ErrInvalid is wrapped by the errors of [Article.Validate], and by a store
// that is given such an article or an unknown status.
var ErrInvalid = errors.New("not valid")

// Validate reports what is wrong with an article that a store is asked to
// keep: a language twice, a sentence that is not a span of a translatable
// block or overlaps another, an alignment of documents that are not there, or
// beads that do not cover each sentence of both documents once. The error
// wraps [ErrInvalid].
func (a *Article) Validate() error {
	if err := a.validate(); err != nil {
		return fmt.Errorf("article %q: %w", a.Key, err)
	}
	return nil
}

func (a *Article) validate() error {
	if len(a.Documents) == 0 {
		return invalid("it has no document")
	}
	seen := map[language.Tag]bool{}
	for i := range a.Documents {
		d := &a.Documents[i]
		if d.Lang == language.Und || seen[d.Lang] {
			return invalid("language %s is unknown or there twice", d.Lang)
		}
		seen[d.Lang] = true
		if err := d.validate(); err != nil {
			return fmt.Errorf("document in %s: %w", d.Lang, err)
		}
	}
	pairs := map[[2]language.Tag]bool{}
	for i := range a.Alignments {
		al := &a.Alignments[i]
		pair := [2]language.Tag{al.Source, al.Target}
		if pairs[pair] || pairs[[2]language.Tag{al.Target, al.Source}] {
			return invalid("%s and %s are aligned twice", al.Source, al.Target)
		}
		pairs[pair] = true
		if err := al.validate(a); err != nil {
			return fmt.Errorf("alignment of %s and %s: %w", al.Source, al.Target, err)
		}
	}
	return nil
}

func (d *Document) validate() error {
	for i, b := range d.Blocks {
		if !utf8.ValidString(b.Text) {
			return invalid("block %d is not UTF-8", i)
		}
	}
	var last Sentence
	for i, s := range d.Sentences {
		if s.Block < 0 || s.Block >= len(d.Blocks) {
			return invalid("sentence %d stands in block %d of %d", i, s.Block, len(d.Blocks))
		}
		block := d.Blocks[s.Block]
		if !block.Role.Translatable() {
			return invalid("sentence %d stands in a block of role %q", i, block.Role)
		}
		if s.Start < 0 || s.Start >= s.End || s.End > len(block.Text) ||
			!utf8.ValidString(block.Text[s.Start:s.End]) {
			return invalid("sentence %d is bytes %d to %d of a block of %d", i, s.Start, s.End, len(block.Text))
		}
		if i > 0 && (s.Block < last.Block || s.Block == last.Block && s.Start < last.End) {
			return invalid("sentence %d does not stand after the one before it", i)
		}
		last = s
	}
	return nil
}

func (al *Alignment) validate(a *Article) error {
	source, target := a.Document(al.Source), a.Document(al.Target)
	if source == nil || target == nil || source == target {
		return invalid("the article does not hold both documents")
	}
	sourceSeen := make([]bool, len(source.Sentences))
	targetSeen := make([]bool, len(target.Sentences))
	for i, b := range al.Beads {
		if math.IsNaN(b.Confidence) || b.Confidence < 0 || b.Confidence > 1 {
			return invalid("bead %d has the confidence %v", i, b.Confidence)
		}
		for _, e := range b.Evidence {
			if math.IsNaN(e.Value) || math.IsInf(e.Value, 0) {
				return invalid("bead %d has evidence %s of %v", i, e.Name, e.Value)
			}
		}
		if !b.Status.OfBead() {
			return invalid("bead %d has the status %q", i, b.Status)
		}
		if b.Source.Len() == 0 && b.Target.Len() == 0 {
			return invalid("bead %d is empty", i)
		}
		if !mark(sourceSeen, b.Source) || !mark(targetSeen, b.Target) {
			return invalid("bead %d takes sentences that are not there or belong to another", i)
		}
	}
	for side, seen := range map[string][]bool{"source": sourceSeen, "target": targetSeen} {
		for i, ok := range seen {
			if !ok {
				return invalid("%s sentence %d is in no bead", side, i)
			}
		}
	}
	return nil
}

// mark notes the sentences of a run as seen; false when one is out of range
// or was seen before.
func mark(seen []bool, r Range) bool {
	if r.From < 0 || r.To < r.From || r.To > len(seen) {
		return false
	}
	for i := r.From; i < r.To; i++ {
		if seen[i] {
			return false
		}
		seen[i] = true
	}
	return true
}

// OfBead reports whether a bead can have the status; the empty one counts as
// auto.
func (s Status) OfBead() bool {
	switch s {
	case "", StatusAuto, StatusConfirmed, StatusRejected:
		return true
	}
	return false
}

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrInvalid}, args...)...)
}
