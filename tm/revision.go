package tm

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"golang.org/x/text/language"
)

// Revision is a change that a person makes to the alignment of two languages of
// an article. [Store.Revise] stores it whole and keeps how it was before.
type Revision struct {
	// Article is the key, From and To the languages of the alignment.
	Article  string
	From, To language.Tag
	// Seen is [Article.Version] of what the person looked at. When somebody
	// changed it since, the revision is refused with [ErrConflict]. An empty
	// one refuses nothing.
	Seen string
	Who  string
	// What names the action, for the history.
	What string
	// Change does it, see package calque/tm/review. The statuses that it leaves
	// are stored as they are.
	Change func(*Article) error
}

// RevisionInfo says what could be taken back or done again.
type RevisionInfo struct {
	ID   int64
	Who  string
	What string
	At   time.Time
}

// Version is a short text that changes with whatever a reviewer sees of the
// alignment of two languages: sentences, rows and statuses. It is empty when
// there is no such alignment.
func (a *Article) Version(from, to language.Tag) string {
	sum := sha256.New()
	for _, lang := range []language.Tag{from, to} {
		d := a.Document(lang)
		if d == nil {
			return ""
		}
		for _, s := range d.Sentences {
			fmt.Fprintf(sum, "%d %d %d %q\n", s.Block, s.Start, s.End, d.Blocks[s.Block].Text[s.Start:s.End])
		}
		fmt.Fprintln(sum)
	}
	al := a.Alignment(from, to)
	if al == nil {
		return ""
	}
	for _, b := range al.Beads {
		fmt.Fprintln(sum, b.Source.From, b.Source.To, b.Target.From, b.Target.To, b.Status)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// Alignment returns the article's alignment of two languages, or nil.
func (a *Article) Alignment(from, to language.Tag) *Alignment {
	for i := range a.Alignments {
		if a.Alignments[i].Source == from && a.Alignments[i].Target == to {
			return &a.Alignments[i]
		}
	}
	return nil
}
