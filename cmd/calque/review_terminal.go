package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/ingest"
	"calque/tm/review"
)

const keyHelp = `   c confirm            C confirm this row and all above
   x not a translation  a take the verdict back
   m join with the next row, M with the previous one
   u take the two sides apart
   s split, then the numbers of source and target sentences that stay above
   ← → or < > the side, [ ] the sentence that the next keys are about
   J move the last sentence of the side to the row below, K the first to that above
   g get a sentence of the side from below, G from above
   E correct the sentence, t cut it in two, f make it one with the next
   r align again from this row on, around what is confirmed
   n p the next or previous doubtful row, j k the next or previous one (arrows too)
   z undo, y redo       e evidence, ? this help, q quit`

// reviewer is a person who goes through the doubtful rows.
type reviewer struct {
	store  tm.Store
	who    string
	to     language.Tag // und for all
	below  float64      // a row with less confidence is doubtful
	named  bool         // the story was named, so it is shown even without doubtful rows
	screen *screen

	a        *tm.Article
	from     language.Tag
	with     language.Tag // the language on the other side
	row      int          // that is looked at; the number of rows at the end of a story
	side     review.Side  // that a sentence is of
	sentence int          // of that side of the row, from 0
	pointing bool         // the sentence is shown
	message  string
	evidence bool
	help     bool
	stored   int // changes
}

// errQuit ends a review; everything is stored.
var errQuit = errors.New("quit")

// run goes through the stories.
func (r *reviewer) run(c *cli.Context, stories []string) error {
	restore, err := r.screen.open(c.Context)
	if err != nil {
		return err
	}
	shown := 0
	err = func() error {
		defer restore() // also when something panics
		for _, key := range stories {
			n, err := r.story(c, key)
			shown += n
			if err != nil {
				return err
			}
		}
		return nil
	}()
	if err != nil && !errors.Is(err, errQuit) {
		return err
	}
	if shown == 0 {
		note(c, "no row is doubtful, of those below %d %%", percent(r.below))
		return nil
	}
	note(c, "%s stored", plural(r.stored, "change"))
	return nil
}

// story shows the doubtful rows of a story, and returns how many alignments had
// any.
func (r *reviewer) story(c *cli.Context, key string) (shown int, err error) {
	a, err := r.store.Article(c.Context, key)
	if errors.Is(err, tm.ErrNotFound) {
		return 0, nil // it has gone since the list was made
	}
	if err != nil {
		return 0, err
	}
	r.a = a
	for _, al := range a.Alignments {
		if r.to != language.Und && !tm.SameLanguage(al.Target, r.to) {
			continue
		}
		r.from, r.with = al.Source, al.Target
		if r.row = r.next(0); r.row == len(r.beads()) {
			if !r.named || r.row == 0 {
				continue
			}
			r.row, r.message = 0, "no row is doubtful"
		}
		shown++
		if err := r.loop(c); err != nil {
			return shown, err
		}
	}
	return shown, nil
}

// loop shows rows and does what the keys say, until the person goes on to the
// next story.
func (r *reviewer) loop(c *cli.Context) error {
	for {
		r.point(r.side, 0)
		if err := r.screen.show(r.view()); err != nil {
			return err
		}
		r.message, r.help = "", false
		key, err := r.screen.key(c.Context)
		if err != nil {
			return err
		}
		if key == "n" && r.row == len(r.beads()) {
			return nil
		}
		row := r.row
		if err := r.press(c, key); err != nil {
			return err
		}
		if r.row != row {
			r.sentence = 0
		}
	}
}

func (r *reviewer) alignment() *tm.Alignment { return r.a.Alignment(r.from, r.with) }

func (r *reviewer) beads() []tm.Bead { return r.alignment().Beads }

// next is the first doubtful row from one on, the number of rows for none.
func (r *reviewer) next(from int) int {
	beads := r.beads()
	for i := from; i < len(beads); i++ {
		if beads[i].Doubtful(r.below) {
			return i
		}
	}
	return len(beads)
}

// pointed is the sentences of the side that is pointed at.
func (r *reviewer) pointed() tm.Range {
	switch {
	case r.row == len(r.beads()):
		return tm.Range{}
	case r.side == review.Target:
		return r.beads()[r.row].Target
	}
	return r.beads()[r.row].Source
}

func (r *reviewer) sentenceText() string {
	n := r.pointed().From + r.sentence
	lang := r.from
	if r.side == review.Target {
		lang = r.with
	}
	return r.a.Document(lang).Text(tm.Range{From: n, To: n + 1})
}

// point chooses a side, and a sentence of it so many after the one before.
func (r *reviewer) point(side review.Side, by int) {
	r.pointing = r.pointing || by != 0 || side != r.side
	r.side = side
	r.sentence = max(0, min(r.sentence+by, r.pointed().Len()-1))
}

// previous is the last doubtful row before one, or that one.
func (r *reviewer) previous(row int) int {
	beads := r.beads()
	for i := min(row, len(beads)) - 1; i >= 0; i-- {
		if beads[i].Doubtful(r.below) {
			return i
		}
	}
	r.message = "no row above is doubtful"
	return row
}

// press does what a key says.
func (r *reviewer) press(c *cli.Context, key string) error {
	switch key {
	case "q":
		return errQuit
	case "?", "h":
		r.help = true
	case "e":
		r.evidence = !r.evidence
	case "n":
		r.row = r.next(r.row + 1)
	case "p":
		r.row = r.previous(r.row)
	case "j", keyDown:
		r.row = min(r.row+1, len(r.beads()))
	case "k", keyUp:
		r.row = max(r.row-1, 0)
	case "<", keyLeft:
		r.point(review.Source, 0)
	case ">", keyRight:
		r.point(review.Target, 0)
	case "[":
		r.point(r.side, -1)
	case "]":
		r.point(r.side, 1)
	case "z":
		return r.step(c, r.store.UndoRevision, "undone")
	case "y":
		return r.step(c, r.store.RedoRevision, "done again")
	case "c", "C", "x", "a", "m", "M", "u", "s", "J", "K", "g", "G", "E", "t", "f", "r":
		if r.row == len(r.beads()) {
			r.message = "this is the end of the story: go to a row with p or k"
			return nil
		}
		return r.act(c, key)
	default:
		r.message = "that key does nothing; ? shows those that do"
	}
	return nil
}

// act changes the row that is looked at.
func (r *reviewer) act(c *cli.Context, key string) error {
	action := review.Action{Row: r.row, Side: r.side, Sentence: r.pointed().From + r.sentence}
	ask := func(*cli.Context, *review.Action) (bool, error) { return true, nil }
	switch key {
	case "c":
		action.Do = review.Confirm
	case "C":
		action.Do = review.ConfirmThrough
	case "x":
		action.Do = review.Reject
	case "a":
		action.Do = review.Clear
	case "u":
		action.Do = review.Unlink
	case "m":
		action.Do, action.Last = review.Join, r.row+1
	case "M":
		if r.row == 0 {
			r.message = "there is no row above to join"
			return nil
		}
		action.Do, action.Row, action.Last = review.Join, r.row-1, r.row
	case "s":
		action.Do, ask = review.Split, r.askSplit
	case "J", "K":
		action.Do, action.Up = review.Push, key == "K"
	case "g", "G":
		action.Do, action.Up = review.Pull, key == "G"
	case "f":
		action.Do = review.Fuse
	case "E":
		action.Do, ask = review.Edit, r.askText
	case "t":
		action.Do, ask = review.Cut, r.askPlace
	case "r":
		return r.revise(c, action, "align again", func(a *tm.Article) error { return r.realign(c, a) })
	}
	if r.pointed().Len() == 0 && slices.Contains([]review.Do{review.Push, review.Fuse, review.Edit, review.Cut}, action.Do) {
		r.message = fmt.Sprintf("the row has no %s sentence: < and > change the side", r.side)
		return nil
	}
	if ok, err := ask(c, &action); err != nil || !ok {
		return err
	}
	return r.revise(c, action, string(action.Do), func(a *tm.Article) error { return review.Apply(a, r.from, r.with, action) })
}

// realign aligns the story again from the row on.
func (r *reviewer) realign(c *cli.Context, a *tm.Article) error {
	lexicons, err := ingest.LoadLexicons(c.Context, r.store)
	if err != nil {
		return err
	}
	return ingest.New(r.store, ingest.Options{Lexicons: lexicons}).Realign(c.Context, a, r.from, r.with, r.row)
}

// deeds says what an action did.
var deeds = map[review.Do]string{
	review.Confirm: "confirmed", review.ConfirmThrough: "confirmed all above too", review.Reject: "rejected", review.Clear: "verdict taken back",
	review.Unlink: "taken apart", review.Join: "joined", review.Split: "split", review.Push: "moved a sentence out", review.Pull: "got a sentence",
	review.Edit: "corrected", review.Cut: "cut in two", review.Fuse: "made one", "": "aligned again",
}

// revise stores a change and goes to where the person wants to look next.
func (r *reviewer) revise(c *cli.Context, action review.Action, what string, change func(*tm.Article) error) error {
	var why error
	changed, err := r.store.Revise(c.Context, tm.Revision{Article: r.a.Key, From: r.from, To: r.with,
		Seen: r.a.Version(r.from, r.with), Who: r.who, What: what,
		Change: func(a *tm.Article) error {
			why = change(a)
			return why
		}})
	switch {
	case errors.Is(err, tm.ErrConflict):
		return r.lookAgain(c)
	case errors.Is(err, review.ErrImpossible):
		r.message = why.Error() // without what the store says around it
		return nil
	case err != nil:
		return err
	}
	r.a = changed
	r.stored++
	r.message = deeds[action.Do] + fmt.Sprintf(" (row %d)", action.Row+1)
	switch action.Do {
	case review.Confirm, review.ConfirmThrough, review.Reject:
		r.row = r.next(r.row + 1)
	case review.Join:
		r.row = action.Row
	}
	r.row = min(r.row, len(r.beads()))
	return nil
}

// lookAgain shows what somebody else has made of the story.
func (r *reviewer) lookAgain(c *cli.Context) error {
	before := r.beads()[min(r.row, len(r.beads())-1)]
	a, err := r.store.Article(c.Context, r.a.Key)
	if err != nil {
		return err
	}
	if a.Alignment(r.from, r.with) == nil {
		return fmt.Errorf("%s in %s and %s has gone meanwhile", a.Key, r.from, r.with)
	}
	r.a = a
	r.message = "somebody changed this story meanwhile: look at the row again"
	same := slices.IndexFunc(r.beads(), func(b tm.Bead) bool { return b.Source == before.Source && b.Target == before.Target })
	if same >= 0 {
		r.row = same
	}
	r.row = min(r.row, len(r.beads())-1)
	return nil
}

// step takes a change back or does it again, and shows the first row that is
// different then.
func (r *reviewer) step(c *cli.Context, do func(context.Context, tm.Revision) (*tm.Article, error), done string) error {
	a, err := do(c.Context, tm.Revision{Article: r.a.Key, From: r.from, To: r.with, Seen: r.a.Version(r.from, r.with), Who: r.who})
	switch {
	case errors.Is(err, tm.ErrConflict):
		return r.lookAgain(c)
	case errors.Is(err, tm.ErrNotFound):
		r.message = "nothing can be " + done
		return nil
	case err != nil:
		return err
	}
	before := r.beads()
	r.a = a
	r.stored++
	r.message = done
	now := r.beads()
	r.row = 0
	for r.row+1 < len(now) && r.row < len(before) && sameRow(&before[r.row], &now[r.row]) {
		r.row++
	}
	return nil
}

func sameRow(a, b *tm.Bead) bool {
	return a.Source == b.Source && a.Target == b.Target && a.Status == b.Status
}

// askSplit asks where to split a row; false when the person thinks again.
func (r *reviewer) askSplit(c *cli.Context, action *review.Action) (bool, error) {
	b := r.beads()[r.row]
	for _, side := range []struct {
		name string
		n    int
		stay *int
	}{{"source", b.Source.Len(), &action.Sources}, {"target", b.Target.Len(), &action.Targets}} {
		if side.n == 0 {
			continue
		}
		r.message = fmt.Sprintf("split: how many sentences of the %s stay above? 0–%d, another key not to", side.name, min(side.n, 9))
		if err := r.screen.show(r.view()); err != nil {
			return false, err
		}
		key, err := r.screen.key(c.Context)
		if err != nil {
			return false, err
		}
		digit := strings.Index("0123456789", key)
		if digit < 0 || digit > side.n {
			r.message = "not split"
			return false, nil
		}
		*side.stay = digit
	}
	return true, nil
}
