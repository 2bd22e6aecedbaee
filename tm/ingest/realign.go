package ingest

import (
	"context"
	"fmt"

	"golang.org/x/text/language"

	"calque/align"
	"calque/tm"
)

// Realign aligns an article again from one row of an alignment on, in place. The
// rows above stay, and so do those below that a person confirmed, where they
// have two sides; what lies between them is decided anew. It is for a reviewer
// who has put a row right and wants the rest to follow.
func (im *Importer) Realign(ctx context.Context, a *tm.Article, from, to language.Tag, row int) error {
	alignment, source, target := a.Alignment(from, to), a.Document(from), a.Document(to)
	if alignment == nil || source == nil || target == nil {
		return fmt.Errorf("%s has no alignment of %s and %s: %w", a.Key, from, to, tm.ErrNotFound)
	}
	var kept []tm.Bead
	for i, b := range alignment.Beads {
		if b.Source.Len() > 0 && b.Target.Len() > 0 && (i < row || b.Status == tm.StatusConfirmed) {
			kept = append(kept, b)
		}
	}
	aligner := align.New(from, to, im.alignerOptions(from, to)...)
	beads, err := aligner.AlignAround(ctx, Sentences(source), Sentences(target), ranges(kept))
	if err != nil {
		return err
	}
	alignment.Beads = make([]tm.Bead, 0, len(beads))
	for _, b := range beads {
		alignment.Beads = append(alignment.Beads, im.bead(b, source, target, kept))
	}
	return nil
}
