package sqlite

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// table says how a dump speaks of a table: one line a row, a field for each
// column. A column that names a row of another table by its number is written
// as what a person knows that row by, since the number says nothing in a diff.
type table struct {
	name string
	from string // tables that are read, with the aliases that refs and order use
	// where chooses the rows of one article, whose number is the parameter; a
	// table that belongs to no article has none.
	where string
	order string
	refs  []reference
}

// reference is a column whose number is replaced by fields.
type reference struct {
	column string
	fields []field
	// insert is the number again, made of the fields as named parameters.
	insert string
}

// field is a name in a line and the SQL that reads it.
type field struct{ name, sql string }

// The references that more than one table has.
var (
	articleID  = `(SELECT id FROM article WHERE key = :article)`
	documentID = func(lang string) string {
		return `(SELECT id FROM document WHERE article = ` + articleID + ` AND lang = :` + lang + `)`
	}
	toDocument = reference{"document", []field{{"article", "a.key"}, {"lang", "d.lang"}}, documentID("lang")}
)

// tablesBefore, articleTables and tablesAfter are all tables that hold what
// cannot be made again from the others, in the order of the dump: the
// memory's own things, then article by article, then what belongs to none.
var tablesBefore = []table{
	{name: "setting", from: "setting", order: "name"},
	{name: "resource", from: "resource", order: "name"},
	{name: "origin", from: "origin", order: "id"},
	{name: "month", from: "month", order: "first"},
}

var articleTables = []table{
	{name: "article", from: "article", where: "article.id = ?", order: "article.id"},
	{name: "document", from: "document JOIN article a ON a.id = document.article", where: "a.id = ?", order: "document.id",
		refs: []reference{{"article", []field{{"article", "a.key"}}, articleID}}},
	{name: "block", from: "block JOIN document d ON d.id = block.document JOIN article a ON a.id = d.article",
		where: "a.id = ?", order: "d.id, block.n", refs: []reference{toDocument}},
	{name: "sentence", from: "sentence JOIN document d ON d.id = sentence.document JOIN article a ON a.id = d.article",
		where: "a.id = ?", order: "d.id, sentence.n", refs: []reference{toDocument}},
	{name: "alignment", from: "alignment JOIN document s ON s.id = alignment.source JOIN document t ON t.id = alignment.target " +
		"JOIN article a ON a.id = s.article", where: "a.id = ?", order: "alignment.id",
		refs: []reference{
			{"source", []field{{"article", "a.key"}, {"from", "s.lang"}}, documentID("from")},
			{"target", []field{{"to", "t.lang"}}, documentID("to")},
		}},
	{name: "bead", from: "bead JOIN alignment l ON l.id = bead.alignment JOIN document s ON s.id = l.source " +
		"JOIN document t ON t.id = l.target JOIN article a ON a.id = s.article", where: "a.id = ?", order: "l.id, bead.n",
		refs: []reference{{"alignment", []field{{"article", "a.key"}, {"from", "s.lang"}, {"to", "t.lang"}},
			`(SELECT id FROM alignment WHERE source = ` + documentID("from") + ` AND target = ` + documentID("to") + `)`}}},
	unitTable("u.article = ?"),
	{name: "revision", from: "revision JOIN article a ON a.id = revision.article", where: "a.id = ?", order: "revision.id",
		refs: []reference{{"article", []field{{"article", "a.key"}}, articleID}}},
}

var tablesAfter = []table{
	unitTable("u.article IS NULL"),
	{name: "history", from: "history", order: "id"},
}

// unitTable is table unit; its texts are written out, and numbered anew when
// they come back.
func unitTable(where string) table {
	return table{name: "unit", where: where, order: "u.id",
		from: "unit u JOIN text s ON s.id = u.source_text JOIN text t ON t.id = u.target_text LEFT JOIN article a ON a.id = u.article",
		refs: []reference{
			{"article", []field{{"article", "a.key"}}, articleID},
			{"source_text", []field{{"source", "s.text"}}, ":source_text"},
			{"target_text", []field{{"target", "t.text"}}, ":target_text"},
		}}
}

// derivedTables can be made from the others, and are.
var derivedTables = []string{"text", "fuzzy_lang", "fuzzy_token", "fuzzy_plain", "fuzzy_log", "fuzzy_gone", "fuzzy_segment", "fuzzy_block"}

// column is a column of a table as the schema has it.
type column struct{ name, kind string } // kind is INTEGER, REAL, TEXT or BLOB

// columns reads the columns of a table, so that one that a migration adds is
// dumped without a word here.
func (t table) columns(ctx context.Context, q querier) ([]column, error) {
	rows, err := q.QueryContext(ctx, "SELECT name, type FROM pragma_table_info(?) ORDER BY cid", t.name)
	if err != nil {
		return nil, fmt.Errorf("listing the columns of %s: %w", t.name, err)
	}
	defer rows.Close()
	var columns []column
	for rows.Next() {
		var c column
		if err := rows.Scan(&c.name, &c.kind); err != nil {
			return nil, fmt.Errorf("listing the columns of %s: %w", t.name, err)
		}
		columns = append(columns, c)
	}
	return columns, rows.Err()
}

func (t table) reference(column string) (reference, bool) {
	i := slices.IndexFunc(t.refs, func(r reference) bool { return r.column == column })
	if i < 0 {
		return reference{}, false
	}
	return t.refs[i], true
}

// alias is what the columns of the table itself are called by in from.
func (t table) alias() string {
	if strings.HasPrefix(t.from, t.name+" u ") {
		return "u"
	}
	return t.name
}

// fields are the fields of a line: what the row belongs to first, then its
// columns as they stand in the table.
func (t table) fields(columns []column) []field {
	var fields []field
	for _, r := range t.refs {
		fields = append(fields, r.fields...)
	}
	for _, c := range columns {
		if _, replaced := t.reference(c.name); !replaced {
			fields = append(fields, field{c.name, t.alias() + "." + c.name})
		}
	}
	return fields
}

// query reads the rows of the table in the order of the dump.
func (t table) query(fields []field) string {
	var selected []string
	for _, f := range fields {
		selected = append(selected, f.sql)
	}
	query := "SELECT " + strings.Join(selected, ", ") + " FROM " + t.from
	if t.where != "" {
		query += " WHERE " + t.where
	}
	return query + " ORDER BY " + t.order
}

// insert puts a row back, its fields given by name.
func (t table) insert(columns []column) string {
	var names, values []string
	for _, c := range columns {
		names = append(names, c.name)
		if r, replaced := t.reference(c.name); replaced {
			values = append(values, r.insert)
		} else {
			values = append(values, ":"+c.name)
		}
	}
	return "INSERT INTO " + t.name + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(values, ", ") + ")"
}
