package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"golang.org/x/text/language"

	"calque/tm"
)

// putting is the work of storing one article in one transaction.
//
// What the memory holds already is known by its digests, so that an article
// that comes again unchanged costs a few look-ups. Otherwise the old form is
// read whole, documents are replaced where they differ, and the beads of every
// alignment that is touched are matched with the old ones by their texts: what
// a person said stays with the texts it was said of.
type putting struct {
	*change
	incoming *tm.Article
	exactly  bool // beads get the status that they come with
	result   tm.PutResult

	id  int64  // of the article
	key string // under which it is stored

	old    *tm.Article // nil for a new article
	merged tm.Article  // old, with what is incoming in its place

	documentDigests  map[language.Tag][]byte
	alignmentDigests map[langPair]storedAlignment
	changed          map[language.Tag]bool // documents that differ from the old
	touched          bool                  // a row was written
}

type langPair struct{ source, target language.Tag }

type storedAlignment struct {
	id     int64
	digest []byte
}

// PutArticle implements [tm.Store]. It sets the numbers of the article and its
// documents, and the key under which the article is stored: one that belongs
// to another article is followed by a number.
func (s *Store) PutArticle(ctx context.Context, a *tm.Article) (tm.PutResult, error) {
	if err := a.Validate(); err != nil {
		return tm.PutResult{}, err
	}
	var p *putting
	err := s.inWrite(ctx, "storing article "+a.Key, func(ctx context.Context, c *change) error {
		p = &putting{change: c, incoming: a, changed: map[language.Tag]bool{}}
		return p.run(ctx)
	})
	if err != nil {
		return tm.PutResult{}, err
	}
	a.ID, a.Key = p.id, p.key
	for i := range a.Documents {
		if d := p.merged.Document(a.Documents[i].Lang); d != nil {
			a.Documents[i].ID = d.ID
		}
	}
	return p.result, nil
}

func (p *putting) run(ctx context.Context) error {
	id, err := knownArticle(ctx, p, p.incoming)
	if err != nil {
		return err
	}
	if p.id = id; id == 0 {
		err = p.create(ctx)
	} else {
		err = p.recall(ctx)
	}
	if err != nil {
		return err
	}
	if err := p.storeDocuments(ctx); err != nil {
		return err
	}
	if err := p.storeAlignments(ctx); err != nil {
		return err
	}
	if p.touched {
		p.merged.ID = p.id
		if err := p.recompose(ctx, &p.merged); err != nil {
			return err
		}
		if _, err := p.ExecContext(ctx, "UPDATE article SET changed = ? WHERE id = ?", p.now, p.id); err != nil {
			return fmt.Errorf("dating the article: %w", err)
		}
	}
	p.result.Unchanged = !p.touched
	return p.count(ctx)
}

// knownArticle returns the number of the article that a belongs to, 0 when
// the memory does not hold it: the one it was read from, else one with a
// document of the same source and language, else of the same bytes.
func knownArticle(ctx context.Context, q querier, a *tm.Article) (int64, error) {
	if a.ID != 0 {
		var id int64
		err := q.QueryRowContext(ctx, "SELECT id FROM article WHERE id = ? AND key = ?", a.ID, a.Key).Scan(&id)
		if err != sql.ErrNoRows {
			return id, err
		}
	}
	for i := range a.Documents {
		d := &a.Documents[i]
		id, err := articleBySource(ctx, q, d.Source, d.Lang)
		if id != 0 || err != nil {
			return id, err
		}
	}
	for i := range a.Documents {
		id, err := articleByHash(ctx, q, a.Documents[i].SHA256)
		if id != 0 || err != nil {
			return id, err
		}
	}
	return 0, nil
}

// articleBySource finds the article that holds a document read from a place.
// Standard input is no place: what came from there is known by its bytes only.
func articleBySource(ctx context.Context, q querier, source string, lang language.Tag) (int64, error) {
	if source == "" || source == "-" {
		return 0, nil
	}
	return selectNumber(ctx, q, "SELECT article FROM document WHERE source = ? AND lang = ? ORDER BY article LIMIT 1",
		source, lang.String())
}

func articleByHash(ctx context.Context, q querier, sha256 string) (int64, error) {
	if sha256 == "" {
		return 0, nil
	}
	return selectNumber(ctx, q, "SELECT article FROM document WHERE sha256 = ? ORDER BY article LIMIT 1", sha256)
}

// selectNumber runs a query for one number, 0 when it finds none.
func selectNumber(ctx context.Context, q querier, query string, args ...any) (int64, error) {
	var n int64
	err := q.QueryRowContext(ctx, query, args...).Scan(&n)
	if err == sql.ErrNoRows {
		return 0, nil
	}
	return n, err
}

// create makes the row of a new article, under a key that is free.
func (p *putting) create(ctx context.Context) error {
	base := p.incoming.Key
	if base == "" {
		base = "article"
	}
	p.key = base
	for n := 2; ; n++ {
		taken, err := selectNumber(ctx, p, "SELECT id FROM article WHERE key = ?", p.key)
		if err != nil {
			return fmt.Errorf("finding a free key: %w", err)
		}
		if taken == 0 {
			break
		}
		p.key = fmt.Sprintf("%s-%d", base, n)
	}
	result, err := p.ExecContext(ctx, "INSERT INTO article (key, created, changed) VALUES (?, ?, ?)", p.key, p.now, p.now)
	if err != nil {
		return fmt.Errorf("storing the article: %w", err)
	}
	p.touched = true
	p.result.New = true
	p.merged = *p.incoming
	p.merged.Documents = slices.Clone(p.incoming.Documents)
	p.id, err = result.LastInsertId()
	return err
}

// recall reads what the memory holds of the article and lays the incoming
// form over it.
func (p *putting) recall(ctx context.Context) error {
	old, err := loadArticle(ctx, p, p.id)
	if err != nil {
		return err
	}
	if err := p.recallDigests(ctx, old); err != nil {
		return err
	}
	p.old, p.key = old, old.Key
	p.merged = tm.Article{ID: old.ID, Key: old.Key, Documents: slices.Clone(old.Documents)}
	for _, d := range p.incoming.Documents {
		if stored := p.merged.Document(d.Lang); stored != nil {
			d.ID = stored.ID
			*stored = d
		} else {
			d.ID = 0
			p.merged.Documents = append(p.merged.Documents, d)
		}
	}
	p.merged.Alignments = slices.Clone(old.Alignments)
	for _, al := range p.incoming.Alignments {
		if _, reversed := p.alignmentDigests[langPair{al.Target, al.Source}]; reversed {
			al = reverse(al)
		}
		i := slices.IndexFunc(p.merged.Alignments, func(o tm.Alignment) bool {
			return o.Source == al.Source && o.Target == al.Target
		})
		if i >= 0 {
			p.merged.Alignments[i] = al
		} else {
			p.merged.Alignments = append(p.merged.Alignments, al)
		}
	}
	return nil
}

// recallDigests reads the digests of what the memory holds of the article.
func (p *putting) recallDigests(ctx context.Context, old *tm.Article) error {
	p.documentDigests = map[language.Tag][]byte{}
	for i := range old.Documents {
		var digest []byte
		d := &old.Documents[i]
		if err := p.QueryRowContext(ctx, "SELECT digest FROM document WHERE id = ?", d.ID).Scan(&digest); err != nil {
			return fmt.Errorf("reading the digest of the document in %s: %w", d.Lang, err)
		}
		p.documentDigests[d.Lang] = digest
	}
	p.alignmentDigests = map[langPair]storedAlignment{}
	for _, al := range old.Alignments {
		var stored storedAlignment
		err := p.QueryRowContext(ctx, "SELECT id, digest FROM alignment WHERE source = ? AND target = ?",
			old.Document(al.Source).ID, old.Document(al.Target).ID).Scan(&stored.id, &stored.digest)
		if err != nil {
			return fmt.Errorf("reading the digest of an alignment: %w", err)
		}
		p.alignmentDigests[langPair{al.Source, al.Target}] = stored
	}
	return nil
}

// storeDocuments writes the incoming documents that differ from the old ones.
func (p *putting) storeDocuments(ctx context.Context) error {
	for i := range p.merged.Documents {
		d := &p.merged.Documents[i]
		if p.incoming.Document(d.Lang) == nil {
			continue // known from before, and not mentioned now
		}
		digest := documentDigest(d)
		if bytes.Equal(digest, p.documentDigests[d.Lang]) {
			continue
		}
		p.touched = true
		p.changed[d.Lang] = true
		if err := p.storeDocument(ctx, d, digest); err != nil {
			return fmt.Errorf("storing the document in %s: %w", d.Lang, err)
		}
	}
	return nil
}

func (p *putting) storeDocument(ctx context.Context, d *tm.Document, digest []byte) error {
	values := []any{p.id, d.Lang.String(), d.Source, d.SHA256, d.Title, nullMillis(d.Date), d.Agency, d.Author,
		d.Credit, d.URL, d.Format, d.Encoding, d.Template, len(d.Sentences), digest}
	if d.ID == 0 {
		result, err := p.ExecContext(ctx, `INSERT INTO document (article, lang, source, sha256, title, date, agency,
			author, credit, url, format, encoding, template, sentences, digest)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, values...)
		if err != nil {
			return err
		}
		if d.ID, err = result.LastInsertId(); err != nil {
			return err
		}
	} else {
		_, err := p.ExecContext(ctx, `UPDATE document SET article = ?, lang = ?, source = ?, sha256 = ?, title = ?,
			date = ?, agency = ?, author = ?, credit = ?, url = ?, format = ?, encoding = ?, template = ?,
			sentences = ?, digest = ? WHERE id = ?`, append(values, d.ID)...)
		if err != nil {
			return err
		}
		// The sentences go with their blocks.
		if _, err := p.ExecContext(ctx, "DELETE FROM block WHERE document = ?", d.ID); err != nil {
			return err
		}
	}
	return p.storeText(ctx, d)
}

func (p *putting) storeText(ctx context.Context, d *tm.Document) error {
	blocks := newBulk("INSERT INTO block (document, n, role, text)")
	for n, b := range d.Blocks {
		blocks.add(d.ID, n, string(b.Role), b.Text)
	}
	if err := blocks.flush(ctx, p.change); err != nil {
		return fmt.Errorf("storing its blocks: %w", err)
	}
	sentences := newBulk("INSERT INTO sentence (document, n, block, first, last)")
	for n, s := range d.Sentences {
		sentences.add(d.ID, n, s.Block, s.Start, s.End)
	}
	if err := sentences.flush(ctx, p.change); err != nil {
		return fmt.Errorf("storing its sentences: %w", err)
	}
	return nil
}

// count fills the part of the result that says what stands there now.
func (p *putting) count(ctx context.Context) error {
	var kept int
	err := p.QueryRowContext(ctx, `SELECT
		count(*) FILTER (WHERE status = 'confirmed' OR status = 'auto' AND confidence >= ?1),
		count(*) FILTER (WHERE status = 'auto' AND confidence < ?1),
		count(*) FILTER (WHERE status <> 'auto')
		FROM unit WHERE article = ?2 AND superseded IS NULL AND pivot IS NULL`,
		tm.DefaultMinConfidence, p.id).Scan(&p.result.Units, &p.result.Doubtful, &kept)
	if err != nil {
		return fmt.Errorf("counting the units: %w", err)
	}
	p.result.Kept += kept
	return nil
}
