package article

import (
	"encoding/json"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/language"

	"calque/align/article/date"
)

// pageMeta is what the head of a page says about its article.
type pageMeta struct {
	title, author, agency, url string
	date                       time.Time
	lang                       language.Tag
	alternates                 map[string]string
}

// metaNames maps the names of meta elements, by their rank: of two that say
// the same thing the one with the lower rank counts.
var metaNames = map[string]struct {
	field string
	rank  int
}{
	"og:title": {"title", 1}, "twitter:title": {"title", 2}, "dc.title": {"title", 3}, "dcterms.title": {"title", 3},
	"article:published_time": {"date", 1}, "datepublished": {"date", 2}, "dc.date": {"date", 3},
	"dcterms.date": {"date", 3}, "dc.date.issued": {"date", 3}, "dcterms.created": {"date", 4},
	"pubdate": {"date", 3}, "publishdate": {"date", 3}, "date": {"date", 4}, "og:published_time": {"date", 2},
	"article:author": {"author", 2}, "author": {"author", 1}, "dc.creator": {"author", 3}, "dcterms.creator": {"author", 3},
	"source": {"agency", 1}, "og:url": {"url", 2},
}

// readMeta reads meta, link, title, time and JSON-LD elements.
func readMeta(root *html.Node) pageMeta {
	found := map[string]string{}
	ranks := map[string]int{}
	note := func(field, value string, rank int) {
		value = oneLine(value)
		if value == "" || found[field] != "" && ranks[field] <= rank {
			return
		}
		found[field], ranks[field] = value, rank
	}
	m := pageMeta{alternates: map[string]string{}}
	for node := range descendants(root) {
		if node.Type != html.ElementNode {
			continue
		}
		switch node.DataAtom {
		case atom.Html:
			note("lang", attribute(node, "lang"), 1)
			note("lang", attribute(node, "xml:lang"), 2)
		case atom.Meta:
			name := attribute(node, "property")
			for _, key := range []string{"name", "itemprop", "http-equiv"} {
				if name == "" {
					name = attribute(node, key)
				}
			}
			if known, ok := metaNames[strings.ToLower(name)]; ok {
				note(known.field, attribute(node, "content"), known.rank)
			}
		case atom.Title:
			note("title", inlineText(node), 9)
		case atom.Link:
			m.link(node, note)
		case atom.Time:
			if attribute(node, "itemprop") == "datePublished" || attribute(node, "pubdate") != "" {
				note("date", attribute(node, "datetime"), 2)
			}
			note("date", attribute(node, "datetime"), 6)
		case atom.Script:
			if attribute(node, "type") == "application/ld+json" && node.FirstChild != nil {
				linkedData(node.FirstChild.Data, note)
			}
		}
	}
	m.title, m.author, m.agency, m.url = found["title"], found["author"], found["agency"], found["url"]
	if strings.HasPrefix(m.author, "http://") || strings.HasPrefix(m.author, "https://") {
		m.author = "" // Facebook pages of authors
	}
	if t, ok := date.Line(found["date"], date.Unknown); ok {
		m.date = t
	}
	if tag, err := language.Parse(strings.ReplaceAll(found["lang"], "_", "-")); err == nil {
		m.lang = tag
	}
	return m
}

// link reads the canonical address and the versions in other languages.
func (m *pageMeta) link(node *html.Node, note func(string, string, int)) {
	href := trimSpace(attribute(node, "href"))
	if href == "" {
		return
	}
	for rel := range strings.FieldsSeq(strings.ToLower(attribute(node, "rel"))) {
		switch rel {
		case "canonical":
			note("url", href, 1)
		case "alternate":
			if lang := attribute(node, "hreflang"); lang != "" && len(m.alternates) < 200 {
				m.alternates[lang] = href
			}
		}
	}
}

// fill puts what the head says into a document.
func (m pageMeta) fill(doc *Document) {
	doc.Title, doc.Author, doc.URL = m.title, m.author, m.url
	doc.Date, doc.Lang = m.date, m.lang
	doc.Agency = m.agency
	if len(m.alternates) > 0 {
		doc.Alternates = m.alternates
	}
}

// articleTypes are the schema.org types that describe an article.
var articleTypes = map[string]bool{
	"NewsArticle": true, "Article": true, "ReportageNewsArticle": true, "BlogPosting": true,
	"AnalysisNewsArticle": true, "OpinionNewsArticle": true, "Report": true,
}

// linkedData reads the schema.org description of an article from JSON-LD.
func linkedData(text string, note func(string, string, int)) {
	if len(text) > 1<<20 {
		return
	}
	var value any
	if json.Unmarshal([]byte(text), &value) != nil {
		return
	}
	visitLinked(value, note, 0)
}

func visitLinked(value any, note func(string, string, int), depth int) {
	if depth > 8 {
		return
	}
	switch v := value.(type) {
	case []any:
		for _, e := range v {
			visitLinked(e, note, depth+1)
		}
	case map[string]any:
		if graph, ok := v["@graph"]; ok {
			visitLinked(graph, note, depth+1)
		}
		if !isArticle(v["@type"]) {
			return
		}
		headline, _ := v["headline"].(string)
		published, _ := v["datePublished"].(string)
		note("title", html.UnescapeString(headline), 4)
		note("date", published, 1)
		note("author", html.UnescapeString(nameOf(v["author"])), 1)
	}
}

func isArticle(value any) bool {
	switch v := value.(type) {
	case string:
		return articleTypes[v]
	case []any:
		for _, e := range v {
			if isArticle(e) {
				return true
			}
		}
	}
	return false
}

// nameOf returns the name of a person as JSON-LD has it: a string, an object
// or a list of either.
func nameOf(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case map[string]any:
		name, _ := v["name"].(string)
		return name
	case []any:
		var names []string
		for _, e := range v {
			if name := nameOf(e); name != "" && len(names) < 10 {
				names = append(names, name)
			}
		}
		return strings.Join(names, ", ")
	}
	return ""
}
