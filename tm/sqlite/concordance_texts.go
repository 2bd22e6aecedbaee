package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"

	"calque/tm/concord"
	"calque/tm/index"
)

// language searches the texts of a language.
func (c *concordance) language(ctx context.Context, m *concord.Matcher, lang string) error {
	texts, proven, err := c.candidates(ctx, m, lang)
	if err != nil {
		return damaged(err)
	}
	for batch, err := range batches(c.near(ctx, texts)) {
		if err != nil {
			return damaged(err)
		}
		if !proven {
			if batch, err = c.verified(ctx, m, batch); err != nil {
				return err
			}
		}
		if err := c.unitsOf(ctx, batch); err != nil || c.full {
			return err
		}
	}
	return nil
}

// candidates yields texts of a language, the newest first, among them all that
// answer; proven says that all of them do.
func (c *concordance) candidates(ctx context.Context, m *concord.Matcher, lang string) (
	texts iter.Seq2[int64, error], proven bool, err error) {
	if c.query.Article != "" {
		return c.articleTexts(ctx, lang), false, nil
	}
	r := newFuzzyReader(ctx, c.q, lang)
	stamp, err := r.Stamp()
	if err != nil || stamp == 0 {
		return noTexts, true, err
	}
	view, err := c.index.view(r, lang, stamp)
	if err != nil {
		return nil, false, err
	}
	if !view.Ready() {
		return scannedTexts(r, m), true, nil
	}
	sought, ok, err := soughtTokens(r, m.Plan())
	if err != nil || !ok {
		return noTexts, true, err
	}
	return view.Holding(r, sought), m.Plan().Proof, nil
}

func noTexts(func(int64, error) bool) {}

// articleTexts yields the texts of the article that the search keeps to. Units
// that belong to no article may say that they come from it.
func (c *concordance) articleTexts(ctx context.Context, lang string) iter.Seq2[int64, error] {
	const units = `WITH near AS (
			SELECT source_lang, source_text, target_lang, target_text FROM unit WHERE article = ?1
			UNION ALL
			SELECT source_lang, source_text, target_lang, target_text FROM unit WHERE article IS NULL
				AND origin IN (SELECT id FROM origin WHERE json_extract(data, '$.article') = ?2)
		)
		SELECT source_text AS text FROM near WHERE source_lang = ?3
		UNION SELECT target_text FROM near WHERE target_lang = ?3 ORDER BY text DESC`
	scan := func(rows *sql.Rows) (id int64, err error) {
		err = rows.Scan(&id)
		return id, err
	}
	return each(newFuzzyReader(ctx, c.q, lang), scan, units, c.articleID, c.query.Article, lang)
}

// scannedTexts yields the texts that answer, the newest first, by looking at
// every one, for an index that is yet to be made.
func scannedTexts(r *fuzzyReader, m *concord.Matcher) iter.Seq2[int64, error] {
	return func(yield func(int64, error) bool) {
		var found []int64
		for text, err := range r.Texts() {
			if err != nil {
				yield(0, err)
				return
			}
			if _, ok := m.Find(text.Text); ok {
				found = append(found, text.ID)
			}
		}
		for _, id := range slices.Backward(found) {
			if !yield(id, nil) {
				return
			}
		}
	}
}

// The sizes of a batch: the first ones are small, since a search may have
// enough soon.
const (
	firstBatch   = 16
	largestBatch = 256
)

// batches gathers texts. An error comes alone.
func batches(texts iter.Seq2[int64, error]) iter.Seq2[[]int64, error] {
	return func(yield func([]int64, error) bool) {
		size := firstBatch
		batch := make([]int64, 0, largestBatch)
		for text, err := range texts {
			if err != nil {
				yield(nil, err)
				return
			}
			if batch = append(batch, text); len(batch) < size {
				continue
			}
			if !yield(batch, nil) {
				return
			}
			batch, size = batch[:0], min(2*size, largestBatch)
		}
		if len(batch) > 0 {
			yield(batch, nil)
		}
	}
}

// soughtTokens finds the numbers of the tokens that a plan names, and false when
// no text can answer.
func soughtTokens(r *fuzzyReader, plan concord.Plan) (index.Sought, bool, error) {
	var sought index.Sought
	for _, run := range plan.With {
		numbers, ok, err := runNumbers(r, run)
		if err != nil || !ok {
			return sought, false, err
		}
		sought.With = append(sought.With, numbers)
	}
	for _, run := range plan.Without {
		numbers, ok, err := runNumbers(r, run)
		if err != nil {
			return sought, false, err
		}
		if ok {
			sought.Without = append(sought.Without, numbers)
		}
	}
	return sought, true, nil
}

func runNumbers(r *fuzzyReader, run concord.Run) (index.Run, bool, error) {
	var numbers index.Run
	for _, place := range run {
		var all []uint32
		for _, key := range place {
			found, err := keyNumbers(r, key)
			if err != nil {
				return nil, false, fmt.Errorf("looking up %q: %w", key.Text, err)
			}
			all = append(all, found...)
		}
		if len(all) == 0 {
			return nil, false, nil
		}
		slices.Sort(all)
		numbers = append(numbers, slices.Compact(all))
	}
	return numbers, true, nil
}

// afterAll is a byte that no UTF-8 holds, greater than all that it does.
const afterAll = '\xff'

// keyNumbers returns the numbers of the tokens that a key names.
func keyNumbers(r *fuzzyReader, key concord.Key) ([]uint32, error) {
	text := []byte(key.Text)
	condition, args := "= ?", []any{text}
	switch key.How {
	case concord.Beginning:
		condition, args = "BETWEEN ? AND ?", []any{text, append([]byte(key.Text), afterAll)}
	case concord.Within:
		return numbersWithin(r, text)
	}
	found, err := someNumbers(r, "SELECT id FROM fuzzy_token WHERE lang = ? AND key "+condition, args...)
	if err != nil || key.Accents {
		return found, err
	}
	more, err := someNumbers(r, "SELECT id FROM fuzzy_plain WHERE lang = ? AND plain "+condition, args...)
	return append(found, more...), err
}

// numbersWithin reads all tokens.
func numbersWithin(r *fuzzyReader, text []byte) ([]uint32, error) {
	found, err := someNumbers(r, "SELECT id FROM fuzzy_token WHERE lang = ? AND instr(key, ?) > 0", text)
	if err != nil {
		return nil, err
	}
	more, err := someNumbers(r, "SELECT id FROM fuzzy_plain WHERE lang = ? AND instr(plain, ?) > 0", text)
	return append(found, more...), err
}

func someNumbers(r *fuzzyReader, query string, args ...any) ([]uint32, error) {
	var numbers []uint32
	scan := func(rows *sql.Rows) (n uint32, err error) {
		err = rows.Scan(&n)
		return n, err
	}
	for n, err := range each(r, scan, query, append([]any{r.id}, args...)...) {
		if err != nil {
			return nil, err
		}
		numbers = append(numbers, n)
	}
	return numbers, nil
}

// verified reads texts and leaves those that answer.
func (c *concordance) verified(ctx context.Context, m *concord.Matcher, batch []int64) ([]int64, error) {
	answering := map[int64]bool{}
	err := eachOf(ctx, c.q, "SELECT id, text FROM text WHERE id IN ", batch, func(rows *sql.Rows) error {
		var id int64
		var text string
		if err := rows.Scan(&id, &text); err != nil {
			return err
		}
		_, answering[id] = m.Find(text)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading texts: %w", err)
	}
	return slices.DeleteFunc(batch, func(id int64) bool { return !answering[id] }), nil
}
