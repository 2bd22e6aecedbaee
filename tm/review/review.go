// Package review changes an alignment as a person does who looks through it:
// confirms rows, joins and splits them, moves a sentence from one to the next,
// cuts a sentence in two, corrects a text.
//
//	_, err := store.Revise(ctx, key, tm.Revision{Seen: seen, Who: "Awa", What: action.Do, Change: func(a *tm.Article) error {
//		return review.Apply(a, from, to, action)
//	}})
//
// These are the actions of the tools whose loop of review works best: Hunalign's
// successors InterText (each action stored at once, confirm all above) and
// OmegaT's aligner (its keys); see [Do].
//
// What always holds:
//
//   - An action does what it says or returns an error and leaves the article as
//     it was.
//   - Every sentence of both documents stays in one row, and the article valid.
//   - A row that a person made is confirmed, since it says what that person
//     thinks, and one that a person took apart is not.
//   - Another alignment of the same document keeps its rows when a sentence of it
//     is cut, joined or corrected.
package review

import (
	"errors"
	"fmt"
	"slices"

	"golang.org/x/text/language"

	"calque/tm"
)

// ErrImpossible is wrapped by the error of an action that the rows do not
// allow; the error says why, for the person who asked.
var ErrImpossible = errors.New("not possible here")

func impossible(format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, ErrImpossible)...)
}

// Do names an action.
type Do string

// The actions. A row is named by its place in the list of beads, from 0; a
// sentence by its place in its document.
const (
	Confirm        Do = "confirm"         // the row is right
	ConfirmThrough Do = "confirm-through" // so are all rows up to this one that nobody rejected
	Reject         Do = "reject"          // the row is no translation
	Clear          Do = "clear"           // nobody has said anything of the row
	Join           Do = "join"            // the row and those after it through Last become one
	Split          Do = "split"           // the first Sources and Targets sentences become a row of their own
	Unlink         Do = "unlink"          // the two sides become a row each
	Pull           Do = "pull"            // the row takes a sentence of Side from its neighbour
	Push           Do = "push"            // the row gives a sentence of Side to its neighbour
	Cut            Do = "cut"             // the sentence becomes two, at Offset
	Fuse           Do = "fuse"            // the sentence and the next one become one
	Edit           Do = "edit"            // the sentence says Text
)

var actions = []Do{Confirm, ConfirmThrough, Reject, Clear, Join, Split, Unlink, Pull, Push, Cut, Fuse, Edit}

// Side is one of the two documents of an alignment.
type Side string

// The sides.
const (
	Source Side = "source"
	Target Side = "target"
)

// Action is what a person does.
type Action struct {
	Do  Do  `json:"do"`
	Row int `json:"row"`
	// Last is the last row of a Join.
	Last int `json:"last,omitempty"`
	// Sources and Targets are how many sentences a Split leaves above.
	Sources int `json:"sources,omitempty"`
	Targets int `json:"targets,omitempty"`
	// Side is the side of a Pull, Push, Cut, Fuse or Edit; Up says that a Pull
	// or Push is with the row above and not the one below.
	Side Side `json:"side,omitempty"`
	Up   bool `json:"up,omitempty"`
	// Sentence of a Cut, Fuse or Edit, and where a Cut is, in bytes of it.
	Sentence int    `json:"sentence,omitempty"`
	Offset   int    `json:"offset,omitempty"`
	Text     string `json:"text,omitempty"`
}

// Apply changes the alignment of two languages of an article. The article is
// changed in place, and left as it was when there is an error.
func Apply(a *tm.Article, from, to language.Tag, action Action) error {
	e, err := newEditor(a, from, to)
	if err != nil {
		return err
	}
	if err := e.apply(action); err != nil {
		return err
	}
	changed := e.article()
	if err := changed.Validate(); err != nil {
		return fmt.Errorf("%s: %w", action.Do, err) // a fault of this package: the property test looks for one
	}
	*a = *changed
	return nil
}

// editor works on copies of what an action may change.
type editor struct {
	was            *tm.Article
	documents      []tm.Document
	alignments     []tm.Alignment
	source, target int // in documents
	al             int // in alignments
}

func newEditor(a *tm.Article, from, to language.Tag) (*editor, error) {
	e := &editor{was: a, documents: slices.Clone(a.Documents), alignments: slices.Clone(a.Alignments)}
	place := func(lang language.Tag) int {
		return slices.IndexFunc(e.documents, func(d tm.Document) bool { return d.Lang == lang })
	}
	e.source, e.target = place(from), place(to)
	e.al = slices.IndexFunc(e.alignments, func(al tm.Alignment) bool { return al.Source == from && al.Target == to })
	if e.al < 0 || e.source < 0 || e.target < 0 {
		return nil, fmt.Errorf("%s has no alignment of %s and %s: %w", a.Key, from, to, tm.ErrNotFound)
	}
	for i := range e.alignments {
		e.alignments[i].Beads = slices.Clone(e.alignments[i].Beads)
	}
	return e, nil
}

func (e *editor) article() *tm.Article {
	changed := *e.was
	changed.Documents, changed.Alignments = e.documents, e.alignments
	return &changed
}

func (e *editor) beads() []tm.Bead { return e.alignments[e.al].Beads }

func (e *editor) setBeads(beads []tm.Bead) { e.alignments[e.al].Beads = beads }

func (e *editor) apply(action Action) error {
	if !slices.Contains(actions, action.Do) {
		return impossible("there is no action %q: choose one of %q", action.Do, actions)
	}
	if n := len(e.beads()); action.Row < 0 || action.Row >= n {
		return impossible("there is no row %d of %d", action.Row+1, n)
	}
	switch action.Do {
	case Confirm:
		return e.judge(action.Row, action.Row, tm.StatusConfirmed)
	case ConfirmThrough:
		return e.judge(0, action.Row, tm.StatusConfirmed)
	case Reject:
		return e.judge(action.Row, action.Row, tm.StatusRejected)
	case Clear:
		return e.judge(action.Row, action.Row, tm.StatusAuto)
	case Join:
		return e.join(action.Row, action.Last)
	case Split:
		return e.split(action.Row, action.Sources, action.Targets)
	case Unlink:
		return e.unlink(action.Row)
	}
	document, err := e.side(action.Side)
	if err != nil {
		return err
	}
	switch action.Do {
	case Pull:
		return e.pull(action.Row, action.Side, action.Up)
	case Push:
		return e.push(action.Row, action.Side, action.Up)
	case Cut:
		return e.cut(document, action.Sentence, action.Offset)
	case Fuse:
		return e.fuse(document, action.Sentence)
	default: // Edit
		return e.edit(document, action.Sentence, action.Text)
	}
}

// side returns the place of the document of a side.
func (e *editor) side(s Side) (int, error) {
	switch s {
	case Source:
		return e.source, nil
	case Target:
		return e.target, nil
	}
	return 0, impossible("there is no side %q: source or target", s)
}
