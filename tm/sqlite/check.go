package sqlite

import (
	"context"
	"fmt"

	"calque/tm"
)

// What a person can do about what [Store.Check] finds.
const (
	doRestore  = "go back to the last calque backup"
	doReimport = "import the article again"
)

// Check implements [tm.Store].
func (s *Store) Check(ctx context.Context) ([]tm.Problem, error) {
	var problems []tm.Problem
	err := s.inRead(ctx, "checking the memory", func(q *session) error {
		for _, check := range []func(context.Context, querier) ([]tm.Problem, error){
			checkIntegrity, checkReferences, checkTexts, checkHashes, checkArticles, s.index.check,
		} {
			found, err := check(ctx, q)
			problems = append(problems, found...)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return problems, err
}

// checkIntegrity asks SQLite to read every page, index and constraint.
func checkIntegrity(ctx context.Context, q querier) ([]tm.Problem, error) {
	return listProblems(ctx, q, "PRAGMA integrity_check", func(scan func(...any) error) (tm.Problem, error) {
		var what string
		err := scan(&what)
		if what == "ok" {
			return tm.Problem{}, err
		}
		return tm.Problem{Where: "file", What: what, Do: doRestore}, err
	})
}

func checkReferences(ctx context.Context, q querier) ([]tm.Problem, error) {
	return listProblems(ctx, q, `SELECT "table", rowid, parent FROM pragma_foreign_key_check`,
		func(scan func(...any) error) (tm.Problem, error) {
			var table, parent string
			var row *int64
			err := scan(&table, &row, &parent)
			where := "table " + table
			if row != nil {
				where = fmt.Sprintf("table %s, row %d", table, *row)
			}
			return tm.Problem{Where: where, What: "names a row of " + parent + " that is not there", Do: doRestore}, err
		})
}

// checkTexts finds texts that no unit has, and texts that are there twice.
func checkTexts(ctx context.Context, q querier) ([]tm.Problem, error) {
	orphans, err := listProblems(ctx, q, `SELECT id, lang FROM text
		WHERE NOT EXISTS (SELECT 1 FROM unit WHERE source_text = text.id)
		AND NOT EXISTS (SELECT 1 FROM unit WHERE target_text = text.id)`,
		func(scan func(...any) error) (tm.Problem, error) {
			var id int64
			var lang string
			err := scan(&id, &lang)
			return tm.Problem{Where: fmt.Sprintf("text %d (%s)", id, lang), What: "no unit has it", Do: doRestore}, err
		})
	if err != nil {
		return nil, err
	}
	doubles, err := listProblems(ctx, q, `SELECT a.id, b.id, a.lang FROM text a
		JOIN text b ON b.lang = a.lang AND b.hash = a.hash AND b.text = a.text AND b.id > a.id`,
		func(scan func(...any) error) (tm.Problem, error) {
			var a, b int64
			var lang string
			err := scan(&a, &b, &lang)
			return tm.Problem{Where: fmt.Sprintf("text %d (%s)", b, lang),
				What: fmt.Sprintf("is text %d again", a), Do: doRestore}, err
		})
	return append(orphans, doubles...), err
}

// checkHashes finds texts that are not the ones they were stored as.
func checkHashes(ctx context.Context, q querier) ([]tm.Problem, error) {
	return listProblems(ctx, q, "SELECT id, lang, hash, text FROM text",
		func(scan func(...any) error) (tm.Problem, error) {
			var id, sum int64
			var lang, text string
			err := scan(&id, &lang, &sum, &text)
			if err != nil || textHash(text) == sum {
				return tm.Problem{}, err
			}
			return tm.Problem{Where: fmt.Sprintf("text %d (%s)", id, lang),
				What: "is not the text that was stored", Do: doRestore}, nil
		})
}

// listProblems runs a query and turns each row into a problem; one that says
// nothing is none.
func listProblems(ctx context.Context, q querier, query string, row func(scan func(...any) error) (tm.Problem, error)) ([]tm.Problem, error) {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var problems []tm.Problem
	for rows.Next() {
		p, err := row(rows.Scan)
		if err != nil {
			return nil, err
		}
		if p.What != "" {
			problems = append(problems, p)
		}
	}
	return problems, rows.Err()
}

// checkArticles reads every article and holds its beads and units against its
// text.
func checkArticles(ctx context.Context, q querier) ([]tm.Problem, error) {
	ids, err := listNumbers(ctx, q, "SELECT id FROM article ORDER BY key")
	if err != nil {
		return nil, err
	}
	var problems []tm.Problem
	for _, id := range ids {
		a, err := loadArticle(ctx, q, id)
		if err != nil {
			return problems, err
		}
		if err := a.Validate(); err != nil {
			problems = append(problems, tm.Problem{Where: "article " + a.Key, What: err.Error(), Do: doReimport})
			continue // its spans cannot be trusted
		}
		for _, check := range []func(context.Context, querier, *tm.Article) ([]tm.Problem, error){checkUnits, checkComposed} {
			found, err := check(ctx, q, a)
			problems = append(problems, found...)
			if err != nil {
				return problems, err
			}
		}
	}
	return problems, nil
}

func listNumbers(ctx context.Context, q querier, query string, args ...any) ([]int64, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var numbers []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		numbers = append(numbers, n)
	}
	return numbers, rows.Err()
}

// checkUnits holds the units of an article against the spans of their beads.
func checkUnits(ctx context.Context, q querier, a *tm.Article) ([]tm.Problem, error) {
	spans := map[int64]span{}
	for i := range a.Alignments {
		al := &a.Alignments[i]
		source, target := a.Document(al.Source), a.Document(al.Target)
		contexts := neighbours(al.Beads, source, target)
		for n, b := range al.Beads {
			spans[b.ID] = span{textPair{source.Text(b.Source), target.Text(b.Target)}, contexts[n], b}
		}
	}
	rows, err := q.QueryContext(ctx, `SELECT u.id, u.bead, s.text, t.text, u.status,
		u.source_before, u.source_after, u.target_before, u.target_after
		FROM unit u JOIN text s ON s.id = u.source_text JOIN text t ON t.id = u.target_text
		WHERE u.article = ? AND u.superseded IS NULL AND u.pivot IS NULL`, a.ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var problems []tm.Problem
	for rows.Next() {
		var unit int64
		var bead *int64
		var texts textPair
		var status tm.Status
		var near context4
		if err := rows.Scan(&unit, &bead, &texts.source, &texts.target, &status,
			&near.sourceBefore, &near.sourceAfter, &near.targetBefore, &near.targetAfter); err != nil {
			return nil, err
		}
		if what := spanProblem(spans, bead, texts, status, near); what != "" {
			problems = append(problems, tm.Problem{
				Where: fmt.Sprintf("article %s, unit %d", a.Key, unit), What: what, Do: doReimport})
		}
		if bead != nil {
			delete(spans, *bead)
		}
	}
	for _, s := range spans {
		if s.bead.Source.Len() > 0 && s.bead.Target.Len() > 0 && s.bead.Status != tm.StatusRejected {
			problems = append(problems, tm.Problem{
				Where: fmt.Sprintf("article %s, bead %d", a.Key, s.bead.ID), What: "has no unit", Do: doReimport})
		}
	}
	return problems, rows.Err()
}

// span is what the unit of a bead should say.
type span struct {
	texts textPair
	near  context4
	bead  tm.Bead
}

func spanProblem(spans map[int64]span, bead *int64, texts textPair, status tm.Status, near context4) string {
	if bead == nil {
		return "belongs to no bead and is not superseded"
	}
	s, ok := spans[*bead]
	switch {
	case !ok:
		return "belongs to a bead of another article"
	case s.texts != texts:
		return "does not say what its sentences say"
	case s.bead.Status != status:
		return fmt.Sprintf("is %s and its bead is %s", status, s.bead.Status)
	case s.near != near:
		return "has other neighbours than its bead"
	}
	return ""
}
