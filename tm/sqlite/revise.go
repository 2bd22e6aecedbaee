package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/text/language"

	"calque/tm"
)

// Revise implements [tm.Store].
func (s *Store) Revise(ctx context.Context, r tm.Revision) (*tm.Article, error) {
	var revised *tm.Article
	err := s.inWrite(ctx, "revising "+r.Article, func(ctx context.Context, c *change) error {
		old, err := c.reviewed(ctx, r)
		if err != nil {
			return err
		}
		edited := copyArticle(old)
		if err := r.Change(edited); err != nil {
			return err
		}
		if err := edited.Validate(); err != nil {
			return err
		}
		before, after := changedParts(old, edited)
		if len(before.Documents)+len(before.Alignments) == 0 {
			revised = old
			return nil
		}
		c.sign(old, edited, r.Who)
		if err := c.putExactly(ctx, edited); err != nil {
			return err
		}
		if err := c.keepRevision(ctx, old.ID, r, before, after); err != nil {
			return err
		}
		revised, err = loadArticle(ctx, c, old.ID)
		return err
	})
	return revised, err
}

// reviewed reads the article that is to be revised, and refuses when it is not
// as the person has seen it.
func (c *change) reviewed(ctx context.Context, r tm.Revision) (*tm.Article, error) {
	id, err := selectNumber(ctx, c, "SELECT id FROM article WHERE key = ?", r.Article)
	if err != nil {
		return nil, err
	}
	if id == 0 {
		return nil, fmt.Errorf("article %s: %w", r.Article, tm.ErrNotFound)
	}
	a, err := loadArticle(ctx, c, id)
	if err != nil {
		return nil, err
	}
	if a.Alignment(r.From, r.To) == nil {
		return nil, fmt.Errorf("article %s in %s and %s: %w", r.Article, r.From, r.To, tm.ErrNotFound)
	}
	if r.Seen != "" && a.Version(r.From, r.To) != r.Seen {
		return nil, fmt.Errorf("article %s: look at it again: %w", r.Article, tm.ErrConflict)
	}
	return a, nil
}

// copyArticle copies what a change may touch.
func copyArticle(a *tm.Article) *tm.Article {
	c := *a
	c.Documents = slices.Clone(a.Documents)
	for i := range c.Documents {
		c.Documents[i].Blocks = slices.Clone(c.Documents[i].Blocks)
		c.Documents[i].Sentences = slices.Clone(c.Documents[i].Sentences)
	}
	c.Alignments = slices.Clone(a.Alignments)
	for i := range c.Alignments {
		c.Alignments[i].Beads = slices.Clone(c.Alignments[i].Beads)
	}
	return &c
}

// sign says of each row that is new or has a new status who made it so.
func (c *change) sign(old, edited *tm.Article, who string) {
	for i := range edited.Alignments {
		al := &edited.Alignments[i]
		was := old.Alignment(al.Source, al.Target)
		for j := range al.Beads {
			b := &al.Beads[j]
			if was == nil || !slices.ContainsFunc(was.Beads, func(o tm.Bead) bool { return sameRow(&o, b) }) {
				b.By, b.Changed = who, fromMillis(c.now)
			}
		}
	}
}

func sameRow(a, b *tm.Bead) bool {
	return a.Source == b.Source && a.Target == b.Target && a.Status == b.Status
}

// putExactly stores an article with the statuses that its beads have, whatever
// was said of the same texts before.
func (c *change) putExactly(ctx context.Context, a *tm.Article) error {
	p := &putting{change: c, incoming: a, changed: map[language.Tag]bool{}, exactly: true}
	return p.run(ctx)
}

func (c *change) keepRevision(ctx context.Context, article int64, r tm.Revision, before, after savedState) error {
	was, err := json.Marshal(before)
	if err != nil {
		return fmt.Errorf("keeping how it was: %w", err)
	}
	is, err := json.Marshal(after)
	if err != nil {
		return fmt.Errorf("keeping how it is: %w", err)
	}
	_, err = c.ExecContext(ctx, "DELETE FROM revision WHERE article = ? AND source = ? AND target = ? AND undone IS NOT NULL",
		article, r.From.String(), r.To.String())
	if err != nil {
		return fmt.Errorf("forgetting what was taken back: %w", err)
	}
	_, err = c.ExecContext(ctx, `INSERT INTO revision (article, source, target, at, who, what, before, after)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, article, r.From.String(), r.To.String(), c.now, r.Who, r.What, string(was), string(is))
	if err != nil {
		return fmt.Errorf("keeping how it was: %w", err)
	}
	return c.record(ctx, historyRow{who: r.Who, what: "revise", old: reviseNote{r.Article, r.What}, new: reviseNote{r.Article, r.What}})
}

// reviseNote is what the history says of a revision; table revision has the
// rest.
type reviseNote struct {
	Article string `json:"article"`
	What    string `json:"what"`
}

// UndoRevision implements [tm.Store].
func (s *Store) UndoRevision(ctx context.Context, r tm.Revision) (*tm.Article, error) {
	return s.step(ctx, r, "undo", `undone IS NULL ORDER BY id DESC`)
}

// RedoRevision implements [tm.Store].
func (s *Store) RedoRevision(ctx context.Context, r tm.Revision) (*tm.Article, error) {
	return s.step(ctx, r, "redo", `undone IS NOT NULL ORDER BY id`)
}

// step takes the newest revision that stands back, or does the oldest one that
// was taken back again. Both want the article as the revision has left it, or
// found it.
func (s *Store) step(ctx context.Context, r tm.Revision, what, which string) (*tm.Article, error) {
	var stepped *tm.Article
	err := s.inWrite(ctx, what+" in "+r.Article, func(ctx context.Context, c *change) error {
		a, err := c.reviewed(ctx, r)
		if err != nil {
			return err
		}
		var id int64
		var action, beforeData, afterData string
		err = c.QueryRowContext(ctx, `SELECT id, what, before, after FROM revision
			WHERE article = ? AND source = ? AND target = ? AND `+which+` LIMIT 1`, a.ID, r.From.String(), r.To.String()).
			Scan(&id, &action, &beforeData, &afterData)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("there is nothing to %s: %w", what, tm.ErrNotFound)
		}
		if err != nil {
			return err
		}
		var before, after savedState
		if err := errors.Join(json.Unmarshal([]byte(beforeData), &before), json.Unmarshal([]byte(afterData), &after)); err != nil {
			return fmt.Errorf("reading revision %d: %w: %w", id, tm.ErrDamaged, err)
		}
		undone := sql.NullInt64{Int64: c.now, Valid: true}
		if what == "redo" {
			before, after, undone.Valid = after, before, false
		}
		if !after.describes(a) {
			return fmt.Errorf("article %s was changed otherwise since: %w", r.Article, tm.ErrConflict)
		}
		before.restore(a)
		if err := c.putExactly(ctx, a); err != nil {
			return err
		}
		if _, err := c.ExecContext(ctx, "UPDATE revision SET undone = ? WHERE id = ?", undone, id); err != nil {
			return err
		}
		err = c.record(ctx, historyRow{who: r.Who, what: what, old: reviseNote{r.Article, action}, new: reviseNote{r.Article, action}})
		if err != nil {
			return err
		}
		stepped, err = loadArticle(ctx, c, a.ID)
		return err
	})
	return stepped, err
}

// Revisions implements [tm.Store].
func (s *Store) Revisions(ctx context.Context, key string, from, to language.Tag) (undo, redo []tm.RevisionInfo, err error) {
	err = s.inRead(ctx, "listing the revisions of "+key, func(q *session) error {
		rows, err := q.QueryContext(ctx, `SELECT r.id, r.who, r.what, r.at, r.undone IS NOT NULL FROM revision r
			JOIN article a ON a.id = r.article WHERE a.key = ? AND r.source = ? AND r.target = ? ORDER BY r.id`,
			key, from.String(), to.String())
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var info tm.RevisionInfo
			var at int64
			var undone bool
			if err := rows.Scan(&info.ID, &info.Who, &info.What, &at, &undone); err != nil {
				return err
			}
			info.At = fromMillis(at)
			if undone {
				redo = append(redo, info)
			} else {
				undo = append(undo, info)
			}
		}
		slices.Reverse(undo)
		return rows.Err()
	})
	return undo, redo, err
}
