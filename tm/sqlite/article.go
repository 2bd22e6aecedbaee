package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"calque/tm"
)

// Article implements [tm.Store].
func (s *Store) Article(ctx context.Context, key string) (*tm.Article, error) {
	var a *tm.Article
	err := s.inRead(ctx, "reading article "+key, func(q *session) error {
		id, err := selectNumber(ctx, q, "SELECT id FROM article WHERE key = ?", key)
		if err != nil {
			return err
		}
		if id == 0 {
			return tm.ErrNotFound
		}
		a, err = loadArticle(ctx, q, id)
		return err
	})
	return a, err
}

// FindArticle implements [tm.Store].
func (s *Store) FindArticle(ctx context.Context, source string, lang language.Tag, sha256 string) (*tm.Article, error) {
	var a *tm.Article
	err := s.inRead(ctx, "finding the article of "+source, func(q *session) error {
		id, err := articleBySource(ctx, q, source, lang)
		if id == 0 && err == nil {
			id, err = articleByHash(ctx, q, sha256)
		}
		if err != nil {
			return err
		}
		if id == 0 {
			return tm.ErrNotFound
		}
		a, err = loadArticle(ctx, q, id)
		return err
	})
	return a, err
}

// Articles implements [tm.Store].
func (s *Store) Articles(ctx context.Context) iter.Seq2[tm.ArticleInfo, error] {
	return s.ArticlesAfter(ctx, "") // every key is longer
}

// ArticlesAfter implements [tm.Store].
func (s *Store) ArticlesAfter(ctx context.Context, key string) iter.Seq2[tm.ArticleInfo, error] {
	return func(yield func(tm.ArticleInfo, error) bool) {
		err := s.inRead(ctx, "listing the articles", func(q *session) error {
			return listArticles(ctx, q, key, yield)
		})
		if err != nil && !errors.Is(err, errStopped) {
			yield(tm.ArticleInfo{}, err)
		}
	}
}

// errStopped ends a stream whose reader has had enough.
var errStopped = errors.New("stopped")

func listArticles(ctx context.Context, q querier, after string, yield func(tm.ArticleInfo, error) bool) error {
	rows, err := q.QueryContext(ctx, `SELECT a.id, a.key, a.created,
		(SELECT group_concat(lang) FROM (SELECT lang FROM document WHERE article = a.id ORDER BY id)),
		d.title, d.date, d.agency,
		(SELECT count(*) FROM unit u WHERE u.article = a.id AND u.superseded IS NULL AND u.pivot IS NULL
			AND (u.status = 'confirmed' OR u.status = 'auto' AND u.confidence >= ?1)),
		(SELECT count(*) FROM unit u WHERE u.article = a.id AND u.superseded IS NULL AND u.pivot IS NULL
			AND u.status = 'auto' AND u.confidence < ?1)
		FROM article a LEFT JOIN document d ON d.id = coalesce(
			(SELECT al.source FROM document s JOIN alignment al ON al.source = s.id WHERE s.article = a.id LIMIT 1),
			(SELECT min(id) FROM document WHERE article = a.id))
		WHERE a.key > ?2 ORDER BY a.key`, tm.DefaultMinConfidence, after)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var info tm.ArticleInfo
		var created int64
		var langs, title, agency sql.NullString
		var date sql.NullInt64
		if err := rows.Scan(&info.ID, &info.Key, &created, &langs, &title, &date, &agency,
			&info.Units, &info.Doubtful); err != nil {
			return err
		}
		info.Title, info.Agency = title.String, agency.String
		info.Date, info.Imported = fromNullMillis(date), fromMillis(created)
		for tag := range strings.SplitSeq(langs.String, ",") {
			info.Langs = append(info.Langs, readTag(tag))
		}
		if !yield(info, nil) {
			return errStopped
		}
	}
	return rows.Err()
}

// pick returns the languages of the memory that a person who names one means
// where variants are kept apart, as in an export: the very tag where there is
// one, else its variants.
func pick(tags []string, asked language.Tag) []string {
	if very := tm.CanonicalLang(asked).String(); slices.Contains(tags, very) {
		return []string{very}
	}
	return variants(tags, asked)
}

// variants returns the languages of the memory in which a person who asks for
// one may find something: all of the same written language; every one when none
// was asked for. A unit in another region's variant costs a penalty, but it is
// found, whether or not the very tag is there too.
func variants(tags []string, asked language.Tag) []string {
	if asked == language.Und {
		return tags
	}
	asked = tm.CanonicalLang(asked)
	var same []string
	for _, tag := range tags {
		if tm.SameLanguage(readTag(tag), asked) {
			same = append(same, tag)
		}
	}
	return same
}
